"""The venue's ledger in one process's memory, for replays: the same looks and the same steps."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from contracts.market import Price, Symbol, Wallet
from domain.ports.venue import (
    AccountHolding,
    AccountTrade,
    Fill,
    OrderRequest,
    Quote,
    ReportStatus,
)
from infra.venues.paper.ledger import Account, Books, Holding
from infra.venues.paper.records import (
    Moment,
    Step,
    VenueOrder,
    account_holding,
    account_trade,
)
from infra.venues.paper.statement import Statement


class MemoryLedger:
    """The venue's ledger in memory; each call happens at once, and whole."""

    def __init__(self) -> None:
        self._accounts: dict[Wallet, Account] = {}
        self._versions: dict[Wallet, int] = {}
        self._holdings: dict[tuple[Wallet, Symbol], Holding] = {}
        self._prices: dict[Symbol, tuple[Price, datetime]] = {}
        self._orders: dict[UUID, VenueOrder] = {}
        self._fills: dict[UUID, tuple[Fill, ...]] = {}

    async def prepare(self) -> None:
        """Do nothing: there is nothing to make."""

    async def close(self) -> None:
        """Do nothing: there is nothing to give back."""

    async def look(self, order: OrderRequest) -> Moment | None:
        """See, at one moment, all that deciding about an order takes; None: no such wallet yet."""
        account = self._accounts.get(order.wallet)
        if account is None:
            return None
        holding = self._holdings.get((order.wallet, order.symbol), Holding())
        quote = self._prices.get(order.symbol)
        return Moment(
            version=self._versions[order.wallet],
            books=Books(account=account, holding=holding),
            mid=quote[0] if quote else None,
            order=self._orders.get(order.client_order_id),
        )

    async def take(self, step: Step, *, fresh: bool) -> bool:
        """Take a step whole; False, and nothing done, if the account moved on since the look."""
        request = step.order.request
        known = request.client_order_id in self._orders
        if self._versions[request.wallet] != step.version or (fresh and known):
            return False
        self._versions[request.wallet] += 1
        self._accounts[request.wallet] = step.books.account
        self._orders[request.client_order_id] = step.order
        if step.fills:
            self._holdings[request.wallet, request.symbol] = step.books.holding
            self._fills[request.client_order_id] = step.fills
        return True

    async def move_on(self, wallet: Wallet, version: int) -> bool:
        """Void every step that others prepared from this version; False if it had moved on."""
        if self._versions.get(wallet) != version:
            return False
        self._versions[wallet] += 1
        return True

    async def open_account(self, wallet: Wallet, opened: Account) -> None:
        """Credit a wallet that was never seen; one that was is left as it is."""
        if wallet not in self._accounts:
            self._accounts[wallet] = opened
            self._versions[wallet] = 0

    async def account(self, wallet: Wallet) -> Account | None:
        """Read a wallet's account."""
        return self._accounts.get(wallet)

    async def fills(self, client_order_id: UUID) -> tuple[Fill, ...]:
        """Read what an order traded, in order."""
        return self._fills.get(client_order_id, ())

    async def count_arrival(self, client_order_id: UUID) -> None:
        """Note that an order's bytes came in once more."""
        order = self._orders[client_order_id]
        self._orders[client_order_id] = replace(order, arrivals=order.arrivals + 1)

    async def due(self, now: datetime, *, limit: int) -> Sequence[OrderRequest]:
        """List accepted orders whose time has come and that have a price, the longest due first."""
        waiting = [
            order
            for order in self._orders.values()
            if order.status is ReportStatus.ACCEPTED
            and order.due_at <= now
            and order.request.symbol in self._prices
        ]
        waiting.sort(key=lambda order: order.due_at)
        return [order.request for order in waiting[:limit]]

    async def set_prices(self, prices: Mapping[Symbol, tuple[Price, datetime]]) -> None:
        """Store prices; one seen before what is stored is passed over."""
        for symbol, quoted in prices.items():
            stored = self._prices.get(symbol)
            if stored is None or quoted[1] >= stored[1]:
                self._prices[symbol] = quoted

    async def quotes(self) -> Sequence[Quote]:
        """Read the latest price of every symbol that has one."""
        return [
            Quote(symbol=symbol, price=price, seen_at=seen_at)
            for symbol, (price, seen_at) in sorted(self._prices.items())
        ]

    async def holdings(self, wallets: Collection[Wallet]) -> Sequence[AccountHolding]:
        """List what wallets hold now, in the order of wallets and symbols."""
        return [
            account_holding(wallet, symbol, held.net)
            for (wallet, symbol), held in sorted(self._holdings.items(), key=lambda kept: kept[0])
            if held.net and wallet in wallets
        ]

    async def trades(
        self, wallet: Wallet, symbol: Symbol, since: datetime
    ) -> Sequence[AccountTrade]:
        """List a wallet's fills of a symbol since a moment, oldest first."""
        theirs = [
            account_trade(name, asked.side, asked.purpose, fill)
            for name, fills in self._fills.items()
            if (asked := self._orders[name].request).wallet == wallet and asked.symbol == symbol
            for fill in fills
            if fill.filled_at >= since
        ]
        return sorted(theirs, key=lambda trade: trade.filled_at)

    async def statement(self) -> Statement:
        """Read the whole ledger as it stands."""
        return Statement(
            accounts=dict(self._accounts),
            holdings={key: held for key, held in self._holdings.items() if held.net},
            orders=dict(self._orders),
            fills=dict(self._fills),
        )
