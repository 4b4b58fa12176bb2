"""Which tokens a text mentions: what is not mentioned cannot be called."""

import re

from infra.classifiers.rules.coins import ALIASES, NAMES, NOT_TRADED
from infra.classifiers.rules.items import items
from infra.classifiers.rules.text import clean, sentences

_TAGGED = re.compile(r"[$#]([A-Za-z0-9]{2,10})(?![A-Za-z0-9])")
_LOUD = re.compile(r"(?<![A-Za-z0-9])[A-Z0-9]{2,10}(?![A-Za-z0-9])")


def canonical(token: str) -> str:
    """Give a token the one name we know it by: `bitcoin` and `WBTC` are BTC."""
    bare = token.strip().lstrip("$#")
    upper = NAMES.get(bare.lower(), bare.upper())
    return ALIASES.get(upper, upper)


def mentioned(text: str) -> frozenset[str]:
    """Name the tokens a text mentions: by name, by tag, or spelled in capitals.

    Stablecoins and national money are never among them, nor is what has no letter.
    """
    cleaned = clean(text)
    read = (item for sentence in sentences(cleaned) for item in items(sentence))
    named = {item.coin.name for item in read if item.coin}
    spelled = {canonical(word) for word in (*_TAGGED.findall(cleaned), *_LOUD.findall(cleaned))}
    return frozenset(
        token for token in named | spelled if token not in NOT_TRADED and not token.isdigit()
    )
