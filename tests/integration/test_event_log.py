"""The event log hands on every row once and in order, however late it was committed."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from decimal import Decimal
from random import Random

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.market import AgentId, Network
from contracts.metrics import MetricsUpdated
from domain.stream import Event
from infra.database import units_of_work
from infra.event_log import EventLog
from infra.tables.delivery import OutboxRow
from infra.unit_of_work import STORE, outbox_values
from tests.factories import NOON, an_id
from tests.factories_positions import all_rows
from tests.streaming import PATIENCE

pytestmark = pytest.mark.integration
WRITERS = 8
EACH = 40


class Read:
    """What the log handed on."""

    def __init__(self) -> None:
        self.ids: list[int] = []
        self._bell = asyncio.Event()

    def take(self, events: Sequence[Event]) -> None:
        self.ids += [event.id for event in events]
        self._bell.set()

    async def until(self, count: int) -> list[int]:
        async with asyncio.timeout(PATIENCE):
            while len(self.ids) < count:
                self._bell.clear()
                await self._bell.wait()
        return self.ids


@pytest.fixture
async def read(engine: AsyncEngine) -> AsyncIterator[Read]:
    read, log = Read(), EventLog(engine, Network.PAPER, poll=0.05)
    following = asyncio.create_task(log.follow(read.take))
    async with asyncio.timeout(PATIENCE):
        await log.ready.wait()
    yield read
    following.cancel()
    with suppress(asyncio.CancelledError):
        await following


async def test_a_row_that_is_committed_late_is_handed_on_before_later_ones(
    engine: AsyncEngine, read: Read
) -> None:
    async with engine.connect() as late:
        await _store(late, "late")
        async with engine.begin() as early:
            await _store(early, "early")
        await _settle(engine, "early")
        seen_before = list(read.ids)
        await late.commit()

    seen = await read.until(2)
    rows = {row["message_id"]: row["id"] for row in await all_rows(engine, OutboxRow)}
    assert seen_before == []
    assert seen == [rows[_message("late").id], rows[_message("early").id]]


async def test_a_row_that_is_taken_back_holds_nobody_up(engine: AsyncEngine, read: Read) -> None:
    async with engine.connect() as gone:
        await _store(gone, "gone")
        async with engine.begin() as kept:
            await _store(kept, "kept")
        await gone.rollback()

    [seen] = await read.until(1)
    [row] = await all_rows(engine, OutboxRow)
    assert seen == row["id"]


async def test_a_transaction_has_its_number_before_it_draws_an_id(engine: AsyncEngine) -> None:
    explained = text(f"explain (verbose, costs off) {STORE}")
    async with engine.connect() as connection:
        lines = (await connection.scalars(explained, outbox_values([_message("one")]))).all()

    gate = next(n for n, line in enumerate(lines) if "One-Time Filter: (pg_current_xact" in line)
    draw = next(n for n, line in enumerate(lines) if "nextval" in line)
    source = next(n for n, line in enumerate(lines) if "Function Scan" in line)
    assert draw < gate < source, "\n".join(lines)


async def test_many_writers_at_once_lose_nothing(engine: AsyncEngine, read: Read) -> None:
    await asyncio.gather(*(_write(engine, writer) for writer in range(WRITERS)))

    seen = await read.until(WRITERS * EACH)

    assert seen == sorted(row["id"] for row in await all_rows(engine, OutboxRow))


async def test_what_was_missed_is_read_again(engine: AsyncEngine) -> None:
    for name in "abc":
        async with units_of_work(engine, Network.PAPER)() as uow:
            uow.emit(_message(name))
    first, *rest = sorted(row["id"] for row in await all_rows(engine, OutboxRow))

    missed = await EventLog(engine, Network.PAPER).missed(first, rest[-1])

    assert [event.id for event in missed] == rest
    assert {event.data["agent_id"] for event in missed} == {str(an_id("agent"))}


async def _write(engine: AsyncEngine, writer: int) -> None:
    """Commit at odd moments, so that ids become visible out of order."""
    luck = Random(writer)
    for n in range(EACH):
        async with engine.begin() as connection:
            await _store(connection, f"{writer}/{n}")
            await asyncio.sleep(luck.random() / 200)


async def _store(connection: AsyncConnection, name: str) -> None:
    await connection.execute(STORE, outbox_values([_message(name)]))


async def _settle(engine: AsyncEngine, name: str) -> None:
    """Let the log look often enough at a store that has this row to have handed it on."""
    for _ in range(20):
        rows = await all_rows(engine, OutboxRow)
        assert [row["message_id"] for row in rows] == [_message(name).id]


def _message(name: str) -> MetricsUpdated:
    return MetricsUpdated(
        id=an_id(name),
        trace_id=an_id("trace"),
        occurred_at=NOON,
        agent_id=AgentId(an_id("agent")),
        closed_positions=1,
        net_pnl=Decimal(1),
        fees=Decimal(0),
        win_rate=None,
    )
