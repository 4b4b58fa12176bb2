"""Where the paper venue keeps its books, as far as it cares."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from contracts.market import Price, Symbol, Wallet
from domain.ports.venue import AccountHolding, AccountTrade, Fill, OrderRequest, Quote
from infra.venues.paper.ledger import Account
from infra.venues.paper.records import Moment, Step
from infra.venues.paper.statement import Statement


class Ledger(Protocol):
    """The venue's ledger: looked at, stepped, and stated; each call is whole by itself."""

    async def prepare(self) -> None:
        """Make what is missing."""
        ...

    async def close(self) -> None:
        """Give everything back."""
        ...

    async def look(self, order: OrderRequest) -> Moment | None:
        """See, at one moment, all that deciding about an order takes; None: no such wallet yet."""
        ...

    async def take(self, step: Step, *, fresh: bool) -> bool:
        """Take a step whole; False, and nothing done, if the account moved on since the look."""
        ...

    async def move_on(self, wallet: Wallet, version: int) -> bool:
        """Void every step that others prepared from this version; False if it had moved on."""
        ...

    async def open_account(self, wallet: Wallet, opened: Account) -> None:
        """Credit a wallet that was never seen; one that was is left as it is."""
        ...

    async def account(self, wallet: Wallet) -> Account | None:
        """Read a wallet's account."""
        ...

    async def fills(self, client_order_id: UUID) -> tuple[Fill, ...]:
        """Read what an order traded, in order."""
        ...

    async def count_arrival(self, client_order_id: UUID) -> None:
        """Note that an order's bytes came in once more."""
        ...

    async def due(self, now: datetime, *, limit: int) -> Sequence[OrderRequest]:
        """List accepted orders whose time has come and that have a price, the longest due first."""
        ...

    async def set_prices(self, prices: Mapping[Symbol, tuple[Price, datetime]]) -> None:
        """Store prices; one seen before what is stored is passed over."""
        ...

    async def quotes(self) -> Sequence[Quote]:
        """Read the latest price of every symbol that has one."""
        ...

    async def holdings(self, wallets: Collection[Wallet]) -> Sequence[AccountHolding]:
        """List what wallets hold now, in the order of wallets and symbols."""
        ...

    async def trades(
        self, wallet: Wallet, symbol: Symbol, since: datetime
    ) -> Sequence[AccountTrade]:
        """List a wallet's fills of a symbol since a moment, oldest first."""
        ...

    async def statement(self) -> Statement:
        """Read the whole ledger as it stood at one moment."""
        ...
