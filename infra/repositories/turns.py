"""Turns: what must be decided by one transaction at a time, across all processes."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection


async def wait_turn(connection: AsyncConnection, name: str) -> None:
    """Wait until no other transaction holds the turn of that name, then hold it to our end."""
    turn = func.pg_advisory_xact_lock(func.hashtextextended(name, 0))
    await connection.execute(select(turn))
