"""What the venue's store hands over: one moment of a wallet, and one step to take from it."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from contracts.market import Network, Price, Purpose, Side, Symbol, Wallet
from contracts.orders import RejectReason
from domain.ports.venue import (
    AccountHolding,
    AccountTrade,
    Fill,
    OrderReport,
    OrderRequest,
    ReportStatus,
)
from infra.venues.paper.ledger import Account, Books, Holding
from infra.venues.paper.matching import Execution


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueOrder:
    """An order as the venue keeps it; `arrivals` counts how often its bytes came in."""

    request: OrderRequest
    accepted_at: datetime
    visible_at: datetime
    due_at: datetime
    settled_at: datetime | None = None
    status: ReportStatus = ReportStatus.ACCEPTED
    reason: RejectReason | None = None
    detail: str = ""
    arrivals: int = 1

    def is_for(self, order: OrderRequest) -> bool:
        """Tell whether a request asks for this very trade, and not just under its name."""
        mine, theirs = self.request, order
        return (mine.wallet, mine.symbol, mine.side, mine.purpose, mine.quantity) == (
            theirs.wallet,
            theirs.symbol,
            theirs.side,
            theirs.purpose,
            theirs.quantity,
        )

    def report(self, fills: tuple[Fill, ...]) -> OrderReport:
        """Say what became of it."""
        return OrderReport(status=self.status, fills=fills, reason=self.reason, detail=self.detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A wallet's account, its holding of one symbol, that symbol's price, and one order.

    `version` counts the account's changes.
    """

    version: int
    books: Books
    mid: Price | None
    order: VenueOrder | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One change of the ledger; it is taken whole, or not at all if `version` has moved on."""

    order: VenueOrder
    version: int
    books: Books
    fills: tuple[Fill, ...] = ()


def settled(order: VenueOrder, execution: Execution, version: int, now: datetime) -> Step:
    """Make a step of what the core decided about an order."""
    name = order.request.client_order_id
    fills = tuple(
        Fill(
            fill_id=fill_id(name, n),
            quantity=piece.quantity,
            price=piece.price,
            fee=piece.fee,
            filled_at=now,
        )
        for n, piece in enumerate(execution.pieces, start=1)
    )
    over = replace(
        order,
        settled_at=now,
        status=execution.status,
        reason=execution.reason,
        detail=execution.detail,
    )
    return Step(order=over, version=version, books=execution.books, fills=fills)


def fill_id(client_order_id: UUID, n: int) -> str:
    """Name the n-th fill of an order, counted from 1."""
    return f"{client_order_id}:{n}"


def read_fill(row: Any) -> Fill:
    """Read a row of the `fill` table."""
    return Fill(
        fill_id=fill_id(row.client_order_id, row.n),
        quantity=row.quantity,
        price=row.price,
        fee=row.fee,
        filled_at=row.filled_at,
    )


def account_holding(wallet: Wallet, symbol: Symbol, net: Decimal) -> AccountHolding:
    """Tell what a wallet holds of a symbol, of which it holds some."""
    side = Side.LONG if net > 0 else Side.SHORT
    return AccountHolding(wallet=wallet, symbol=symbol, side=side, quantity=abs(net))


def account_trade(name: UUID, side: Side, purpose: Purpose, fill: Fill) -> AccountTrade:
    """Tell a fill as its account sees it; `side` is that of the position it was for."""
    return AccountTrade(
        fill_id=fill.fill_id,
        client_order_id=name,
        side=side if purpose is Purpose.OPEN else side.opposite,
        quantity=fill.quantity,
        price=fill.price,
        fee=fill.fee,
        filled_at=fill.filled_at,
    )


def read_account(row: Any) -> Account:
    """Read a row with the columns of the `account` table."""
    return Account(
        starting=row.starting,
        cash=row.cash,
        margin=row.margin,
        realised=row.realised,
        fees=row.fees,
    )


def read_holding(row: Any) -> Holding:
    """Read a row with the columns of the `holding` table."""
    return Holding(net=row.net, cost=row.cost, margin=row.margin)


def read_order(row: Any) -> VenueOrder:
    """Read a row with the columns of the `trade_order` table."""
    return VenueOrder(
        request=OrderRequest(
            client_order_id=row.client_order_id,
            wallet=row.wallet,
            network=Network.PAPER,
            symbol=row.symbol,
            side=Side(row.side),
            purpose=Purpose(row.purpose),
            quantity=row.quantity,
            leverage=row.leverage,
            limit_price=row.limit_price,
            expires_at=row.expires_at,
        ),
        accepted_at=row.accepted_at,
        visible_at=row.visible_at,
        due_at=row.due_at,
        settled_at=row.settled_at,
        status=ReportStatus(row.status),
        reason=RejectReason(row.reason) if row.reason else None,
        detail=row.detail,
        arrivals=row.arrivals,
    )
