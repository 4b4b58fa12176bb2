"""The sweeper: what the broker lost, or a stage failed on, is queued again for that stage."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import structlog
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.channels import MESSAGES, queue_name
from infra.bus import Bus
from infra.failures import is_passing

NOTE_UNHEARD = text("""
    insert into retry (stage, message_id, attempts, sweeps, next_attempt_at)
    select s.stage, o.message_id, 0, 0, clock_timestamp()
    from outbox o
    join subscription s on s.routing_key = o.routing_key and o.created_at >= s.since
    left join inbox i on i.stage = s.stage and i.message_id = o.message_id
    where o.published_at > :since and o.published_at <= :until and i.message_id is null
    on conflict do nothing
""")
"""Note what a subscribed stage has not taken although it left long enough ago."""
FORGET_HEARD = text("""
    delete from retry r using inbox i where i.stage = r.stage and i.message_id = r.message_id
""")
DUE = text("""
    select r.stage, r.message_id, o.trace_id, o.routing_key, o.payload::text as body
    from retry r join outbox o on o.message_id = r.message_id
    where r.next_attempt_at <= clock_timestamp()
    order by o.id limit :batch for update of r skip locked
""")
POSTPONE = text("""
    update retry set sweeps = sweeps + 1, next_attempt_at = clock_timestamp()
      + make_interval(secs => least(:grace * power(2, least(sweeps, 10)), 600))
    where stage = :stage and message_id = :message_id
""")
GIVE_BACK = text("""
    update retry set sweeps = greatest(sweeps - 1, 0),
      next_attempt_at = clock_timestamp() + make_interval(secs => :grace)
    where stage = :stage and message_id = :message_id
""")
"""Do not let a message wait longer because the broker was away when its turn came."""
BACKLOG = 1_000
"""A queue longer than this is merely behind: sending more would not help."""
log = structlog.get_logger()

DueRow = Row[tuple[str, UUID, UUID, str, str]]


class Sweeper:
    """Compares what left with what was taken; cheap when all is well.

    The relay stamps `published_at` in short transactions of its own, so everything stamped
    before `now - grace` is visible and is looked at once; what nobody took becomes a row in
    `retry`, where it stays until it is taken or parked.
    """

    def __init__(
        self, engine: AsyncEngine, bus: Bus, *, grace: float = 15.0, every: float = 1.0
    ) -> None:
        self._engine = engine
        self._bus = bus
        self._grace = grace
        self._every = every
        self._since = datetime(2000, 1, 1, tzinfo=UTC)

    async def run(self) -> None:
        """Sweep until cancelled, through every outage."""
        while True:
            try:
                await self.sweep()
            except Exception as error:
                if not is_passing(error):
                    raise
                log.warning("sweeper waits", error=repr(error))
            await asyncio.sleep(self._every)

    async def sweep(self, *, batch: int = 500) -> int:
        """Queue again, straight to its own queue, what a stage has yet to take; return how many."""
        async with self._engine.begin() as connection:
            until = await self._note(connection)
            due = (await connection.execute(DUE, {"batch": batch})).all()
            if due:
                await connection.execute(POSTPONE, self._keys(due))
        self._since = until  # not before the commit: what was not noted is to be looked at again
        tried = [(row, await self._send(row)) for row in await self._not_behind(due)]
        await self._give_back([row for row, confirmed in tried if not confirmed])
        queued = sum(confirmed for _, confirmed in tried)
        if due:
            log.info("swept", due=len(due), queued=queued)
        return queued

    async def _note(self, connection: AsyncConnection) -> datetime:
        await connection.execute(FORGET_HEARD)
        settled = text("select clock_timestamp() - make_interval(secs => :grace)")
        until: datetime = (await connection.execute(settled, {"grace": self._grace})).scalar_one()
        await connection.execute(NOTE_UNHEARD, {"since": self._since, "until": until})
        return until

    async def _give_back(self, rows: Sequence[DueRow]) -> None:
        if rows:
            async with self._engine.begin() as connection:
                await connection.execute(GIVE_BACK, self._keys(rows))

    def _keys(self, rows: Sequence[DueRow]) -> list[dict[str, object]]:
        return [{"stage": r.stage, "message_id": r.message_id, "grace": self._grace} for r in rows]

    async def _not_behind(self, due: Sequence[DueRow]) -> list[DueRow]:
        queues = {_queue(row) for row in due}
        depths = {queue: await self._bus.depth(queue) for queue in queues}
        return [row for row in due if depths[_queue(row)] <= BACKLOG]

    async def _send(self, row: DueRow) -> bool:
        return await self._bus.send(
            row.body.encode(),
            _queue(row),
            message_id=str(row.message_id),
            trace_id=row.trace_id,
            exchange="",
        )


def _queue(row: DueRow) -> str:
    return queue_name(MESSAGES[row.routing_key], row.stage)
