"""Which coin each cue speaks of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from contracts.market import Side
from infra.classifiers.rules.clauses import Clause
from infra.classifiers.rules.items import Item
from infra.classifiers.rules.lexicon import Cue, Grade, Mark
from infra.classifiers.rules.muting import explicit, muted
from infra.classifiers.rules.reasons import Reason
from infra.classifiers.rules.symbols import Symbol
from infra.classifiers.rules.vocabulary import FORWARD_STOPS

_POINTING = frozenset({"bullish", "bearish"})
_LINKS = frozenset({"on", "about", "for", "the"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """One cue about one coin, with what silenced it, if anything did."""

    coin: str
    cue: Cue
    text: str
    explicit: bool
    hedged: bool
    muted: Reason | None

    @property
    def side(self) -> Side:
        return self.cue.side

    @property
    def grade(self) -> Grade:
        return self.cue.grade


def evidence(said: Sequence[Clause]) -> Iterator[Evidence]:
    """Yield what a post says of each coin; a clause without one speaks of the last one named.

    What is told before any coin is named waits for the first clause that names one: a deed where
    that clause says no more, a forecast only where it has something to weigh against.
    """
    topic: tuple[Symbol, ...] = ()
    waiting: list[tuple[Clause, int]] = []
    for clause in said:
        named = _each_once(item.coin for item in clause.items)
        topic = named or topic
        if named:
            fits = [(at, cue) for at, cue in waiting if _deed(at, cue) != bool(clause.cues)]
            yield from _told(fits, named)
        waiting = [] if named else waiting
        for index in _cues(clause):
            coins = _subjects(clause, index) if named else topic
            yield from _told([(clause, index)], coins)
            if not topic and _firm(clause, index):
                waiting.append((clause, index))


def _told(cues: Sequence[tuple[Clause, int]], coins: Sequence[Symbol]) -> Iterator[Evidence]:
    for clause, index in cues:
        for coin in coins:
            if not coin.ratio:
                yield _evidence(clause, index, coin)


def _evidence(clause: Clause, index: int, coin: Symbol) -> Evidence:
    item = clause.items[index]
    return Evidence(
        coin=coin.name,
        cue=item.cue or Cue(Side.LONG, Grade.SIGN),
        text=item.text,
        explicit=explicit(clause, index),
        hedged=Mark.HEDGE in clause.marks,
        muted=muted(clause, index),
    )


def _cues(clause: Clause) -> list[int]:
    return [index for index, item in enumerate(clause.items) if item.cue]


def _deed(clause: Clause, index: int) -> bool:
    cue = clause.items[index].cue
    return cue is not None and cue.acting


def _firm(clause: Clause, index: int) -> bool:
    cue = clause.items[index].cue
    return cue is not None and cue.grade >= Grade.FORECAST


def _subjects(clause: Clause, index: int) -> tuple[Symbol, ...]:
    """Find the coins a cue speaks of: deeds look ahead first, descriptions look back first."""
    ahead = _until(clause.items[index + 1 :], clause, index, deeds=_deed(clause, index))
    back = _until(clause.items[:index][::-1], clause, index, deeds=_deed(clause, index))[::-1]
    forward = _deed(clause, index) or _points(clause.items, index)
    return (ahead or back) if forward else (back or ahead)


def _points(around: tuple[Item, ...], index: int) -> bool:
    """Tell `bullish BTC` and `bearish on ETH`, which speak of what follows."""
    ahead = [item for item in around[index + 1 : index + 4] if item.text not in _LINKS]
    return around[index].text in _POINTING and bool(ahead) and ahead[0].coin is not None


def _until(
    around: Sequence[Item], clause: Clause, index: int, *, deeds: bool
) -> tuple[Symbol, ...]:
    """Collect coins up to a cue of the same kind that points the other way, or a `versus`."""
    cue = clause.items[index].cue
    found: list[Symbol | None] = []
    for item in around:
        opposed = item.cue and cue and item.cue.acting == deeds and item.cue.side != cue.side
        if opposed or (deeds and found and item.text in FORWARD_STOPS):
            break
        if item.coin:
            found.append(item.coin)
    return _each_once(found)


def _each_once(coins: Iterable[Symbol | None]) -> tuple[Symbol, ...]:
    return tuple(dict.fromkeys(coin for coin in coins if coin))
