"""Bringing the database's schema to where the code is, and telling whether it is there."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations.ops import MigrationScript
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from infra.migrations.checks import Checks, add_check_changes, checks

FOLDER = Path(__file__).parent / "migrations"
MIGRATION_LOCK = 0x6D696772


@cache
def head() -> str:
    """Return the newest revision this code knows; read once, for code does not change."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    if revision is None:
        raise RuntimeError(f"there are no migrations in {FOLDER}")
    return revision


def revisions() -> list[str]:
    """List every revision, oldest first."""
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return [script.revision for script in reversed(list(scripts))]


async def upgrade(engine: AsyncEngine, revision: str = "head") -> str:
    """Migrate up to a revision and return it; two at once wait for each other."""
    await _migrate(engine, lambda config: command.upgrade(config, revision))
    return head() if revision == "head" else revision


async def downgrade(engine: AsyncEngine, revision: str) -> None:
    """Migrate down to a revision; `base` empties the database of everything of ours."""
    await _migrate(engine, lambda config: command.downgrade(config, revision))


async def current(connection: AsyncConnection) -> str | None:
    """Return the revision the database is at; None when it has never been migrated."""
    return await connection.run_sync(_current)


def write_revision(connection: Connection, message: str, rev_id: str, wanted: Checks) -> None:
    """Write a new migration from what the tables say and the database lacks."""
    config = _config()
    config.attributes["connection"] = connection

    def with_checks(_: object, __: object, scripts: list[MigrationScript]) -> None:
        for script in scripts:
            add_check_changes(script, checks(connection), wanted)

    command.revision(
        config,
        message=message,
        rev_id=rev_id,
        autogenerate=True,
        process_revision_directives=with_checks,
    )


async def _migrate(engine: AsyncEngine, change: Callable[[Config], None]) -> None:
    async with engine.begin() as connection:
        await connection.exec_driver_sql(f"select pg_advisory_xact_lock({MIGRATION_LOCK})")
        await connection.run_sync(_run, change)


def _run(connection: Connection, change: Callable[[Config], None]) -> None:
    config = _config()
    config.attributes["connection"] = connection
    change(config)


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config
