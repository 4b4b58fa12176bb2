"""Turns: what must be decided by one transaction at a time, across all processes."""

from sqlalchemy import Text, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

_WAIT = select(
    func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name", type_=Text()), 0))
)


async def wait_turn(connection: AsyncConnection, name: str) -> None:
    """Wait until no other transaction holds the turn of that name, then hold it to our end.

    What is read after it must be read by another statement: one that waited in itself would see
    the world as it was before the wait.
    """
    await connection.execute(_WAIT, {"name": name})
