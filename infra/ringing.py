"""Work that begins when somebody rings, and now and then in case a ring was lost."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg
import structlog

from infra.database import plain_dsn
from infra.failures import is_passing

log = structlog.get_logger()


async def whenever_rung(
    database_url: str, channel: str, work: Callable[[], Awaitable[object]], *, seconds: float
) -> None:
    """Do something now, whenever a channel is notified, and at least every so often.

    It goes on until cancelled, through every outage of the database.
    """
    while True:
        try:
            async with _listening(database_url, channel) as (connection, bell):
                while not connection.is_closed():
                    bell.clear()
                    await work()
                    await _wait(bell, seconds)
        except Exception as error:
            if not is_passing(error):
                raise
            log.warning("job waits", channel=channel, error=repr(error))
            await asyncio.sleep(seconds)


@asynccontextmanager
async def _listening(
    database_url: str, channel: str
) -> AsyncIterator[tuple[asyncpg.Connection, asyncio.Event]]:
    bell = asyncio.Event()
    connection = await asyncpg.connect(plain_dsn(database_url), timeout=5)
    try:
        await connection.add_listener(channel, lambda *_: bell.set())
        connection.add_termination_listener(lambda *_: bell.set())
        yield connection, bell
    finally:
        connection.terminate()


async def _wait(bell: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await bell.wait()
    except TimeoutError:
        return
