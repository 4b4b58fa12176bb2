"""What the gateway leaves behind and nobody can use any more."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.access import SESSION_IDLE

ANSWERS_KEPT = timedelta(days=2)
"""How long a request may be sent again under its key; what it made stays made after that."""
COUNTS_KEPT = timedelta(minutes=10)
STATEMENTS = tuple(
    text(statement)
    for statement in (
        "delete from challenge where expires_at < :now",
        "delete from session where expires_at < :now or last_seen_at < :idle",
        "delete from answer where at < :answered",
        "delete from throttle where began_at < :counted",
    )
)


async def forget_leftovers(engine: AsyncEngine, now: datetime) -> None:
    """Delete lapsed challenges and sessions, old answers and old counts."""
    moments = {
        "now": now,
        "idle": now - SESSION_IDLE,
        "answered": now - ANSWERS_KEPT,
        "counted": now - COUNTS_KEPT,
    }
    for statement in STATEMENTS:
        async with engine.begin() as connection:
            named = {name: moments[name] for name in statement.compile().params}
            await connection.execute(statement, named)
