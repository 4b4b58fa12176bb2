"""The sweeper under failing publishes: what was not confirmed is offered again at once."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from infra.bus import Bus
from infra.loopback.broker import LoopbackBroker
from infra.sweeper import Sweeper
from infra.topology import apply_topology
from tests.delivery import a_closed_position, emit, eventually, relaying

pytestmark = pytest.mark.integration


async def count(engine: AsyncEngine, query: str) -> int:
    async with engine.connect() as connection:
        return int(await connection.scalar(text(query)) or 0)


async def test_what_the_broker_did_not_take_is_not_postponed(
    engine: AsyncEngine, store_url: str
) -> None:
    broker = LoopbackBroker()
    await broker.start()
    await apply_topology(broker.url, engine)
    await emit(engine, *(a_closed_position(n) for n in range(5)))
    async with relaying(store_url, broker.url):

        async def relayed() -> bool:
            waiting = "select count(*) from outbox where published_at is null"
            return await count(engine, waiting) == 0

        await eventually(relayed)
    async with Bus(broker.url) as bus:
        sweeper = Sweeper(engine, bus, grace=0.0)
        await broker.stop()
        assert await sweeper.sweep() == 0
    assert await count(engine, "select count(*) from retry where sweeps > 0") == 0
    due = "select count(*) from retry where next_attempt_at <= clock_timestamp()"
    assert await count(engine, due) == 15
