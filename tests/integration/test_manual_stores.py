"""A trade by hand comes to the same in memory as in Postgres."""

from decimal import Decimal

import pytest

from contracts.market import Network, Side
from domain.asking import raise_signal
from domain.manual import Ask
from domain.policy import Policy
from domain.ports.unit_of_work import UnitsOfWork
from infra.clock import ManualClock
from infra.memory.store import MemoryStore
from tests.factories import NOON
from tests.stores_story import a_deployment, of_markets, of_people

pytestmark = pytest.mark.integration


async def of_requests(units: UnitsOfWork) -> list[object]:
    """Ask twice for what is listed, and twice for what is not."""
    told: list[object] = []
    for token, key in (("BTC", "k-1"), ("BTC", "k-1"), ("SOL", "k-2"), ("SOL", "k-2")):
        ask = Ask(
            deployment_id=a_deployment(2).id,
            token=token,
            side=Side.LONG,
            share=Decimal("0.02"),
            key=key,
        )
        async with units() as uow:
            told.append(await raise_signal(ask, uow, NOON, Policy()))
        async with units() as uow:
            told += [await uow.posts.said(ask.post_id), await uow.signals.ignored(ask.post_id)]
    return told


async def test_memory_and_postgres_take_a_request_the_same_way(units: UnitsOfWork) -> None:
    memory = MemoryStore(Network.PAPER, ManualClock(NOON))
    for begun in (units, memory.units):
        await of_people(begun)
        await of_markets(begun)

    assert await of_requests(memory.units) == await of_requests(units)
