"""Where the database is: the one named by DATABASE_URL, or the one that comes with us."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network
from domain.errors import Conflict
from infra.database import make_engine
from infra.schema import upgrade
from infra.servers.embedded import open_postgres
from infra.servers.errors import ServerFailed, ServerMissing
from infra.settings import Settings


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[AsyncEngine]:
    """Yield an engine on the database; the embedded one is started and migrated on the way.

    The embedded server keeps running afterwards: other commands find it, `maxxit down` stops it.
    """
    engine = make_engine(database_url(settings), pool_size=settings.pool_size)
    try:
        if settings.database_url is None:
            await upgrade(engine)
        yield engine
    finally:
        await engine.dispose()


def database_url(settings: Settings) -> str:
    """Return the database's URL. Raises Conflict when an embedded one is not to be had."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    if settings.network is not Network.PAPER:
        raise Conflict(f"NETWORK is {settings.network}: name a database with DATABASE_URL")
    try:
        return open_postgres(settings.maxxit_home).url
    except (ServerFailed, ServerMissing) as error:
        raise Conflict(str(error)) from error
