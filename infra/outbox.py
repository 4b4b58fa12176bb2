"""The relay: committed messages leave for the broker, in order, one relay at a time."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import groupby
from operator import itemgetter

import asyncpg
import structlog

from infra.bus import Bus
from infra.database import plain_dsn
from infra.failures import is_passing
from infra.unit_of_work import OUTBOX_CHANNEL

LEADER_LOCK = 0x6D617878
"""The advisory lock that one relay holds; the others wait for it."""
WAITING = """
    select id, message_id::text, trace_id::text, routing_key, partition, payload::text as body
    from outbox where published_at is null order by id limit $1
"""
PUBLISHED = "update outbox set published_at = clock_timestamp() where id = any($1::bigint[])"
log = structlog.get_logger()


class Relay:
    """Publishes what was committed: at once when told, and by looking every `poll` seconds."""

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
                async with self._leading() as connection:
                    await self._relay_on(connection)
            except (
                OSError,
                asyncpg.PostgresError,
                asyncpg.InterfaceError,
                asyncpg.InternalClientError,
                TimeoutError,
            ) as error:
                if not is_passing(error):
                    log.exception("relay failed")
                await asyncio.sleep(self._poll)

    @asynccontextmanager
    async def _leading(self) -> AsyncIterator[asyncpg.Connection]:
        connection = await asyncpg.connect(self._dsn, timeout=5, command_timeout=30)
        try:
            while not await connection.fetchval("select pg_try_advisory_lock($1)", LEADER_LOCK):
                self.ticks += 1
                await asyncio.sleep(self._poll)
            await connection.add_listener(OUTBOX_CHANNEL, self._ring)
            yield connection
        finally:
            connection.terminate()

    def _ring(self, *_: object) -> None:
        self._bell.set()

    async def _relay_on(self, connection: asyncpg.Connection) -> None:
        while True:
            self._bell.clear()
            sent, failed = await self.relay_once(connection)
            self.ticks += 1
            if failed:
                await asyncio.sleep(self._poll)
            elif sent < self._batch:
                await self._wait()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self._poll):
                await self._bell.wait()
        except TimeoutError:
            return

    async def relay_once(self, connection: asyncpg.Connection) -> tuple[int, int]:
        """Publish the oldest waiting messages; return how many were and were not confirmed.

        A crash between confirm and mark publishes twice; the inbox drops the second.
        """
        rows = await connection.fetch(WAITING, self._batch)
        confirmed = await self._publish(rows)
        if confirmed:
            await connection.execute(PUBLISHED, confirmed)
        return len(confirmed), len(rows) - len(confirmed)

    async def _publish(self, rows: Sequence[asyncpg.Record]) -> list[int]:
        """Publish side by side what is about different things, one by one what is about one."""
        by_partition = groupby(
            sorted(rows, key=itemgetter("partition", "id")), itemgetter("partition")
        )
        chains = sorted((list(chain) for _, chain in by_partition), key=lambda c: c[0]["id"])
        done = await asyncio.gather(*(self._publish_chain(chain) for chain in chains))
        return [number for chain in done for number in chain]

    async def _publish_chain(self, rows: Sequence[asyncpg.Record]) -> list[int]:
        confirmed: list[int] = []
        for row in rows:
            if not await self._send(row):
                break  # what follows in this partition must not overtake it
            confirmed.append(row["id"])
        return confirmed

    async def _send(self, row: asyncpg.Record) -> bool:
        return await self._bus.send(
            row["body"].encode(),
            row["routing_key"],
            message_id=row["message_id"],
            trace_id=row["trace_id"],
        )
