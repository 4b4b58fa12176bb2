"""The venue's own truth, for comparing what it did with what somebody believes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.market import Symbol, Wallet
from domain.ports.venue import Fill
from infra.venues.paper.ledger import Account, Holding
from infra.venues.paper.records import (
    VenueOrder,
    read_account,
    read_fill,
    read_holding,
    read_order,
)
from infra.venues.paper.tables import account, fill, holding, trade_order


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The whole ledger at one moment; holdings of nothing are left out.

    Orders and fills are keyed by client order id, of which the venue never keeps two.
    """

    accounts: Mapping[Wallet, Account]
    holdings: Mapping[tuple[Wallet, Symbol], Holding]
    orders: Mapping[UUID, VenueOrder]
    fills: Mapping[UUID, Sequence[Fill]]


async def read_statement(connection: AsyncConnection) -> Statement:
    """Read the ledger within the caller's transaction."""
    accounts = await _all(connection, select(account))
    holdings = await _all(connection, select(holding).where(holding.c.net != 0))
    orders = await _all(connection, select(trade_order))
    fills: dict[UUID, list[Fill]] = {}
    for row in await _all(connection, select(fill).order_by(fill.c.client_order_id, fill.c.n)):
        fills.setdefault(row.client_order_id, []).append(read_fill(row))
    return Statement(
        accounts={row.wallet: read_account(row) for row in accounts},
        holdings={(row.wallet, row.symbol): read_holding(row) for row in holdings},
        orders={row.client_order_id: read_order(row) for row in orders},
        fills=fills,
    )


async def _all(connection: AsyncConnection, query: Select[Any]) -> Sequence[Any]:
    rows: Sequence[Any] = (await connection.execute(query)).all()
    return rows
