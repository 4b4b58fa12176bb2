"""Who may be told of what, and who may still be told anything."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.access import SESSION_IDLE
from domain.stream import Sight
from infra.reading.look import Look

SIGHT = """
    with mine as (
      select id, agent_id from deployment where user_wallet = :caller and network = :network)
    select array(select id from mine) as deployments,
      array(select id from agent where creator_wallet = :caller and deleted_at is null
        union select agent_id from mine) as agents,
      array(select id from agent where status = 'PUBLIC' and deleted_at is null) as public
"""
ALIVE = text("""
    select id from session
    where id = any(:means) and expires_at > :now and last_seen_at > :idle
    union all
    select id from api_key
    where id = any(:means) and revoked_at is null and (expires_at is null or expires_at > :now)
""")


async def sight_of(look: Look) -> Sight:
    """Tell what the caller may be told of now."""
    row = await look.one("caller", SIGHT)
    return Sight(
        everything=look.caller is not None and look.caller.sees_all,
        deployments=frozenset(row["deployments"]),
        agents=frozenset(row["agents"]),
        public=frozenset(row["public"]),
    )


async def still_alive(engine: AsyncEngine, means: Collection[UUID], now: datetime) -> set[UUID]:
    """Name those sessions and API keys among some that still stand for their wallets."""
    values = {"means": list(means), "now": now, "idle": now - SESSION_IDLE}
    async with engine.connect() as connection:
        return set(await connection.scalars(ALIVE, values))
