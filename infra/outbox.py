"""The relay: committed messages leave for the broker, in order, one relay at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
import structlog

from infra.bus import Bus
from infra.chains import Chains, Row
from infra.database import plain_dsn
from infra.failures import is_passing
from infra.unit_of_work import OUTBOX_CHANNEL

LEADER_LOCK = 0x6D617878
"""The advisory lock that one relay holds; the others wait for it."""
MARK_SECONDS = 0.02
"""Between two statements that mark what was confirmed: nobody waits for a mark."""
WAITING = """
    select id, message_id::text, trace_id::text, routing_key, partition, payload::text as body
    from outbox where published_at is null and id <> all($2::bigint[]) order by id limit $1
"""
PUBLISHED = "update outbox set published_at = clock_timestamp() where id = any($1::bigint[])"
READING = {"plan_cache_mode": "force_custom_plan"}
"""Only a plan for the very array looks ids up in a hash and not one by one."""
MARKING = {"synchronous_commit": "off"}
"""A mark that a crash of the database takes away costs a second publish, which inboxes drop."""
PASSING = (
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    TimeoutError,
)
"""What ends a lead and not the relay."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Leading:
    """The connections of the relay that leads: the one that reads holds the lock."""

    reader: asyncpg.Connection
    marker: asyncpg.Connection


class Relay:
    """Publishes what was committed: at once when told, and by looking every `poll` seconds.

    It reads, publishes and marks at the same time: at most two batches are under way.
    """

    def __init__(self, database_url: str, bus: Bus, *, batch: int = 500, poll: float = 0.5) -> None:
        self._dsn = plain_dsn(database_url)
        self._bus = bus
        self._batch = batch
        self._poll = poll
        self._bell = asyncio.Event()
        self.ticks = 0
        """How often the relay has looked; it stands still when the relay does."""

    async def run(self) -> None:
        """Relay until cancelled, through every outage of database and broker."""
        while True:
            try:
                async with self._leading() as leading:
                    await self._relay_on(leading)
            except* PASSING as errors:
                if not all(is_passing(error) for error in errors.exceptions):
                    log.exception("relay failed")
                await asyncio.sleep(self._poll)

    @asynccontextmanager
    async def _leading(self) -> AsyncIterator[Leading]:
        async with self._connected(READING) as reader:
            while not await reader.fetchval("select pg_try_advisory_lock($1)", LEADER_LOCK):
                self.ticks += 1
                await asyncio.sleep(self._poll)
            await reader.add_listener(OUTBOX_CHANNEL, self._ring)
            async with self._connected(MARKING) as marker:
                yield Leading(reader, marker)

    @asynccontextmanager
    async def _connected(self, settings: dict[str, str]) -> AsyncIterator[asyncpg.Connection]:
        connection = await asyncpg.connect(
            self._dsn, timeout=5, command_timeout=30, server_settings=settings
        )
        try:
            yield connection
        finally:
            connection.terminate()

    def _ring(self, *_: object) -> None:
        self._bell.set()

    async def _relay_on(self, leading: Leading) -> None:
        """Read, publish and mark side by side for ever; whatever ends one ends all."""
        async with asyncio.TaskGroup() as group:
            chains = Chains(self._send, group)
            group.create_task(self._read(leading.reader, chains))
            group.create_task(self._mark(leading.marker, chains))

    async def _read(self, connection: asyncpg.Connection, chains: Chains) -> None:
        while True:
            self._bell.clear()
            if chains.broken:
                await asyncio.sleep(self._poll)
                chains.mend()
            flying = chains.flying
            room = min(self._batch, 2 * self._batch - len(flying))
            rows = await connection.fetch(WAITING, room, flying) if room else []
            chains.add(rows)
            self.ticks += 1
            if not chains.broken and (not room or len(rows) < room):
                await self._wait()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self._poll):
                await self._bell.wait()
        except TimeoutError:
            return

    async def _mark(self, connection: asyncpg.Connection, chains: Chains) -> None:
        """Mark what was confirmed; a crash before it publishes again, and inboxes drop that."""
        while True:
            await chains.confirm.wait()
            confirmed = chains.take_confirmed()
            was_full = len(chains.flying) >= 2 * self._batch
            await connection.execute(PUBLISHED, confirmed)
            chains.forget(confirmed)
            if was_full:
                self._bell.set()
            await asyncio.sleep(MARK_SECONDS)

    async def _send(self, row: Row) -> bool:
        return await self._bus.send(
            row["body"].encode(),
            row["routing_key"],
            message_id=row["message_id"],
            trace_id=row["trace_id"],
        )
