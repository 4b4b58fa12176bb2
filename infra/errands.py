"""Errands: what somebody left word to do, done by the process whose work it is."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ports.operations import Errand

ASKED = text("""
    select name, asked_at from errand where done_at is null and name = any(:names) order by asked_at
""")
DONE = text("""
    update errand set done_at = clock_timestamp()
    where name = :name and asked_at = :asked_at and done_at is null
""")
Work = Callable[[], Awaitable[object]]


async def run_errands(engine: AsyncEngine, work: Mapping[Errand, Work]) -> int:
    """Do what was asked for, and return how much that was.

    No transaction is held while it is done, for it speaks with venues. Two processes may do the
    same errand, so an errand is what can be done twice; what fails is still to be done.
    """
    asked = await _asked(engine, work)
    for name, asked_at in asked:
        await work[name]()
        async with engine.begin() as connection:
            await connection.execute(DONE, {"name": name, "asked_at": asked_at})
    return len(asked)


async def _asked(engine: AsyncEngine, work: Mapping[Errand, Work]) -> list[tuple[Errand, datetime]]:
    async with engine.connect() as connection:
        rows = await connection.execute(ASKED, {"names": list(work)})
        return [(Errand(row.name), row.asked_at) for row in rows]
