"""Many rows in one statement: sent as one JSON document, so a thousand cost little over one."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    JSON,
    BindParameter,
    CollectionAggregate,
    Table,
    Text,
    any_,
    bindparam,
    cast,
    column,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.types import TypeEngine
from sqlmodel import SQLModel

from infra.tables.columns import metadata


async def insert_new(
    connection: AsyncConnection, row: type[SQLModel], values: Sequence[Mapping[str, Any]]
) -> None:
    """Insert the rows that clash with none there is; all of them fill in the same columns."""
    if values:
        statement = _insert_new(_table(row), tuple(values[0]))
        await connection.execute(statement, {"rows": json.dumps(values, default=str)})


async def add_new(
    connection: AsyncConnection, row: type[SQLModel], values: Sequence[Mapping[str, Any]]
) -> set[UUID]:
    """Insert as `insert_new` does, and return the ids of the rows that were inserted."""
    if not values:
        return set()
    statement = _add_new(_table(row), tuple(values[0]))
    added = await connection.execute(statement, {"rows": json.dumps(values, default=str)})
    return set(added.scalars())


def array_of(values: Sequence[Any], kind: TypeEngine[Any]) -> BindParameter[Any]:
    """Send many values as one parameter, whatever their number."""
    return literal(list(values), ARRAY(kind))


def any_of(name: str, kind: TypeEngine[Any]) -> CollectionAggregate[Any]:
    """Say "any of them" of a parameter to be given later as a list, whatever its length."""
    return any_(bindparam(name, type_=ARRAY(kind)))


def _table(row: type[SQLModel]) -> Table:
    return metadata.tables[str(row.__tablename__)]


@cache
def _insert_new(table: Table, names: tuple[str, ...]) -> Insert:
    columns = [column(name, table.c[name].type) for name in names]
    document = cast(bindparam("rows", type_=Text()), JSON)
    rows = func.json_to_recordset(document).table_valued(*columns).render_derived(with_types=True)
    source = select(*(rows.c[name] for name in names))
    return insert(table).from_select(names, source).on_conflict_do_nothing()


@cache
def _add_new(table: Table, names: tuple[str, ...]) -> ReturningInsert[Any]:
    return _insert_new(table, names).returning(table.c.id)
