"""Every migration goes up and down, and ends where the tables say."""

from collections.abc import AsyncIterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from infra.migrations.checks import checks, wanted_checks
from infra.schema import current, downgrade, head, revisions, upgrade
from infra.servers.postgres import Postgres
from infra.tables import metadata

pytestmark = pytest.mark.integration


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


@pytest.fixture
async def empty(database_url: str) -> AsyncIterator[AsyncEngine]:
    """Yield an engine on a database without tables, and let go of it however the test ends."""
    engine = create_async_engine(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
async def other(postgres_server: Postgres) -> AsyncIterator[AsyncEngine]:
    """Yield an engine on another such database."""
    engine = create_async_engine(postgres_server.create_database("test_wanted"))
    yield engine
    await engine.dispose()
    postgres_server.drop_database("test_wanted")


async def test_migrations_end_where_the_tables_say(empty: AsyncEngine) -> None:
    await upgrade(empty)
    async with empty.connect() as connection:
        assert await connection.run_sync(_differences) == []
        assert await current(connection) == head()


async def test_migrations_forbid_what_the_tables_forbid(
    empty: AsyncEngine, other: AsyncEngine
) -> None:
    await upgrade(empty)
    async with empty.connect() as has, other.begin() as wants:
        assert await has.run_sync(checks) == await wants.run_sync(wanted_checks)


async def test_every_migration_goes_up_and_down_again(empty: AsyncEngine) -> None:
    for revision in revisions():
        await upgrade(empty, revision)
        await downgrade(empty, "-1")
        await upgrade(empty, revision)
    await downgrade(empty, "base")
    async with empty.connect() as connection:
        assert await connection.run_sync(_tables) == {"alembic_version"}


async def test_upgrading_twice_changes_nothing(empty: AsyncEngine) -> None:
    await upgrade(empty)
    await upgrade(empty)
    async with empty.connect() as connection:
        assert await current(connection) == head()


NEVER = {
    "an address in mixed case": """
        insert into agent (id, creator_wallet, name, venue, status, risk_plan)
        values (gen_random_uuid(), '0xABCDEF0000000000000000000000000000000000', 'x', 'PAPER',
          'PUBLIC', '{}')""",
    "an agent without a risk plan": """
        insert into agent (id, creator_wallet, name, venue, status, risk_plan)
        values (gen_random_uuid(), '0x' || repeat('0', 40), 'x', 'PAPER', 'PUBLIC', null)""",
    "a status nobody knows": """
        insert into agent (id, creator_wallet, name, venue, status, risk_plan)
        values (gen_random_uuid(), '0x' || repeat('0', 40), 'x', 'PAPER', 'ACTIVE', '{}')""",
    "a price of nothing": """
        insert into mark (network, venue, symbol, price, seen_at)
        values ('paper', 'PAPER', 'BTC', 0, now())""",
    "a global halt with a target": """
        insert into halt (id, scope, target, strength, reason, created_at, created_by)
        values (gen_random_uuid(), 'GLOBAL', 'x', 'NO_ENTRIES', '', now(), 'me')""",
}


@pytest.mark.parametrize("statement", NEVER.values(), ids=NEVER.keys())
async def test_the_database_refuses(engine: AsyncEngine, statement: str) -> None:
    async with engine.connect() as connection:
        with pytest.raises(IntegrityError):
            await connection.execute(text(statement))
