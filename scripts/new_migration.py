"""Write the next migration: what the tables say and a freshly migrated database lacks.

Usage: python -m scripts.new_migration "what changes"
"""

import asyncio
import sys

from sqlalchemy.ext.asyncio import create_async_engine

from infra.migrations.checks import Checks, wanted_checks
from infra.schema import revisions, upgrade, write_revision
from infra.servers.postgres import Postgres


async def _write(url: str, empty_url: str, message: str) -> None:
    wanted = await _wanted(empty_url)
    engine = create_async_engine(url)
    number = len(revisions()) + 1
    if number > 1:
        await upgrade(engine)
    async with engine.begin() as connection:
        await connection.run_sync(write_revision, message, f"{number:04d}", wanted)
    await engine.dispose()


async def _wanted(empty_url: str) -> Checks:
    engine = create_async_engine(empty_url)
    async with engine.begin() as connection:
        wanted = await connection.run_sync(wanted_checks)
    await engine.dispose()
    return wanted


def main() -> None:
    """Write it into infra/migrations/versions; read it before it is committed."""
    message = " ".join(sys.argv[1:])
    if not message:
        raise SystemExit(__doc__)
    with Postgres(fsync=False) as server:
        asyncio.run(_write(server.url, server.create_database("wanted"), message))


if __name__ == "__main__":
    main()
