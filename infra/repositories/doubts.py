"""What is known of marks, and which of them are doubted, in Postgres."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import (
    JSON,
    Select,
    Text,
    Update,
    bindparam,
    cast,
    column,
    func,
    null,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.market import Network, Symbol, VenueName
from contracts.positions import PriceMarked
from domain.jumps import Doubt, Known, Listed
from infra.repositories.bulk import any_of
from infra.repositories.positions.watching import STORED_MARKS, mark_values
from infra.tables.columns import metadata
from infra.tables.markets import MarkRow

_COLUMNS = ("doubted_price", "doubted_since", "agreed_since", "doubted_at", "doubted_looks")
NONE: Mapping[str, Any] = dict.fromkeys(_COLUMNS[:-1], null()) | {"doubted_looks": 0}
"""The columns of a mark that nobody doubts."""
_NETWORK = bindparam("on_network", type_=Text())
_TABLE = metadata.tables[str(MarkRow.__tablename__)]


def _known() -> Select[Any]:
    return select(MarkRow).where(
        col(MarkRow.network) == _NETWORK, col(MarkRow.symbol) == any_of("symbols", Text())
    )


def _note() -> Update:
    names = ("venue", "symbol", *_COLUMNS)
    columns = [column(name, _TABLE.c[name].type) for name in names]
    rows = (
        func.json_to_recordset(cast(bindparam("rows", type_=Text()), JSON))
        .table_valued(*columns)
        .render_derived(name="doubted", with_types=True)
    )
    return (
        update(MarkRow)
        .where(
            col(MarkRow.network) == _NETWORK,
            col(MarkRow.venue) == rows.c.venue,
            col(MarkRow.symbol) == rows.c.symbol,
            col(MarkRow.seen_at) < rows.c.doubted_at,
        )
        .values({name: rows.c[name] for name in _COLUMNS})
    )


_KNOWN = _known()
_NOTE = _note()


async def known(
    connection: AsyncConnection, network: Network, symbols: Collection[Symbol]
) -> Mapping[Listed, Known]:
    """Tell the price of the symbols on every venue, and what is doubted there."""
    rows = await connection.execute(_KNOWN, {"on_network": network, "symbols": list(symbols)})
    return {(VenueName(row.venue), row.symbol): _known_from(row) for row in rows}


async def note(
    connection: AsyncConnection,
    network: Network,
    doubted: Mapping[Listed, Doubt],
    marks: Collection[PriceMarked],
) -> None:
    """Store what is doubted, after locking the markets of all the marks in one order."""
    await connection.execute(STORED_MARKS, mark_values(network, marks))
    rows = [_values(market, doubt) for market, doubt in doubted.items()]
    document = json.dumps(rows, default=str)
    await connection.execute(_NOTE, {"on_network": network, "rows": document})


def _known_from(row: Any) -> Known:
    return Known(price=row.price, seen_at=row.seen_at, doubt=_doubt_from(row))


def _doubt_from(row: Any) -> Doubt | None:
    if row.doubted_since is None:
        return None
    return Doubt(
        price=row.doubted_price,
        since=row.doubted_since,
        agreed_since=row.agreed_since,
        at=row.doubted_at,
        looks=row.doubted_looks,
    )


def _values(market: Listed, doubt: Doubt) -> dict[str, object]:
    venue, symbol = market
    return {
        "venue": venue,
        "symbol": symbol,
        "doubted_price": doubt.price,
        "doubted_since": doubt.since,
        "agreed_since": doubt.agreed_since,
        "doubted_at": doubt.at,
        "doubted_looks": doubt.looks,
    }
