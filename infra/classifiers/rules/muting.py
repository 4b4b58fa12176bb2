"""Whether a cue counts where it stands, and if not, why not."""

from itertools import pairwise

from infra.classifiers.rules.clauses import Clause
from infra.classifiers.rules.items import Item
from infra.classifiers.rules.lexicon import Cue, Grade, Mark
from infra.classifiers.rules.reasons import Reason
from infra.classifiers.rules.vocabulary import BEFORE_OWN, CONTINUES, INCREASES, LEVELS

_NEGATION_REACH = 5
_FUTURE_REACH = 4
_COMING_REACH = 2
_EXIT_REACH = 8
_AFTERMATH_REACH = 3
_LEVEL_REACH = 3
_ASIDE = {"my": 0, "our": 0}
_USUAL_ASIDE = 3
"""How many unknown words may stand between an `I` and its deed; none may after a `my`."""
_POSITION = frozenset({"long", "short"})
_BEING = frozenset({"is", "are", "was", "were"})
_ORDERS = frozenset({"long", "short", "buy", "sell", "bidding", "accumulate"})


def muted(clause: Clause, index: int) -> Reason | None:
    """Name what silences the cue at an index of a clause, None when it counts."""
    item = clause.items[index]
    if item.cue is None:
        return None
    doubted = None if explicit(clause, index) else clause.doubted
    if item.quoted:
        return Reason.REPORTED
    return clause.barred or doubted or _nearby(clause, index, item.cue)


def explicit(clause: Clause, index: int) -> bool:
    """Tell whether the author names themself before a deed: `I`, `my`, `just`."""
    cue = clause.items[index].cue
    acting = cue is not None and cue.acting and _own(clause, index)
    return acting and any(item.mark is Mark.SELF for item in clause.items[:index])


def _nearby(clause: Clause, index: int, cue: Cue) -> Reason | None:
    """Look at the words around the cue."""
    if _leaves(clause, index, cue):
        return Reason.EXIT
    if _marked(clause.items[max(0, index - _NEGATION_REACH) : index], Mark.NEGATION):
        return Reason.NEGATED
    if cue.acting:
        return _of_others(clause, index)
    return _of_subject(clause, index, cue)


def _leaves(clause: Clause, index: int, cue: Cue) -> bool:
    """Tell whether a position is being left rather than taken."""
    around = clause.items[max(0, index - _EXIT_REACH) : index + 1 + _AFTERMATH_REACH]
    position = clause.items[index].text in _POSITION and _marked(around, Mark.EXIT)
    return position or (clause.exits and (cue.soft or cue.grade <= Grade.HINT))


def _of_others(clause: Clause, index: int) -> Reason | None:
    """Silence the deeds of others or in other markets, those that wait, and adding to a short."""
    elsewhere = not clause.coins and Mark.FOREIGN in clause.marks
    if elsewhere or not _own(clause, index):
        return Reason.INFORMATION
    if clause.items[index].text.split()[0] in INCREASES and _shorts(clause.items[index:]):
        return Reason.NO_DIRECTION
    waits = clause.items[index].text in _ORDERS and _waits(clause.items, index)
    return Reason.CONDITIONAL if waits and not explicit(clause, index) else None


def _shorts(ahead: tuple[Item, ...]) -> bool:
    return any(item.text == "short" and item.cue for item in ahead)


def _own(clause: Clause, index: int) -> bool:
    """Tell whether a deed is the author's: they name themself, or nobody is named."""
    before = clause.items[:index]
    selves = [at for at, item in enumerate(before) if item.mark is Mark.SELF]
    since = before[selves[-1] + 1 :] if selves else before
    if any(item.mark in {Mark.CROWD, Mark.FOREIGN} for item in since):
        return False
    strange = sum(item.plain and item.text not in BEFORE_OWN for item in since)
    if selves:
        return strange <= _ASIDE.get(before[selves[-1]].text, _USUAL_ASIDE)
    return not strange and not _of_a_coin(clause, index)


def _of_a_coin(clause: Clause, index: int) -> bool:
    """Tell `Solana adding validators`, a deed of the coin, from `Solana adding here`."""
    if not clause.items[index].text.endswith("ing") or not index:
        return False
    if clause.items[index - 1].text in _BEING:
        return True
    ahead = clause.items[index + 1 : index + 2]
    goes_on = not ahead or ahead[0].text in CONTINUES or bool(ahead[0].cue) or ahead[0].price
    return clause.items[index - 1].coin is not None and not goes_on


def _waits(around: tuple[Item, ...], index: int) -> bool:
    """Tell whether an order names a level still to be reached, as in `long above 98k`."""
    ahead = around[index + 1 : index + 2 + _LEVEL_REACH]
    return any(item.text in LEVELS and then.price for item, then in pairwise(ahead))


def _of_subject(clause: Clause, index: int, cue: Cue) -> Reason | None:
    """Silence what is said by a crowd, of something that is no coin, or of a move gone by."""
    before = clause.items[:index]
    if _marked(before, Mark.CROWD):
        return Reason.REPORTED
    if _marked(before, Mark.FOREIGN) or (cue.moving and not _ahead(clause, index)):
        return Reason.INFORMATION
    return None


def _ahead(clause: Clause, index: int) -> bool:
    """Tell whether a move lies in the future: `about to pump`, `dump incoming`."""
    before = clause.items[max(0, index - _FUTURE_REACH) : index]
    after = clause.items[index + 1 : index + 1 + _COMING_REACH]
    near = any(item.text.endswith("'ll") for item in before)
    return near or _marked(before, Mark.FUTURE, Mark.HEDGE) or _marked(after, Mark.COMING)


def _marked(around: tuple[Item, ...], *marks: Mark) -> bool:
    return any(item.mark in marks for item in around)
