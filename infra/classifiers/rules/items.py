"""A sentence read word by word: coins, prices, cues, marks, breaks and plain words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from contracts.market import Side
from infra.classifiers.rules.lexicon import LEXICON, LONGEST, SIGNS, Cue, Grade, Mark
from infra.classifiers.rules.symbols import Symbol, parts, symbols
from infra.classifiers.rules.text import Chunk, Sentence
from infra.classifiers.rules.vocabulary import EMPHASIS, OVER, ROTATIONS, SPLITTERS, UPWARD

_PRICE = re.compile(r"\$?\d[\d.,]*(?:k|m|mn|b|bn)?", re.IGNORECASE)
_YEAR = re.compile(r"20[12]\d")
_STRETCHED = re.compile(r"(.)\1{2,}")
_TOWARD = frozenset({"to", "towards", ">"})
_ROTATED_INTO = frozenset({"into", "to", "for"})


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of a sentence; at most one of coin, cue and mark is set."""

    text: str
    coin: Symbol | None = None
    cue: Cue | None = None
    mark: Mark | None = None
    quoted: bool = False

    @property
    def price(self) -> bool:
        return self.text == "#"

    @property
    def splits(self) -> bool:
        return self.coin is None and self.cue is None and self.text in SPLITTERS

    @property
    def plain(self) -> bool:
        """Whether it is a word that the lexicon does not know."""
        bare = self.coin is None and self.cue is None and self.mark is None
        return bare and not self.splits and self.text[0].isalpha()


def items(sentence: Sentence) -> list[Item]:
    """Read a sentence; emphasis is dropped, phrases are taken longest first."""
    chunks = [part for chunk in sentence.chunks for part in parts(chunk)]
    spoken = [chunk for chunk in chunks if chunk.low not in EMPHASIS]
    read = list(_read(spoken, symbols(spoken)))
    return _with_comparisons(_with_rotations(_with_targets(read)))


def _read(chunks: Sequence[Chunk], coins: Sequence[Symbol | None]) -> Iterator[Item]:
    """Yield an item for each coin, each phrase of the lexicon, and each word left over."""
    words = [_word(chunk, coin) for chunk, coin in zip(chunks, coins, strict=True)]
    index = 0
    while index < len(words):
        coin, quoted = coins[index], chunks[index].quoted
        length = 0 if coin else _phrase_length(words, index)
        if length:
            yield _meaning(tuple(words[index : index + length]), quoted=quoted)
        else:
            yield Item(words[index], coin=coin, cue=SIGNS.get(words[index]), quoted=quoted)
        index += length or 1


def _phrase_length(words: Sequence[str], index: int) -> int:
    """Measure the longest known phrase that starts here, 0 for none."""
    for length in range(min(LONGEST, len(words) - index), 0, -1):
        if tuple(words[index : index + length]) in LEXICON:
            return length
    return 0


def _meaning(phrase: tuple[str, ...], *, quoted: bool) -> Item:
    found = LEXICON[phrase]
    text = " ".join(phrase)
    if isinstance(found, Mark):
        return Item(text, mark=found, quoted=quoted)
    return Item(text, cue=found, quoted=quoted)


def _word(chunk: Chunk, coin: Symbol | None) -> str:
    """Spell a chunk as the lexicon does: numbers by kind, stretched words unstretched."""
    low = chunk.low.lstrip("#") or chunk.low
    if coin:
        return "@"
    if low.endswith("%") and low[0].isdigit():
        return "#%"
    if _YEAR.fullmatch(low):
        return "#year"
    if _PRICE.fullmatch(low):
        return "#"
    return _unstretched(low)


def _unstretched(low: str) -> str:
    if (low,) in LEXICON or not _STRETCHED.search(low):
        return low
    doubled = _STRETCHED.sub(r"\1\1", low)
    return doubled if (doubled,) in LEXICON else _STRETCHED.sub(r"\1", low)


def _with_targets(read: list[Item]) -> list[Item]:
    """Turn the `to` of `BTC to 100k` into a cue, by what stands before it."""
    return [
        replace(item, cue=_target(read[index - 1]) if _aims(read, index) else item.cue)
        for index, item in enumerate(read)
    ]


def _aims(read: list[Item], index: int) -> bool:
    ahead = index + 1 < len(read) and read[index + 1].price
    return ahead and index > 0 and read[index].text in _TOWARD


def _target(before: Item) -> Cue | None:
    """Judge a price target: up after a coin or a rise, down after a fall, else history."""
    if before.cue and not before.cue.acting:
        return replace(before.cue, grade=Grade.FORECAST)
    rises = before.coin is not None or before.text in UPWARD
    return Cue(Side.LONG, Grade.FORECAST, soft=True) if rises else None


def _with_rotations(read: list[Item]) -> list[Item]:
    """Turn the `into` of `rotating from ETH into SOL` into a purchase of what follows."""
    rotating, found = False, []
    for item in read:
        rotating = item.text in ROTATIONS or (rotating and not item.splits)
        into = rotating and item.text in _ROTATED_INTO
        cue = Cue(Side.LONG, Grade.TRADE, acting=True) if into else item.cue
        found.append(replace(item, cue=cue))
    return found


def _with_comparisons(read: list[Item]) -> list[Item]:
    """Turn the `over` of `BTC over ETH` into a forecast for the first coin."""
    found = list(read)
    for index in range(1, len(read) - 1):
        between = read[index - 1].coin and read[index + 1].coin
        if between and read[index].text in OVER:
            found[index] = replace(read[index], cue=Cue(Side.LONG, Grade.HINT))
    return found
