"""Each cell of the matrix, briefly: real processes are hurt while orders are on their way.

`make matrix` does the same with a thousand runs a cell, and counts naked seconds too, which on a
busy machine tell of the machine.
"""

from collections.abc import AsyncIterator, Iterator

import pytest

from infra.servers.postgres import Postgres
from infra.servers.rabbitmq import RabbitMQ
from scripts.matrix.__main__ import WITNESS
from scripts.matrix.cells import CELLS, Cell
from scripts.matrix.crew import Crew
from scripts.matrix.field import Servers
from scripts.matrix.stretch import Stretch, played
from scripts.matrix.tally import Count, Tally, markdown

pytestmark = [
    pytest.mark.integration,
    pytest.mark.slow,
    pytest.mark.timeout(400),
    # One field at a time: what two of them do to a small machine is not what is looked at here.
    pytest.mark.xdist_group("matrix"),
]

PEOPLE = 26
"""Each is hurt twice, on the way in and on the way out: at least 50 runs."""


@pytest.fixture(scope="module")
def killable() -> Iterator[tuple[Postgres, RabbitMQ]]:
    """Yield servers that nobody else minds being killed."""
    with Postgres(fsync=False) as postgres, RabbitMQ() as rabbitmq:
        yield postgres, rabbitmq


@pytest.fixture
async def servers(killable: tuple[Postgres, RabbitMQ]) -> AsyncIterator[Servers]:
    postgres, rabbitmq = killable
    async with Crew() as crew:
        yield Servers(postgres=postgres, rabbitmq=rabbitmq, crew=crew)


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
async def test_no_order_is_doubled_or_lost(servers: Servers, cell: Cell) -> None:
    name = f"cell{CELLS.index(cell)}"
    count = await played(servers, Stretch(cell=cell, name=name, wanted=1, people=PEOPLE))

    assert count.runs >= PEOPLE
    assert (count.doubled, count.lost, count.unresolved) == (0, 0, 0), count.examples


async def test_the_naive_mutant_is_caught(servers: Servers) -> None:
    [witness] = [cell for cell in CELLS if cell.name == WITNESS]
    mutant = Stretch(cell=witness, name="mutant", wanted=1, people=PEOPLE, mutant=True)

    assert (await played(servers, mutant)).doubled > 0


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
