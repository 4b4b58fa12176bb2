"""Where the database is: the one named by DATABASE_URL, or the one that comes with us."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network
from domain.errors import Conflict
from infra.database import make_engine
from infra.schema import upgrade
from infra.servers.embedded import EmbeddedPostgres, open_postgres
from infra.servers.errors import ServerFailed, ServerMissing
from infra.settings import Settings


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[AsyncEngine]:
    """Yield an engine on the database; the embedded one is started and migrated on the way.

    A server that was running before is left running, one that was not is stopped again. Raises
    Conflict when an embedded database is not to be had.
    """
    if settings.database_url is not None:
        async with engine_on(settings.database_url.get_secret_value(), settings) as engine:
            yield engine
        return
    server = await asyncio.to_thread(_embedded, settings)
    try:
        async with engine_on(server.url, settings) as engine:
            await upgrade(engine)
            yield engine
    finally:
        if not server.found_running:
            await asyncio.to_thread(server.stop)


@asynccontextmanager
async def engine_on(url: str, settings: Settings) -> AsyncIterator[AsyncEngine]:
    """Yield an engine and give its connections back."""
    engine = make_engine(url, pool_size=settings.pool_size)
    try:
        yield engine
    finally:
        await engine.dispose()


def _embedded(settings: Settings) -> EmbeddedPostgres:
    if settings.network is not Network.PAPER:
        raise Conflict(f"NETWORK is {settings.network}: name a database with DATABASE_URL")
    try:
        return open_postgres(settings.maxxit_home)
    except (ServerFailed, ServerMissing) as error:
        raise Conflict(str(error)) from error
