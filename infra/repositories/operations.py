"""What operators set going, as rows that the processes look at."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ports.operations import Errand, Waiting
from infra.dead_letters import replay_within

ASK = text("""
    insert into errand (name, asked_at, asked_by) values (:name, :now, :by)
    on conflict (name) do update
      set asked_at = excluded.asked_at, asked_by = excluded.asked_by, done_at = null
      where errand.done_at is not null
""")
HURRY_VERDICTS = text("""
    update verdict set next_attempt_at = least(next_attempt_at, :now) where state = 'PENDING'
""")
HURRY_MESSAGES = text("""
    update retry set next_attempt_at = least(next_attempt_at, clock_timestamp())
    where stage in ('posts', 'signals')
""")


class SqlOperations:
    """Asked for within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def ask(self, errand: Errand, by: str, now: datetime) -> None:
        """Leave word that an errand is to be done."""
        await self._connection.execute(ASK, {"name": errand, "by": by, "now": now})

    async def hurry_posts(self, now: datetime) -> Waiting:
        """Let posts that wait for another attempt be taken now."""
        verdicts = await self._connection.execute(HURRY_VERDICTS, {"now": now})
        messages = await self._connection.execute(HURRY_MESSAGES)
        return Waiting(unclassified=verdicts.rowcount, unheard=messages.rowcount)

    async def replay(self, letter_id: UUID) -> str:
        """Let a stage take a parked message again, and return which stage."""
        return (await replay_within(self._connection, letter_id)).stage
