"""Markets, marks and balances in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from contracts.market import Price, Symbol, Usd, VenueName, Wallet
from contracts.positions import PriceMarked
from domain.jumps import Doubt, Known, Listed
from domain.markets import Balance
from domain.ports.venue import Market, Quote
from infra.memory.journal import Journal, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listing:
    market: Market
    active: bool
    synced_at: datetime


class MemoryMarkets:
    """Markets, marks and balances in memory; see `domain.ports.markets.Markets`."""

    def __init__(self, journal: Journal) -> None:
        self._listings: Table[Listed, _Listing] = Table(journal)
        self._marks: Table[Listed, PriceMarked] = Table(journal)
        self._marked_on: dict[Symbol, dict[VenueName, None]] = {}
        self._doubts: Table[Listed, Doubt | None] = Table(journal)
        self._balances: Table[tuple[VenueName, Wallet], Balance] = Table(journal)

    async def tradable(
        self, symbols: Collection[Symbol], venues: Collection[VenueName]
    ) -> Mapping[Symbol, Mapping[VenueName, Market]]:
        """Find for each symbol its active markets among the venues."""
        return {
            symbol: {
                venue: listing.market
                for venue in venues
                if (listing := self._listings.get((venue, symbol))) and listing.active
            }
            for symbol in symbols
        }

    async def quotes(
        self, symbols: Collection[Symbol], venues: Collection[VenueName]
    ) -> Mapping[Symbol, Mapping[VenueName, Quote]]:
        """Find for each symbol its latest price on each of the venues, however old it is."""
        return {
            symbol: {
                venue: _quote(mark)
                for venue in venues
                if (mark := self._marks.get((venue, symbol)))
                if self._doubts.get((venue, symbol)) is None
            }
            for symbol in symbols
        }

    async def balances(
        self, venues: Collection[VenueName], wallets: Collection[Wallet]
    ) -> Mapping[VenueName, Mapping[Wallet, Balance]]:
        """Find what each wallet could commit when each venue was last asked, however long ago."""
        return {
            venue: {
                wallet: balance
                for wallet in wallets
                if (balance := self._balances.get((venue, wallet)))
            }
            for venue in venues
        }

    async def save_markets(
        self, venue: VenueName, markets: Collection[Market], now: datetime
    ) -> None:
        """Store all a venue lists now; what it no longer lists is kept, inactive."""
        for market in markets:
            self._list((venue, market.symbol), market, now)
        listed = {market.symbol for market in markets}
        for key, listing in list(self._listings.items()):
            if key[0] is venue and key[1] not in listed and listing.synced_at <= now:
                self._listings.put(key, replace(listing, active=False, synced_at=now))

    async def known(self, symbols: Collection[Symbol]) -> Mapping[Listed, Known]:
        """Tell the price of the symbols on every venue, and what is doubted there."""
        listed = [
            (venue, symbol) for symbol in symbols for venue in self._marked_on.get(symbol, ())
        ]
        return {
            key: Known(price=mark.price, seen_at=mark.seen_at, doubt=self._doubts.get(key))
            for key in listed
            if (mark := self._marks.get(key))
        }

    async def note_doubts(
        self,
        doubted: Mapping[Listed, Doubt],
        marks: Collection[PriceMarked],  # noqa: ARG002 - the port's shape
    ) -> None:
        """Store what is doubted; the price that is believed stays as it is."""
        for market, doubt in doubted.items():
            self._doubts.put(market, doubt)

    async def save_marks(self, marks: Collection[PriceMarked]) -> Sequence[PriceMarked]:
        """Store marks of different markets, but where one as new is stored; return the stored."""
        return [mark for mark in marks if self._save(mark)]

    async def save_balances(
        self, venue: VenueName, balances: Mapping[Wallet, Usd], now: datetime
    ) -> None:
        """Store what wallets could commit at that moment; an older moment changes nothing."""
        for wallet, available in balances.items():
            stored = self._balances.get((venue, wallet))
            if stored is None or stored.seen_at < now:
                self._balances.put((venue, wallet), Balance(available=available, seen_at=now))

    async def stale(self, venue: VenueName, older_than: datetime) -> Sequence[Quote]:
        """List the venue's prices last seen before a moment, by symbol."""
        mine = [mark for (name, _), mark in self._marks.items() if name is venue]
        old = [_quote(mark) for mark in mine if mark.seen_at < older_than]
        return sorted(old, key=lambda quote: quote.symbol)

    def marked_at(self, venue: VenueName, symbol: Symbol) -> datetime | None:
        """Tell when a market was last marked."""
        mark = self._marks.get((venue, symbol))
        return mark.seen_at if mark else None

    def price(self, venue: VenueName, symbol: Symbol) -> Price | None:
        """Tell the last price of a market that was believed."""
        mark = self._marks.get((venue, symbol))
        return mark.price if mark else None

    def tokens(self) -> frozenset[Symbol]:
        """List the tokens that have an active market anywhere."""
        return frozenset(symbol for (_, symbol), each in self._listings.items() if each.active)

    def _save(self, mark: PriceMarked) -> bool:
        key = (mark.venue, mark.symbol)
        stored = self._marks.get(key)
        if stored is not None and stored.seen_at >= mark.seen_at:
            return False
        self._marks.put(key, mark)
        if stored is None:
            self._marked_on.setdefault(mark.symbol, {})[mark.venue] = None
        if self._doubts.get(key) is not None:
            self._doubts.put(key, None)
        return True

    def _list(self, key: Listed, market: Market, now: datetime) -> None:
        stored = self._listings.get(key)
        if stored is None or stored.synced_at <= now:
            self._listings.put(key, _Listing(market=market, active=True, synced_at=now))


def _quote(mark: PriceMarked) -> Quote:
    return Quote(symbol=mark.symbol, price=mark.price, seen_at=mark.seen_at)
