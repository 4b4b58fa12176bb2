"""The store in memory answers as Postgres does: the same questions, the same answers."""

from collections.abc import Awaitable, Callable

import pytest

from contracts.market import Network
from domain.ports.unit_of_work import UnitsOfWork
from infra.clock import ManualClock
from infra.memory.store import MemoryStore
from tests.factories import NOON
from tests.stores_story import of_markets, of_people, of_posts
from tests.stores_story_trades import of_trades

pytestmark = pytest.mark.integration

Story = Callable[[UnitsOfWork], Awaitable[list[object]]]


@pytest.mark.parametrize("story", [of_markets, of_posts, of_trades])
async def test_memory_and_postgres_tell_the_same_story(story: Story, units: UnitsOfWork) -> None:
    memory = MemoryStore(Network.PAPER, ManualClock(NOON))
    for begun in (units, memory.units):
        await of_people(begun)
    for n, (mine, theirs) in enumerate(
        zip(await story(memory.units), await story(units), strict=True)
    ):
        assert mine == theirs, f"answer {n}"


async def test_memory_and_postgres_know_the_same_people(units: UnitsOfWork) -> None:
    memory = MemoryStore(Network.PAPER, ManualClock(NOON))
    assert await of_people(memory.units) == await of_people(units)
