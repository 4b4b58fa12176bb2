"""Is there anything left to do: messages on their way, posts unjudged, orders due."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Symbol

# One statement, so one snapshot: asked one after the other, work could slip from what is still
# to be looked at into what was looked at already.
BUSY = text("""
    select
      exists (select from outbox where published_at is null)
      or exists (select from verdict where state = 'PENDING')
      or exists (
        select from trade_order
        where state in ('CLAIMED', 'SENT')
          or (state in ('PLANNED', 'UNKNOWN', 'ACKED', 'PARTIAL') and next_attempt_at <= :now))
      or exists (
        select from outbox o
        join subscription s on s.routing_key = o.routing_key and o.created_at >= s.since
        left join inbox i on i.stage = s.stage and i.message_id = o.message_id
        where o.id > :seen and i.message_id is null)
""")
NEWEST = text("select coalesce(max(id), 0) from outbox")
MARKED = text("select symbol, seen_at from mark where network = 'paper' and venue = 'PAPER'")


class Quiet:
    """Remembers how far everything was taken, so that each look is at what is new only."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._seen = 0

    async def holds(self, now: datetime) -> bool:
        """Tell whether every message was taken, every post judged, and no order is due."""
        async with self._engine.connect() as connection:
            newest = await connection.scalar(NEWEST)
            if await connection.scalar(BUSY, {"now": now, "seen": self._seen}):
                return False
        self._seen = newest
        return True

    async def marks(self) -> Mapping[Symbol, datetime]:
        """Tell when each symbol's stored mark was seen."""
        async with self._engine.connect() as connection:
            rows = (await connection.execute(MARKED)).all()
        return {row.symbol: row.seen_at for row in rows}
