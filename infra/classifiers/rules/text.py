"""Text from outside, made safe to read: one spelling, no links, cut into sentences of chunks."""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MOST_READ = 4_000
"""Characters of a text that are read: a post calls early, and reading costs time for each."""
_LOOKALIKES = str.maketrans(
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf"
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0405\u0406\u0408"
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458",
    "ABEZHIKMNOPTYXoABEKMHOPCTYXSIJaeopcyxsij",
)
_PLAIN = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2192": ">"})
_LATIN_OR_TAG = re.compile(r"[A-Za-z$#]")
_LINK = re.compile(r"\b(?:https?://|www\.|t\.me/)\S*", re.IGNORECASE)
_MENTION = re.compile(r"(?<![A-Za-z0-9])@[A-Za-z0-9_]+")
_ARROW = re.compile(r"[-=]>")
_CHUNK = re.compile(
    r"[$#]?[^\W_](?:[^\W_]|'(?=[^\W\d_])|[.,](?=\d)|\.(?=[PDEpde]\b)|[-_/:](?=[^\W_]))*[%+]?"
    r"|[.!?;,:()\"\n>|~&+\u2013\u2014-]"
    r"|[\u2600-\u27bf\U0001f300-\U0001faff]"
)
_ENDERS = frozenset(".!?;\n")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A word, a number, a mark of punctuation or an emoji, as written."""

    text: str
    quoted: bool = False
    glued: bool = False
    """Whether it follows the chunk before without a gap."""

    @property
    def low(self) -> str:
        return self.text.lower()

    @property
    def spoken(self) -> bool:
        """Whether it is a word or a number rather than a sign."""
        return self.text[-1].isalnum() or self.text[0] in "$#" or self.text[0].isalnum()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A run of chunks up to a stop, and whether that stop asked something."""

    chunks: tuple[Chunk, ...]
    asks: bool


def clean(text: str) -> str:
    """Undo disguises: entities, odd widths, invisible characters, lookalikes, links, mentions."""
    read = html.unescape(text[:MOST_READ])
    plain = unicodedata.normalize("NFKC", read).translate(_PLAIN)
    visible = "".join(char for char in plain if not _invisible(char))
    latin = "".join(_unmask(part) for part in re.split(r"(\s)", visible))
    return _ARROW.sub(">", _MENTION.sub(" ", _LINK.sub(" ", latin)))


def sentences(cleaned: str) -> tuple[Sentence, ...]:
    """Cut a cleaned text at its stops; a run of emoji belongs to the sentence before it."""
    found: list[Sentence] = []
    for sentence in _runs(_chunks(cleaned)):
        if found and not any(chunk.spoken for chunk in sentence.chunks):
            last = found.pop()
            found.append(Sentence(last.chunks + sentence.chunks, last.asks or sentence.asks))
        elif sentence.chunks:
            found.append(sentence)
    return tuple(found)


def _invisible(char: str) -> bool:
    return not char.isspace() and unicodedata.category(char) in {"Cf", "Cc", "Cs", "Mn", "Me"}


def _unmask(part: str) -> str:
    """Read lookalike letters as Latin, but only where the word claims to be Latin or a symbol."""
    return part.translate(_LOOKALIKES) if _LATIN_OR_TAG.search(part) else part


def _chunks(cleaned: str) -> list[Chunk]:
    """List the chunks, knowing which stand inside a closed pair of quotation marks."""
    matches = list(_CHUNK.finditer(cleaned))
    quoted = _quoted([match.group() for match in matches])
    ends = [0, *(match.end() for match in matches)]
    return [
        Chunk(match.group(), quoted=inside, glued=match.start() == end > 0)
        for match, inside, end in zip(matches, quoted, ends, strict=False)
    ]


def _quoted(texts: list[str]) -> list[bool]:
    """Mark what stands between two quotation marks of one line."""
    inside = [False] * len(texts)
    opened: int | None = None
    for index, text in enumerate(texts):
        if text == "\n":
            opened = None
        elif text == '"' and opened is None:
            opened = index
        elif text == '"' and opened is not None:
            inside[opened:index] = [True] * (index - opened)
            opened = None
    return inside


def _runs(chunks: list[Chunk]) -> Iterator[Sentence]:
    """Yield the sentences; several stops in a row are one, and it asks if any of them does."""
    words: list[Chunk] = []
    stops = ""
    for chunk in chunks:
        if chunk.text in _ENDERS:
            stops += chunk.text
            continue
        if stops:
            yield Sentence(tuple(words), "?" in stops)
            words, stops = [], ""
        words.append(chunk)
    yield Sentence(tuple(words), "?" in stops)
