"""Markets, marks and balances, as the stages see them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from contracts.market import Symbol, Usd, VenueName, Wallet
from contracts.positions import PriceMarked
from domain.markets import Balance
from domain.ports.venue import Market, Quote


class Markets(Protocol):
    """Markets, marks and balances in the store, within one transaction."""

    async def tradable(
        self, symbol: Symbol, venues: Collection[VenueName]
    ) -> Mapping[VenueName, Market]:
        """Find the active markets for a symbol among the venues; a venue without one is absent."""
        ...

    async def quotes(
        self, symbol: Symbol, venues: Collection[VenueName]
    ) -> Mapping[VenueName, Quote]:
        """Find the latest price of a symbol on each of the venues, however old it is."""
        ...

    async def balances(
        self, venue: VenueName, wallets: Collection[Wallet]
    ) -> Mapping[Wallet, Balance]:
        """Find what each wallet could commit when the venue was last asked, however long ago."""
        ...

    async def save_markets(
        self, venue: VenueName, markets: Collection[Market], now: datetime
    ) -> None:
        """Store all a venue lists now; what it no longer lists is kept, inactive."""
        ...

    async def save_mark(self, mark: PriceMarked) -> bool:
        """Store a mark unless one as new is stored already, and tell whether it was stored."""
        ...

    async def save_balances(
        self, venue: VenueName, balances: Mapping[Wallet, Usd], now: datetime
    ) -> None:
        """Store what wallets could commit at that moment; an older moment changes nothing."""
        ...

    async def stale(self, venue: VenueName, older_than: datetime) -> Sequence[Quote]:
        """List the venue's prices last seen before a moment, by symbol."""
        ...
