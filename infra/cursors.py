"""How far a producer has come through what it reads, kept over a crash."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

READ = text("select position from cursor where name = :name")
WRITE = text("""
    insert into cursor (name, position, at) values (:name, :position, :at)
    on conflict (name) do update set position = excluded.position, at = excluded.at
""")


async def read_cursor(engine: AsyncEngine, name: str) -> str | None:
    """Return the position a producer noted last; None when it has not begun."""
    async with engine.connect() as connection:
        position: str | None = await connection.scalar(READ, {"name": name})
    return position


async def write_cursor(engine: AsyncEngine, name: str, position: str, at: datetime) -> None:
    """Note a producer's position."""
    async with engine.begin() as connection:
        await connection.execute(WRITE, {"name": name, "position": position, "at": at})
