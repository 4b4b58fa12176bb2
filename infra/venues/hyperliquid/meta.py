"""What Hyperliquid lists: numbers of markets, their rules, and their marks."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from pydantic import TypeAdapter

from contracts.market import Price, Symbol
from contracts.orders import RejectReason
from domain.errors import VenueRefused, VenueUnavailable
from domain.ports.clock import Clock
from domain.ports.venue import Market, Quote
from infra.venues.hyperliquid.client import Client
from infra.venues.hyperliquid.numbers import PERP_DECIMALS
from infra.venues.hyperliquid.shapes import Context, Meta, Misshapen, read
from infra.venues.hyperliquid.weights import HEAVY
from infra.venues.hyperliquid.wire import Asset

LEAST_USD: Final = Decimal(10)
"""What an order is worth at least."""
LISTING_AGE: Final = timedelta(minutes=5)
"""How long the rules of a market are used without another look."""
_ALL: Final = TypeAdapter(tuple[Meta, list[Context]])
_SYMBOL: Final = re.compile(r"[A-Z0-9]{2,10}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The listing and the marks of one moment, by symbol."""

    seen_at: datetime
    assets: Mapping[Symbol, Asset]
    marks: Mapping[Symbol, Price]


class Listing:
    """Knows markets by symbol and asks again when what it knows is old.

    A market keeps its number for good, so an old listing still names markets rightly; marks are
    used while they are younger than `mark_age`.
    """

    def __init__(
        self, client: Client, clock: Clock, *, mark_age: timedelta = timedelta(seconds=4)
    ) -> None:
        self._client = client
        self._clock = clock
        self._mark_age = mark_age
        self._known: Snapshot | None = None
        self._asking = asyncio.Lock()

    async def markets(self) -> Sequence[Market]:
        """List what can be traded. Raises VenueUnavailable."""
        assets = (await self._fresh()).assets.values()
        return [as_market(asset) for asset in assets if not asset.delisted]

    async def quotes(self) -> Sequence[Quote]:
        """Quote the mark of every market that can be traded. Raises VenueUnavailable."""
        seen = await self._fresh()
        return [
            Quote(symbol=symbol, price=price, seen_at=seen.seen_at)
            for symbol, price in seen.marks.items()
            if not seen.assets[symbol].delisted
        ]

    async def asset(self, symbol: Symbol) -> Asset:
        """Return a market. Raises VenueUnavailable, or VenueRefused when it is not listed."""
        asset = await self.find(symbol)
        if asset is None:
            raise VenueRefused(RejectReason.NO_MARKET, f"Hyperliquid does not list {symbol}")
        return asset

    async def find(self, symbol: Symbol) -> Asset | None:
        """Find a market; None when it is not listed. Raises VenueUnavailable.

        An old listing is asked for anew, and serves on where no other is to be had.
        """
        known = self._known
        if known is None or symbol not in known.assets:
            return (await self._fresh()).assets.get(symbol)
        if self._clock.now() - known.seen_at >= LISTING_AGE:
            with suppress(VenueUnavailable):
                known = await self._fresh()
        return known.assets.get(symbol)

    async def mark(self, symbol: Symbol) -> Price:
        """Tell what a market trades at now. Raises VenueUnavailable."""
        price = (await self._fresh()).marks.get(symbol)
        if price is None:
            raise VenueUnavailable(f"Hyperliquid has no mark for {symbol}")
        return price

    async def _fresh(self) -> Snapshot:
        """Ask at most once at a time, and not while what is known is young."""
        async with self._asking:
            if self._known is None or not self._young(self._known):
                self._known = await self._ask()
            return self._known

    def _young(self, known: Snapshot) -> bool:
        return self._clock.now() - known.seen_at < self._mark_age

    async def _ask(self) -> Snapshot:
        asked_at = self._clock.now()
        answer = await self._client.ask({"type": "metaAndAssetCtxs"}, weight=HEAVY)
        try:
            meta, contexts = read(_ALL, answer)
        except Misshapen as error:
            raise VenueUnavailable(f"a listing of the wrong shape: {error}") from None
        if len(contexts) < len(meta.universe):
            raise VenueUnavailable("a listing with fewer marks than markets")
        return snapshot(meta, contexts, asked_at)


def snapshot(meta: Meta, contexts: Sequence[Context], seen_at: datetime) -> Snapshot:
    """Number the markets by their place; names that are no symbol are left out, not their place."""
    assets, marks = {}, {}
    for index, (told, context) in enumerate(zip(meta.universe, contexts, strict=False)):
        if not is_symbol(told.name):
            continue
        assets[told.name] = Asset(
            index=index,
            name=told.name,
            sz_decimals=told.sz_decimals,
            max_leverage=told.max_leverage,
            only_isolated=told.only_isolated,
            delisted=told.delisted,
        )
        if context.mark is not None and context.mark > 0:
            marks[told.name] = context.mark
    return Snapshot(seen_at=seen_at, assets=assets, marks=marks)


def is_symbol(name: str) -> bool:
    """Tell whether a coin goes by its own name with us: `kPEPE` and `@107` do not."""
    return _SYMBOL.fullmatch(name) is not None


def as_market(asset: Asset) -> Market:
    """Tell a market's rules; five significant figures make its steps coarser than `tick`."""
    return Market(
        symbol=asset.name,
        min_notional=LEAST_USD,
        lot=asset.lot,
        tick=Decimal(1).scaleb(asset.sz_decimals - PERP_DECIMALS),
        max_leverage=Decimal(asset.max_leverage),
    )
