"""The event log as it grows: every streamed message once, in the order of ids, none skipped.

An id is drawn before its transaction commits, so a row may appear below one that was seen
before. What was seen is therefore handed on only behind a fence: once every transaction has
ended that could have drawn an id below it. Those are older than the fence's own transaction,
for each of ours has its number before it draws an id (`infra.unit_of_work.STORE`).
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import asyncpg
import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network, Wallet
from domain.stream import KEYS, Event
from infra.database import plain_dsn
from infra.failures import is_passing
from infra.unit_of_work import OUTBOX_CHANNEL

PAGE = 500
CALM_SECONDS = 0.01
"""Between two looks, however often the bell rings."""
READERS = 4
"""How many read what they missed at once: the pool is for everybody."""
TOP = "select coalesce(max(id), 0) from outbox"
FENCE = (
    "select coalesce(max(id), 0) as top, pg_current_xact_id()::text::bigint as raised from outbox"
)
PASSED = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= $1"
_ROWS = """
    select o.id, o.routing_key, o.occurred_at, o.payload::text as body,
      case when a.id is null then array_remove(array[d.user_wallet], null) else array(
        select user_wallet from deployment where agent_id = a.id and network = {network}
        union select a.creator_wallet where a.deleted_at is null) end as wallets,
      coalesce(a.status = 'PUBLIC' and a.deleted_at is null, false) as listed
    from outbox o
    left join deployment d on d.id = cast(o.payload ->> 'deployment_id' as uuid)
      and d.network = {network}
    left join agent a on o.payload ->> 'deployment_id' is null
      and a.id = cast(o.payload ->> 'agent_id' as uuid)
    where o.id > {after} and o.id <= {until} and o.routing_key = any({keys})
    order by o.id limit {limit}
"""
"""Who may be told is read with each event, as it is now: nobody's sight is older than that."""
ROWS = _ROWS.format(network="$1", after="$2", until="$3", keys="$4", limit="$5")
MISSED = text(
    _ROWS.format(network=":network", after=":after", until=":until", keys=":keys", limit=":limit")
)
PASSING = (
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    TimeoutError,
)
HandOn = Callable[[Sequence[Event]], None]
log = structlog.get_logger()


class EventLog:
    """Follows the log through every outage, and reads again what somebody missed.

    `position` is the id up to which all was handed on; nothing is, before `ready`.
    """

    def __init__(self, engine: AsyncEngine, network: Network, *, poll: float = 0.5) -> None:
        self._engine = engine
        self._network = network
        self._poll = poll
        self._bell = asyncio.Event()
        self._readers = asyncio.Semaphore(READERS)
        self.position = 0
        self.ready = asyncio.Event()

    async def follow(self, hand_on: HandOn) -> None:
        """Hand on what is stored from now on, until cancelled; `hand_on` must not wait."""
        while True:
            try:
                async with self._listening() as connection:
                    await self._follow_on(connection, hand_on)
            except PASSING as error:
                if not is_passing(error):
                    raise
                log.warning("the stream waits for the store", error=repr(error))
                await asyncio.sleep(self._poll)

    async def missed(self, after: int, until: int) -> list[Event]:
        """Read the first events after an id, a page of them at most."""
        values = {"after": after, "until": until, "keys": list(KEYS), "limit": PAGE}
        values["network"] = self._network
        async with self._readers, self._engine.connect() as connection:
            rows = await connection.execute(MISSED, values)
            return [_event(*row) for row in rows]

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[asyncpg.Connection]:
        dsn = plain_dsn(self._engine.url.render_as_string(hide_password=False))
        connection = await asyncpg.connect(dsn, timeout=5, command_timeout=30)
        try:
            await connection.add_listener(OUTBOX_CHANNEL, self._ring)
            yield connection
        finally:
            connection.terminate()

    def _ring(self, *_: object) -> None:
        self._bell.set()

    async def _follow_on(self, connection: asyncpg.Connection, hand_on: HandOn) -> None:
        if not self.ready.is_set():
            self.position = await self._fenced(connection)
            self.ready.set()
        while True:
            self._bell.clear()
            if await connection.fetchval(TOP) > self.position:
                await self._hand_on(connection, await self._fenced(connection), hand_on)
            await self._wait()

    async def _fenced(self, connection: asyncpg.Connection) -> int:
        """Return the highest id there is, once no lower one can appear any more."""
        fence = await connection.fetchrow(FENCE)
        while not await connection.fetchval(PASSED, fence["raised"]):  # noqa: ASYNC110
            await asyncio.sleep(CALM_SECONDS)  # nobody rings when a transaction ends
        return int(fence["top"])

    async def _hand_on(self, connection: asyncpg.Connection, until: int, hand_on: HandOn) -> None:
        while self.position < until:
            rows = await connection.fetch(ROWS, self._network, self.position, until, KEYS, PAGE)
            events = [_event(*row) for row in rows]
            # Both in one go: whoever joins in between would miss a page, or get it twice.
            self.position = events[-1].id if len(events) == PAGE else until
            hand_on(events)

    async def _wait(self) -> None:
        await asyncio.sleep(CALM_SECONDS)
        try:
            async with asyncio.timeout(self._poll):
                await self._bell.wait()
        except TimeoutError:
            return


def _event(
    event_id: int, key: str, at: datetime, body: str, wallets: Sequence[Wallet], listed: bool
) -> Event:
    return Event(
        id=event_id,
        key=key,
        at=at,
        data=json.loads(body),
        wallets=frozenset(wallets),
        listed=listed,
    )
