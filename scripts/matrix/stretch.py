"""A stretch of one cell: batch after batch on one field, then the count."""

from dataclasses import dataclass

from scripts.matrix.batch import play
from scripts.matrix.cells import Cell
from scripts.matrix.field import Servers, laid_out
from scripts.matrix.judge import judge
from scripts.matrix.people import COINS
from scripts.matrix.tally import Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What to play: `wanted` runs of a cell by so many people, on a database of this name."""

    cell: Cell
    name: str
    wanted: int
    people: int
    mutant: bool = False


async def played(servers: Servers, stretch: Stretch) -> Count:
    """Play until there are runs enough, something does not come to rest, or coins are used up."""
    cell, people = stretch.cell, stretch.people
    runs, left = 0, 0
    async with laid_out(servers, cell, stretch.name, people, mutant=stretch.mutant) as field:
        for number, coin in enumerate(COINS, start=1):
            for struck in await play(field, cell, coin, number, people):
                runs += struck.runs
                left += sum(struck.left.values())
            if runs >= stretch.wanted or left:
                break
        verdict = await judge(field.engine, await field.venue.ledger())
    return Count(
        cell=cell.name,
        runs=runs,
        orders=verdict.orders,
        doubled=verdict.doubled,
        lost=verdict.lost,
        naked=verdict.naked,
        unresolved=max(verdict.unresolved, left),
        examples=verdict.examples,
    )
