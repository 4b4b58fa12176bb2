"""Which chunks of a sentence name a coin, and which coin that is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from infra.classifiers.rules.coins import (
    ALIASES,
    DOUBLE_NAMES,
    KNOWN,
    NAMES,
    NOT_TRADED,
    PLAIN,
    TAGGED_ONLY,
    WORDLIKE,
)
from infra.classifiers.rules.text import Chunk
from infra.classifiers.rules.vocabulary import CHART_WORDS, LIST_WORDS, TRADE_WORDS

_SYMBOL = re.compile(r"[A-Z0-9]{2,10}")
_QUOTES = ("USDT", "USDC", "BUSD", "PERP", "USD", "EUR")
_RATIO_QUOTES = frozenset({"BTC", "ETH"})
_MONEY = re.compile(r"\d[\d.,]*(?:[kmbt]|mn|bn|mil|tn|x)?", re.IGNORECASE)
_JOINT = re.compile(r"[-/_:]")
_REACH_BACK = 3
_REACH_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Symbol:
    """A coin named in a post; against another coin it is a ratio, which is no call on either."""

    name: str
    ratio: bool = False


def symbols(chunks: Sequence[Chunk]) -> list[Symbol | None]:
    """Name the coin each chunk stands for, None where it stands for none.

    The second word of a two-word name, and a coin that is not traded, stand for none.
    """
    shouting = _shouting(chunks)
    sure = [_sure(chunks, index) for index in range(len(chunks))]
    return [
        found or (None if shouting else _in_context(chunks, sure, index))
        for index, found in enumerate(sure)
    ]


def parts(chunk: Chunk) -> list[Chunk]:
    """Split a joined chunk such as `sell-off` or `BTC/SOL`, unless the whole names a pair."""
    if (
        not chunk.spoken
        or not _JOINT.search(chunk.text)
        or _pair(chunk.text)
        or _dominance(chunk.text)
    ):
        return [chunk]
    pieces = [piece for piece in _JOINT.split(chunk.text) if piece not in {"", "$", "#"}]
    return [
        Chunk(piece, quoted=chunk.quoted, glued=index > 0) for index, piece in enumerate(pieces)
    ]


def _sure(chunks: Sequence[Chunk], index: int) -> Symbol | None:
    """Name the coin a chunk means wherever it stands."""
    chunk = chunks[index]
    text = chunk.text.removesuffix("'s").removesuffix("'S")
    if text[0] == "$":
        return _cashtag(text[1:], chunks[index - 1] if chunk.glued and index else None)
    if text[0] == "#":
        return _hashtag(text[1:])
    if _dominance(text):
        return None
    return _pair(text) or _double_name(chunks, index) or _plain(text)


def _cashtag(text: str, before: Chunk | None) -> Symbol | None:
    """Read `$BTC`, `$btc` or `$NEW`; `$50k` is money, `$new` slang, the `$AP` of `A$AP` a word."""
    if _MONEY.fullmatch(text) or _dominance(text) or (before and before.text[0] not in "$/"):
        return None
    if text.upper() in KNOWN or text.upper() in ALIASES or text == text.upper():
        return _pair(text) or _named(text.upper())
    return _pair(text)


def _hashtag(text: str) -> Symbol | None:
    """Read `#BTC`, `#bitcoin` or `#BTCUSDT`; an unknown hashtag is a word."""
    if text.upper() in WORDLIKE | TAGGED_ONLY:
        return _named(text) if text == text.upper() else None
    return _pair(text) or _plain(text)


def _plain(text: str) -> Symbol | None:
    low = text.lower()
    if low in NAMES:
        return _named(NAMES[low])
    upper = text.upper()
    known = upper in ALIASES or (upper in PLAIN and upper not in WORDLIKE)
    return _named(upper) if known else None


def _double_name(chunks: Sequence[Chunk], index: int) -> Symbol | None:
    if index + 1 == len(chunks):
        return None
    name = DOUBLE_NAMES.get((chunks[index].low, chunks[index + 1].low))
    return Symbol(name) if name else None


def _pair(text: str) -> Symbol | None:
    """Read `BTC/USD`, `BTCUSDT`, `BTC-PERP`, `BTCUSDT.P` as BTC, and `ETH/BTC` as a ratio."""
    bare = re.sub(r"\.p$", "", text.lstrip("$"), flags=re.IGNORECASE)
    upper = bare.upper()
    legs = _JOINT.split(upper)
    if len(legs) > 1:
        return _two_legs(legs)
    quote = next((quote for quote in _QUOTES if upper.endswith(quote)), "")
    base = upper.removesuffix(quote)
    if quote and base and (bare == upper or base in KNOWN):
        return _named(base)
    return Symbol("ETH", ratio=True) if upper == "ETHBTC" else None


def _two_legs(legs: list[str]) -> Symbol | None:
    base, quote = legs[0], legs[1].lstrip("$")
    if quote in _QUOTES and base:
        return _named(base)
    ratio = quote in _RATIO_QUOTES and base not in {"BTC", quote} and base in KNOWN
    return Symbol(base, ratio=True) if ratio and legs == [base, quote] else None


def _dominance(text: str) -> bool:
    """Tell the index `BTC.D`, a share of the market, from the coin."""
    return text.upper().endswith(".D")


def _named(upper: str) -> Symbol | None:
    """Settle on the canonical name; nothing for money, numbers and what no symbol looks like."""
    name = ALIASES.get(upper, upper)
    if name.startswith("1000"):
        name = name.removeprefix("1000")
    fits = _SYMBOL.fullmatch(name) and not name.isdigit() and name not in NOT_TRADED
    return Symbol(name) if fits else None


def _in_context(
    chunks: Sequence[Chunk], sure: Sequence[Symbol | None], index: int
) -> Symbol | None:
    """Read LINK or NEAR as a coin only beside words of trade, of charts, or another coin."""
    text = chunks[index].text.removesuffix("'s")
    if text not in WORDLIKE:
        return None
    before = chunks[max(0, index - _REACH_BACK) : index]
    ahead = chunks[index + 1 : index + 1 + _REACH_AHEAD]
    traded = any(chunk.low in TRADE_WORDS for chunk in before)
    charted = any(chunk.low in CHART_WORDS for chunk in ahead)
    return Symbol(text) if traded or charted or _listed(chunks, sure, index) else None


def _listed(chunks: Sequence[Chunk], sure: Sequence[Symbol | None], index: int) -> bool:
    """Tell whether a sure coin stands next to it, with at most a list word between."""
    for step in (-1, 1):
        near = index + step
        if 0 <= near < len(chunks) and chunks[near].low in LIST_WORDS:
            near += step
        if 0 <= near < len(chunks) and sure[near]:
            return True
    return False


def _shouting(chunks: Sequence[Chunk]) -> bool:
    """Tell whether most words are capitals, so that capitals mean nothing."""
    words = [chunk.text for chunk in chunks if chunk.text.isalpha() and chunk.text not in PLAIN]
    loud = sum(word.isupper() for word in words if word not in WORDLIKE)
    plain = sum(not word.isupper() for word in words)
    return loud > plain
