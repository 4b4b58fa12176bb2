"""How the vocabulary is written down: words parted by space, phrases parted by bars."""

Phrase = tuple[str, ...]


def words(listed: str) -> frozenset[str]:
    """Parse a list of words parted by space."""
    return frozenset(listed.split())


def phrases(listed: str) -> list[Phrase]:
    """Parse a list of phrases parted by bars and line ends."""
    rows = listed.replace("\n", "|").split("|")
    return [tuple(row.split()) for row in rows if row.strip()]
