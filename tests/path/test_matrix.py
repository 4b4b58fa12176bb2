"""Each cell of the matrix, briefly: real processes are hurt while orders are on their way.

`make matrix` does the same with a thousand runs a cell, and counts naked seconds too, which on a
busy machine tell of the machine.
"""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from infra.servers.postgres import Postgres
from infra.servers.rabbitmq import RabbitMQ
from scripts.matrix.cells import CELLS
from scripts.matrix.crew import Crew
from scripts.matrix.field import Servers
from scripts.matrix.judge import Clocks, naked
from scripts.matrix.tally import MUTANT, Count, Tally, markdown
from scripts.matrix.walk import Walk, walked

RUNS = 50
PEOPLE = 28
"""As many enter a coin as leave another: more than 50 runs a batch."""


async def _walked() -> Sequence[Count]:
    """Walk over one field, on servers that nobody else minds being killed."""
    wanted = {cell.name: RUNS for cell in CELLS}
    with Postgres(fsync=False) as postgres, RabbitMQ() as rabbitmq:
        async with Crew() as crew:
            servers = Servers(postgres=postgres, rabbitmq=rabbitmq, crew=crew)
            walk = Walk(name="cells", wanted=wanted, people=PEOPLE, mutant=True)
            return await walked(servers, walk)


@pytest.mark.integration
@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_no_order_is_doubled_or_lost(subtests: pytest.Subtests) -> None:
    """One test for all cells, so that there is one field at a time, whoever runs beside it."""
    tally = Tally(None, [*(cell.name for cell in CELLS), MUTANT])
    tally.note(*await _walked())

    for cell in CELLS:
        count = tally.of(cell.name)
        with subtests.test(cell.name):
            assert count.runs >= RUNS
            assert (count.doubled, count.lost, count.unresolved) == (0, 0, 0), count.examples
    with subtests.test(MUTANT):
        assert tally.of(MUTANT).doubled > 0


def test_a_tally_goes_on_where_it_was_cut_off(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("tally") / "tally.jsonl"
    Tally(path, ["a", "b"]).note(Count(cell="a", runs=30, orders=60))
    again = Tally(path, ["a", "b"])
    again.note(Count(cell="a", runs=70, orders=140))

    assert Tally(path, ["a", "b"]).of("a") == Count(cell="a", runs=100, orders=200)
    assert Tally(path, ["b"]).of("b").runs == 0


def test_the_bound_is_that_of_no_harm_in_so_many_runs() -> None:
    assert round(Count(cell="a", runs=1_000).bound, 5) == 0.00299
    assert Count(cell="a", runs=1_000, lost=1).bound == 1
    assert "| a | 1,000 | 0 | 0 | 0 | 0 | 0.30% |" in markdown([Count(cell="a", runs=1_000)])


def test_naked_seconds_are_told_by_the_right_clock() -> None:
    ahead, behind = Clocks(entering=2.0), Clocks(entering=-2.0)
    first, none = Decimal(3), Decimal(0)

    assert naked(first, first, Clocks()) == 3
    assert naked(first, first, ahead) == 1
    assert naked(first, first, behind) == 5
    assert naked(Decimal(5), first, Clocks(leaving=-2.0)) == 3
    assert naked(Decimal(6), first, Clocks(leaving=-2.0)) == 4
    assert naked(Decimal(6), none, Clocks()) == 6
    assert naked(Decimal(6), None, ahead) == 6
