"""Markets, marks and balances, as the stages see them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from contracts.market import Symbol, Usd, VenueName, Wallet
from contracts.positions import PriceMarked
from domain.jumps import Doubt, Known, Listed
from domain.markets import Balance
from domain.ports.venue import Market, Quote


class Markets(Protocol):
    """Markets, marks and balances in the store, within one transaction."""

    async def tradable(
        self, symbols: Collection[Symbol], venues: Collection[VenueName]
    ) -> Mapping[Symbol, Mapping[VenueName, Market]]:
        """Find for each symbol its active markets among the venues.

        Every symbol asked for is there; a venue without a market for it is absent.
        """
        ...

    async def quotes(
        self, symbols: Collection[Symbol], venues: Collection[VenueName]
    ) -> Mapping[Symbol, Mapping[VenueName, Quote]]:
        """Find for each symbol its latest price on each of the venues, however old it is.

        Every symbol asked for is there; a venue that never quoted it, or whose last price is not
        believed yet, is absent.
        """
        ...

    async def balances(
        self, venues: Collection[VenueName], wallets: Collection[Wallet]
    ) -> Mapping[VenueName, Mapping[Wallet, Balance]]:
        """Find what each wallet could commit when each venue was last asked, however long ago.

        Every venue asked for is there; a wallet it never told of is absent.
        """
        ...

    async def save_markets(
        self, venue: VenueName, markets: Collection[Market], now: datetime
    ) -> None:
        """Store all a venue lists now; what it no longer lists is kept, inactive."""
        ...

    async def known(self, symbols: Collection[Symbol]) -> Mapping[Listed, Known]:
        """Tell the price of the symbols on every venue, and what is doubted there."""
        ...

    async def note_doubts(
        self, doubted: Mapping[Listed, Doubt], marks: Collection[PriceMarked]
    ) -> None:
        """Store what is doubted; the price that is believed stays as it is.

        The markets of all the marks are locked in one order, so that nobody waits in a circle.
        """
        ...

    async def save_marks(self, marks: Collection[PriceMarked]) -> Sequence[PriceMarked]:
        """Store marks of different markets, but where one as new is stored; return the stored.

        What was doubted of a market is forgotten with it.
        """
        ...

    async def save_balances(
        self, venue: VenueName, balances: Mapping[Wallet, Usd], now: datetime
    ) -> None:
        """Store what wallets could commit at that moment; an older moment changes nothing."""
        ...

    async def stale(self, venue: VenueName, older_than: datetime) -> Sequence[Quote]:
        """List the venue's prices last seen before a moment, by symbol."""
        ...
