"""Every migration goes up and down, and ends where the tables say."""

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


async def test_migrations_end_where_the_tables_say(database_url: str) -> None:
    engine = create_async_engine(database_url)
    await upgrade(engine)
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
        assert await current(connection) == head()
    await engine.dispose()


async def test_migrations_forbid_what_the_tables_forbid(
    postgres_server: Postgres, database_url: str
) -> None:
    migrated, made = (
        create_async_engine(url)
        for url in (database_url, postgres_server.create_database("test_wanted"))
    )
    await upgrade(migrated)
    async with migrated.connect() as has, made.begin() as wants:
        assert await has.run_sync(checks) == await wants.run_sync(wanted_checks)
    await migrated.dispose()
    await made.dispose()
    postgres_server.drop_database("test_wanted")


async def test_every_migration_goes_up_and_down_again(database_url: str) -> None:
    engine = create_async_engine(database_url)
    for revision in revisions():
        await upgrade(engine, revision)
        await downgrade(engine, "-1")
        await upgrade(engine, revision)
    await downgrade(engine, "base")
    async with engine.connect() as connection:
        assert await connection.run_sync(_tables) == {"alembic_version"}
    await engine.dispose()


async def test_upgrading_twice_changes_nothing(database_url: str) -> None:
    engine = create_async_engine(database_url)
    await upgrade(engine)
    await upgrade(engine)
    async with engine.connect() as connection:
        assert await current(connection) == head()
    await engine.dispose()


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
