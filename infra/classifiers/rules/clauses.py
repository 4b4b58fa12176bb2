"""Sentences cut into clauses, each knowing what its sentence does to what it says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from infra.classifiers.rules.items import Item
from infra.classifiers.rules.lexicon import Mark
from infra.classifiers.rules.reasons import Reason
from infra.classifiers.rules.vocabulary import (
    ASKED,
    ASKING,
    AUXILIARY,
    CONTRASTS,
    LEAD_INS,
    OWN_AFTER_WONDERING,
    WONDERING,
)

_LONGEST_CLAUSE = 60
"""Longer ones are cut, so that the time a post takes grows with its length and no faster."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of one sentence between two breaks.

    A barred clause says nothing for that reason; a doubted one is believed only where the author
    speaks of a trade of their own.
    """

    items: tuple[Item, ...]
    contrast: bool = False
    barred: Reason | None = None
    doubted: Reason | None = None
    exits: bool = False
    """Whether the sentence speaks of leaving a position."""

    @property
    def marks(self) -> frozenset[Mark]:
        return frozenset(item.mark for item in self.items if item.mark)

    @property
    def coins(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.coin)

    @property
    def cues(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.cue)

    @property
    def listing(self) -> bool:
        """Whether it only names coins, as the middle of a list does."""
        idle = {"and", "or", "the"}
        return bool(self.coins) and all(item.coin or item.text in idle for item in self.items)


def clauses(read: Sequence[Item], *, asks: bool) -> list[Clause]:
    """Cut a sentence and settle what bars or puts in doubt each of its clauses."""
    cut = _joined(list(_cut(read)))
    marks = frozenset(item.mark for item in read if item.mark)
    cut = [replace(clause, exits=Mark.EXIT in marks) for clause in cut]
    cut = _with_doubts(cut, marks)
    cut = _with_past(cut)
    cut = _with_conditions(cut)
    return _with_questions(cut, asks=asks, opens=_opens_question(read))


def _cut(read: Sequence[Item]) -> Iterator[Clause]:
    """Yield the clauses; an `and` joins coins and parts everything else."""
    held: list[Item] = []
    contrast = False
    for index, item in enumerate(read):
        if not _breaks(read, index) and len(held) < _LONGEST_CLAUSE:
            held.append(item)
            continue
        if held:
            yield Clause(tuple(held), contrast)
            held, contrast = [], False
        contrast = contrast or item.text in CONTRASTS
        held = [] if item.splits or item.text == "and" else [item]
    if held:
        yield Clause(tuple(held), contrast)


def _breaks(read: Sequence[Item], index: int) -> bool:
    item = read[index]
    if item.text != "and":
        return item.splits
    return index + 1 == len(read) or read[index + 1].coin is None


def _joined(cut: list[Clause]) -> list[Clause]:
    """Give the coins of a list to the clause that speaks of them: the one before, else the next."""
    found: list[Clause] = []
    waiting: tuple[Item, ...] = ()
    for clause in cut:
        if len(waiting) > _LONGEST_CLAUSE:
            found.append(Clause(waiting))
            waiting = ()
        if _extends(found, clause) and not waiting:
            found[-1] = replace(found[-1], items=found[-1].items + clause.items)
        elif clause.listing:
            waiting += clause.items
        else:
            found.append(replace(clause, items=waiting + clause.items))
            waiting = ()
    return [*found, Clause(waiting)] if waiting else found


def _extends(found: list[Clause], clause: Clause) -> bool:
    spoken = bool(found) and bool(found[-1].cues)
    return clause.listing and spoken and len(found[-1].items) < _LONGEST_CLAUSE


def _with_doubts(cut: list[Clause], marks: frozenset[Mark]) -> list[Clause]:
    """Bar what the text orders a machine to do; doubt news and what others are said to say."""
    if Mark.INJECTION in marks:
        return [replace(clause, barred=Reason.INJECTION) for clause in cut]
    if Mark.REPORT in marks:
        return [replace(clause, doubted=Reason.REPORTED) for clause in cut]
    if Mark.NEWS in marks:
        return [replace(clause, doubted=Reason.INFORMATION) for clause in cut]
    return cut


def _with_past(cut: list[Clause]) -> list[Clause]:
    """Bar clauses about the past; a bare date speaks of its neighbour."""
    past = {index for index, clause in enumerate(cut) if Mark.PAST in clause.marks}
    bare = {index for index in past if not cut[index].cues and not cut[index].exits}
    past |= {index - 1 if index else 1 for index in bare}
    return [
        replace(clause, barred=clause.barred or Reason.PAST_TRADE) if index in past else clause
        for index, clause in enumerate(cut)
    ]


def _with_conditions(cut: list[Clause]) -> list[Clause]:
    """Bar from the `if` on, up to a contrast; doubt what stands before it."""
    if not any(Mark.CONDITION in clause.marks for clause in cut):
        return cut
    inside, found = False, []
    for clause in cut:
        inside = Mark.CONDITION in clause.marks or (inside and not clause.contrast)
        if inside:
            found.append(replace(clause, barred=clause.barred or Reason.CONDITIONAL))
        else:
            found.append(replace(clause, doubted=clause.doubted or Reason.CONDITIONAL))
    return found


def _with_questions(cut: list[Clause], *, asks: bool, opens: bool) -> list[Clause]:
    """Bar a sentence that opens as a question; else bar its last clause and doubt the others."""
    if opens:
        return [replace(clause, barred=Reason.QUESTION) for clause in cut]
    if not asks or not cut:
        return cut
    earlier = [replace(clause, doubted=Reason.QUESTION) for clause in cut[:-1]]
    return [*earlier, replace(cut[-1], barred=Reason.QUESTION)]


def _opens_question(read: Sequence[Item]) -> bool:
    """Tell a question by its first words, since few posts end one with its mark."""
    words = [item for item in read if item.text not in LEAD_INS and not item.splits]
    if not words:
        return False
    first, then = words[0].text, words[1] if len(words) > 1 else None
    if first in ASKING:
        return True
    if first in WONDERING:
        return then is None or then.text not in OWN_AFTER_WONDERING
    return first in AUXILIARY and then is not None and (bool(then.coin) or then.text in ASKED)
