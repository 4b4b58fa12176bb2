"""The statements that move orders: one for any number of rows, compiled and planned once.

Each takes its rows as one JSON document in the parameter `rows`, read back with the columns' own
types; `lease` is how long an attempt stays claimed from now on, by the database's clock.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Insert,
    Integer,
    Interval,
    Table,
    TableValuedAlias,
    Text,
    Update,
    Uuid,
    bindparam,
    case,
    cast,
    column,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.types import TypeEngine

from infra.repositories.order_rows import MOVING, Values
from infra.tables.columns import metadata
from infra.tables.orders import FillRow, OrderAttemptRow, OrderEventRow, OrderRow

Keys = Mapping[str, TypeEngine[Any]]
DB_NOW = func.clock_timestamp()
"""Leases are judged by the one clock that all workers share."""
LEASE = bindparam("lease", type_=Interval())
ORDER = metadata.tables[str(OrderRow.__tablename__)]
ATTEMPT = metadata.tables[str(OrderAttemptRow.__tablename__)]
EVENT = metadata.tables[str(OrderEventRow.__tablename__)]
FILL = metadata.tables[str(FillRow.__tablename__)]


def document(values: Sequence[Values]) -> str:
    """Write rows as the JSON document that the statements here take."""
    return json.dumps(values, default=str)


@cache
def add_fills(names: tuple[str, ...]) -> ReturningInsert[Any]:
    """Insert fills that are new, and return the venue and the venue's name of each."""
    adding = insert(FILL).from_select(names, select(*_rows(FILL, names).c))
    return adding.on_conflict_do_nothing().returning(FILL.c.venue, FILL.c.fill_id)


@cache
def add_events(names: tuple[str, ...]) -> Insert:
    """Append events."""
    return insert(EVENT).from_select(names, select(*_rows(EVENT, names).c))


@cache
def add_attempts(names: tuple[str, ...]) -> Insert:
    """Insert attempts under a lease; one that is there already is an error."""
    rows = _rows(ATTEMPT, names)
    return insert(ATTEMPT).from_select([*names, "lease_until"], select(*rows.c, DB_NOW + LEASE))


@cache
def change_attempts() -> Update:
    """Change attempts whose lease is the one named by `at_token`; `leased` ones stay claimed."""
    changed = ("lease_token", "outcome", "not_seen")
    keys: Keys = {"at_order": Uuid(), "at_n": Integer(), "at_token": Uuid(), "leased": Boolean()}
    rows = _rows(ATTEMPT, changed, keys)
    until = case((rows.c.leased, DB_NOW + LEASE), else_=DB_NOW)
    return (
        update(ATTEMPT)
        .where(ATTEMPT.c.order_id == rows.c.at_order, ATTEMPT.c.n == rows.c.at_n)
        .where(ATTEMPT.c.lease_token == rows.c.at_token)
        .values({name: rows.c[name] for name in changed} | {"lease_until": until})
    )


@cache
def change_orders() -> Update:
    """Change orders that are of the version named by `at_version`."""
    changed = (*MOVING, "updated_at")
    rows = _rows(ORDER, changed, {"at_id": Uuid(), "at_version": Integer()})
    return (
        update(ORDER)
        .where(ORDER.c.id == rows.c.at_id, ORDER.c.version == rows.c.at_version)
        .values({name: rows.c[name] for name in changed})
    )


def _rows(table: Table, names: Sequence[str], more: Keys | None = None) -> TableValuedAlias:
    columns: list[ColumnElement[Any]] = [column(name, table.c[name].type) for name in names]
    columns += [column(name, kind) for name, kind in (more or {}).items()]
    given = cast(bindparam("rows", type_=Text()), JSON)
    recorded = func.json_to_recordset(given).table_valued(*columns)
    return recorded.render_derived(name="told", with_types=True)
