"""Is there anything left to do: messages on their way, posts unjudged, orders due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network, Symbol, VenueName

# One statement, so one snapshot: asked one after the other, work could slip from what is still
# to be looked at into what was looked at already.
REST = text("""
    select
      (select coalesce(max(id), 0) from outbox) as newest,
      (select min(next_attempt_at) from trade_order
       where state in ('PLANNED', 'UNKNOWN', 'ACKED', 'PARTIAL')) as next_due,
      exists (select from outbox where published_at is null)
      or exists (select from verdict where state = 'PENDING')
      or exists (select from trade_order where state in ('CLAIMED', 'SENT'))
      or exists (
        select from outbox o
        join subscription s on s.routing_key = o.routing_key and o.created_at >= s.since
        left join inbox i on i.stage = s.stage and i.message_id = o.message_id
        where o.id > :seen and i.message_id is null) as busy
""")
MARKED = text("select symbol, seen_at from mark where network = :network and venue = :venue")


@dataclass(frozen=True, slots=True)
class Rest:
    """Whether anything is under way, and the next moment at which an order wants attention."""

    busy: bool
    next_due: datetime | None

    def holds(self, now: datetime) -> bool:
        """Tell whether nothing is left to do at that moment."""
        return not self.busy and (self.next_due is None or self.next_due > now)


class Quiet:
    """Remembers how far everything was taken, so that each look is at what is new only."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._seen = 0

    async def look(self) -> Rest:
        """Look once at everything that could still be under way."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(REST, {"seen": self._seen})).one()
        if not row.busy:
            self._seen = row.newest
        return Rest(row.busy, row.next_due)

    async def marks(
        self, network: Network = Network.PAPER, venue: VenueName = VenueName.PAPER
    ) -> Mapping[Symbol, datetime]:
        """Tell when each symbol's stored mark was seen."""
        asked = {"network": network, "venue": venue}
        async with self._engine.connect() as connection:
            rows = (await connection.execute(MARKED, asked)).all()
        return {row.symbol: row.seen_at for row in rows}
