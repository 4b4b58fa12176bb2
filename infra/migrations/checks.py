"""What the database forbids, compared: Alembic does not look at check constraints itself."""

from alembic.operations.ops import (
    CreateCheckConstraintOp,
    DropConstraintOp,
    MigrateOperation,
    MigrationScript,
)
from sqlalchemy import Connection, text
from sqlalchemy.sql.elements import conv

from infra.tables import metadata

CHECKS = text("""
    select k.conname as name, t.relname as "table", pg_get_expr(k.conbin, k.conrelid) as rule
    from pg_constraint k join pg_class t on t.oid = k.conrelid
    where k.contype = 'c' and k.connamespace = 'public'::regnamespace
""")
Checks = dict[tuple[str, str], str]
"""The rule of each check constraint, as Postgres spells it, by table and name."""


def checks(connection: Connection) -> Checks:
    """Read every check constraint of a database."""
    return {(row.table, row.name): row.rule for row in connection.execute(CHECKS)}


def wanted_checks(connection: Connection) -> Checks:
    """Tell what the tables say, in the words of the Postgres that holds this empty database."""
    metadata.create_all(connection)
    return checks(connection)


def add_check_changes(script: MigrationScript, had: Checks, wanted: Checks) -> None:
    """Add to a new migration what changes a database's checks to the wanted ones, and back."""
    tables = {table for table, _ in had}
    forth = {place: rule for place, rule in wanted.items() if place[0] in tables}
    for ops, before, after in (
        (script.upgrade_ops, had, forth),
        (script.downgrade_ops, forth, had),
    ):
        if ops is not None:
            ops.ops[:0] = _gone(before, after)  # while the columns they speak of are there
            ops.ops.extend(_come(before, after))


# The names are whole already: `conv` keeps the naming convention from being applied again.
def _gone(before: Checks, after: Checks) -> list[MigrateOperation]:
    return [
        DropConstraintOp(conv(name), table, type_="check")
        for (table, name), rule in sorted(before.items())
        if after.get((table, name)) != rule
    ]


def _come(before: Checks, after: Checks) -> list[MigrateOperation]:
    return [
        CreateCheckConstraintOp(conv(name), table, rule)
        for (table, name), rule in sorted(after.items())
        if before.get((table, name)) != rule
    ]
