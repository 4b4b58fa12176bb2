"""The relay: messages leave at least once and in order, and nothing waits for a mark."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.base import Message
from infra.bus import Bus
from infra.loopback.broker import LoopbackBroker
from infra.outbox import Relay
from infra.topology import apply_topology
from tests.delivery import a_closed_position, an_alarm, emit, eventually

pytestmark = pytest.mark.integration

UNMARKED = "select count(*) from outbox where published_at is null"
END_WAITING = """
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'
"""
WAITING = """select count(*) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'"""
HOLD = "select 1 from outbox where message_id = :id for update"


class ListeningBus(Bus):
    """The real bus, which notes what is sent, and can lose the confirm of a message."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.sent: list[str] = []
        self.confirmed: list[str] = []
        self.losing: set[str] = set()
        self.held: dict[str, asyncio.Event] = {}

    async def send(
        self, body: bytes, key: str, *, message_id: str, trace_id: object, exchange: str = "evt"
    ) -> bool:
        self.sent.append(message_id)
        if message_id in self.held:
            await self.held[message_id].wait()
        known = await super().send(
            body, key, message_id=message_id, trace_id=trace_id, exchange=exchange
        )
        if message_id in self.losing:
            self.losing.remove(message_id)
            return False
        self.confirmed.append(message_id)
        return known

    def has_confirmed(self, message: Message) -> bool:
        return str(message.id) in self.confirmed


@pytest.fixture
async def bus(engine: AsyncEngine) -> AsyncIterator[ListeningBus]:
    async with LoopbackBroker() as loopback:
        await apply_topology(loopback.url, engine)
        async with ListeningBus(loopback.url) as bus:
            yield bus


@asynccontextmanager
async def relaying(store_url: str, bus: Bus, *, batch: int = 500) -> AsyncIterator[None]:
    task = asyncio.ensure_future(Relay(store_url, bus, batch=batch, poll=0.05).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def held_row(engine: AsyncEngine, message: Message) -> AsyncIterator[None]:
    """Lock a message's row, so that nobody can mark it until the block ends."""
    async with engine.begin() as connection:
        await connection.execute(text(HOLD), {"id": message.id})
        yield


def names(*messages: Message) -> list[str]:
    return [str(message.id) for message in messages]


async def all_marked(engine: AsyncEngine) -> bool:
    async with engine.connect() as connection:
        return bool(await connection.scalar(text(UNMARKED)) == 0)


async def end_waiting(engine: AsyncEngine) -> None:
    """End who waits for a row: its client may be gone before it could say that it gives up."""
    async with engine.connect() as connection:
        await connection.execute(text(END_WAITING))


async def nobody_waits(engine: AsyncEngine) -> bool:
    """Tell whether no statement waits for a row that another transaction holds."""
    return not await somebody_waits(engine)


async def somebody_waits(engine: AsyncEngine) -> bool:
    async with engine.connect() as connection:
        return bool(await connection.scalar(text(WAITING)))


async def test_a_lost_confirm_holds_its_partition_back_and_no_other(
    engine: AsyncEngine, store_url: str, bus: ListeningBus
) -> None:
    first, other, second = (a_closed_position(n) for n in (1, 2, 11))
    assert first.partition == second.partition != other.partition
    bus.losing = set(names(first))
    await emit(engine, first, other, second)

    async with relaying(store_url, bus):
        await eventually(lambda: all_marked(engine))

    assert bus.sent == names(first, other, first, second)


async def test_a_crash_between_confirm_and_mark_sends_again(
    engine: AsyncEngine, store_url: str, bus: ListeningBus
) -> None:
    message = a_closed_position(1)
    await emit(engine, message)
    async with held_row(engine, message):
        async with relaying(store_url, bus):
            await eventually(lambda: bus.confirmed)
            await eventually(lambda: somebody_waits(engine))
        await end_waiting(engine)  # or a mark given up may yet be made
        await eventually(lambda: nobody_waits(engine))
    assert not await all_marked(engine)

    async with relaying(store_url, bus):
        await eventually(lambda: all_marked(engine))

    assert bus.sent == names(message, message)


async def test_nothing_waits_for_a_mark_and_nothing_unmarked_is_sent_twice(
    engine: AsyncEngine, store_url: str, bus: ListeningBus
) -> None:
    first, later = a_closed_position(1), [a_closed_position(n) for n in (11, 2, 3)]
    await emit(engine, first)
    async with relaying(store_url, bus):
        async with held_row(engine, first):
            await eventually(lambda: bus.confirmed)
            for message in later:
                await emit(engine, message)
                await eventually(partial(bus.has_confirmed, message))
        await eventually(lambda: all_marked(engine))

    assert bus.sent == names(first, *later)


async def test_a_slow_confirm_delays_its_own_partition_alone(
    engine: AsyncEngine, store_url: str, bus: ListeningBus
) -> None:
    slow, behind = a_closed_position(1), a_closed_position(11)
    bus.held[str(slow.id)] = asyncio.Event()
    await emit(engine, slow, behind)
    async with relaying(store_url, bus):
        await eventually(lambda: bus.sent)
        await emit(engine, an_alarm(1))
        await eventually(lambda: bus.confirmed)
        assert bus.sent == names(slow, an_alarm(1))
        bus.held[str(slow.id)].set()
        await eventually(lambda: all_marked(engine))

    assert bus.sent == names(slow, an_alarm(1), behind)


async def test_more_than_may_be_under_way_all_leaves_once(
    engine: AsyncEngine, store_url: str, bus: ListeningBus
) -> None:
    messages = [a_closed_position(n) for n in range(60)]
    await emit(engine, *messages)

    async with relaying(store_url, bus, batch=7):
        await eventually(lambda: all_marked(engine))

    assert sorted(bus.sent) == sorted(names(*messages))
    places = {UUID(name): place for place, name in enumerate(bus.sent)}
    for each in range(10):
        mine = [places[m.id] for m in messages if m.partition == messages[each].partition]
        assert mine == sorted(mine)


async def test_a_bug_in_publishing_ends_the_relay_aloud(
    engine: AsyncEngine, store_url: str, bus: ListeningBus
) -> None:
    class BrokenBus(Bus):
        async def send(self, *_: object, **__: object) -> bool:
            raise KeyError("a bug")

    await emit(engine, a_closed_position(1))
    with pytest.raises(ExceptionGroup) as raised:
        async with asyncio.timeout(20):
            await Relay(store_url, BrokenBus("amqp://nowhere"), poll=0.05).run()
    assert raised.group_contains(KeyError, match="a bug")
