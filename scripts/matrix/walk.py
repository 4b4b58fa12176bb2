"""A walk over one field: cell after cell, as long as there are coins, and then the count."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contracts.market import Purpose
from scripts.matrix.batch import Batch, Struck, begin, play
from scripts.matrix.cells import CELLS, WITNESS
from scripts.matrix.field import Servers, laid_out
from scripts.matrix.judge import Clocks, Finding, Harm, judge
from scripts.matrix.people import COINS
from scripts.matrix.tally import MUTANT, Count

Played = tuple[Batch, Struck]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """What to play on a database of this name: so many runs of each cell named, by so many people.

    With `mutant`, the naive mutant has its turn once all runs are there.
    """

    name: str
    wanted: Mapping[str, int]
    people: int
    mutant: bool = False


async def walked(servers: Servers, walk: Walk) -> Sequence[Count]:
    """Play until all that is wanted is there, something does not come to rest, or coins end."""
    played: list[Played] = []
    async with laid_out(servers, walk.name, walk.people) as field:
        await begin(field)
        while (batch := _next(walk, played)) is not None:
            struck = await play(field, batch)
            played.append((batch, struck))
            if struck.left:
                break
        findings = await judge(field.engine, await field.venue.ledger(), _clocks(played))
    return [_count(each, played, findings) for each in played]


def _next(walk: Walk, played: Sequence[Played]) -> Batch | None:
    """Choose the first cell that lacks runs; the mutant comes last, and once."""
    number = len(played) + 1
    if number >= len(COINS):
        return None
    for cell in CELLS:
        if _runs(cell.name, played) < walk.wanted.get(cell.name, 0):
            return Batch(cell=cell, number=number, people=walk.people)
    if walk.mutant and not any(batch.mutant for batch, _ in played):
        return Batch(cell=WITNESS, number=number, people=walk.people, mutant=True)
    return None


def _runs(cell: str, played: Iterable[Played]) -> int:
    return sum(s.runs for batch, s in played if batch.cell.name == cell and not batch.mutant)


def _clocks(played: Sequence[Played]) -> Mapping[str, Clocks]:
    """Tell how wrong clocks were when each coin was entered, and when it was left a batch later."""
    ahead = [0.0, *(batch.cell.clock for batch, _ in played), 0.0]
    return {
        COINS[n]: Clocks(entering=ahead[n], leaving=ahead[n + 1]) for n in range(len(played) + 1)
    }


def _count(one: Played, played: Sequence[Played], findings: Sequence[Finding]) -> Count:
    """Count what befell a batch; the first entered for nobody, and the last coin nobody left."""
    batch, struck = one
    last = played[-1][0].number
    mine = [each for each in findings if _whose(each, last) == batch.number]
    harms = [each.harm for each in mine]
    return Count(
        cell=MUTANT if batch.mutant else batch.cell.name,
        runs=struck.runs,
        orders=struck.orders,
        doubled=harms.count(Harm.DOUBLED),
        lost=harms.count(Harm.LOST),
        naked=harms.count(Harm.NAKED),
        unresolved=max(harms.count(Harm.UNRESOLVED), sum(struck.left.values())),
        examples=tuple(each.words for each in mine)[:5],
    )


def _whose(finding: Finding, last: int) -> int:
    """Tell in which batch a coin was entered or left."""
    entered = COINS.index(finding.coin)
    return max(entered, 1) if finding.purpose is Purpose.OPEN else min(entered + 1, last)
