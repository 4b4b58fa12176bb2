"""Is this process fit to work: database, schema, clock, broker, and its own queues."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ports.clock import Clock
from infra.schema import current, head
from infra.watchdog import queues_without_consumer

CHECK_SECONDS = 2.0
_AWAY = (OSError, TimeoutError, SQLAlchemyError, asyncpg.PostgresError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One answer to one question, in words an operator can act on."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Asks everything a process depends on, each within two seconds."""

    engine: AsyncEngine
    clock: Clock
    rabbitmq_url: str
    queues: Sequence[str] = ()
    max_skew: timedelta = timedelta(seconds=1)

    async def checks(self) -> list[Check]:
        """Answer every question; a failure is an answer, never an exception."""
        return list(await asyncio.gather(self._database(), self._broker()))

    async def _database(self) -> Check:
        try:
            async with asyncio.timeout(CHECK_SECONDS), self.engine.connect() as connection:
                revision = await current(connection)
                theirs = await connection.scalar(text("select clock_timestamp()"))
        except _AWAY as error:
            return Check(name="postgres", ok=False, detail=f"does not answer: {error}")
        if revision != head():
            detail = f"schema is at {revision}, the code at {head()}: run `maxxit db upgrade`"
            return Check(name="postgres", ok=False, detail=detail)
        return self._skew(theirs)

    def _skew(self, theirs: datetime | None) -> Check:
        now = self.clock.now()
        skew = abs((theirs or now) - now)
        detail = f"answers, schema at head, clock skew {skew.total_seconds():.3f} s"
        return Check(name="postgres", ok=skew <= self.max_skew, detail=detail)

    async def _broker(self) -> Check:
        """Ask on a fresh connection: the one we consume on may be fooled by a frozen broker."""
        unheard = await queues_without_consumer(self.rabbitmq_url, self.queues)
        if unheard is None:
            return Check(name="rabbitmq", ok=False, detail=self._silent())
        if unheard:
            return Check(name="rabbitmq", ok=False, detail=f"no consumer on {', '.join(unheard)}")
        consumed = f"answers, {len(self.queues)} queues consumed"
        return Check(name="rabbitmq", ok=True, detail=consumed)

    def _silent(self) -> str:
        work = "; messages are fetched from the outbox meanwhile" if self.queues else ""
        return f"does not answer{work}"
