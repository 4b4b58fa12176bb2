"""Who may still be told anything."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.access import SESSION_IDLE

ALIVE = text("""
    select id from session
    where id = any(:means) and expires_at > :now and last_seen_at > :idle
    union all
    select id from api_key
    where id = any(:means) and revoked_at is null and (expires_at is null or expires_at > :now)
""")


async def still_alive(engine: AsyncEngine, means: Collection[UUID], now: datetime) -> set[UUID]:
    """Name those sessions and API keys among some that still stand for their wallets."""
    values = {"means": list(means), "now": now, "idle": now - SESSION_IDLE}
    async with engine.connect() as connection:
        return set(await connection.scalars(ALIVE, values))
