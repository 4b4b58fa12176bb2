"""The markets that the service is asked about: those that a setting names, one by one."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from contracts.market import Price, Symbol
from contracts.orders import RejectReason
from domain.errors import VenueRefused, VenueUnavailable
from domain.ports.clock import Clock
from domain.ports.venue import Market, Quote
from infra.venues.hyperliquid.meta import LEAST_USD
from infra.venues.hyperliquid.numbers import PERP_DECIMALS
from infra.venues.hyperliquid.wire import Asset
from infra.venues.hyperliquid_service.client import Client
from infra.venues.hyperliquid_service.replies import MARKET, MISSING, told

LEVERAGE: Final = 1
"""The one leverage there is: the service cannot set it, and does not say what it is."""
YOUNG: Final = timedelta(seconds=2)
"""How long a price is used without another look."""
_AT_ONCE: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A market and what it traded at when it was asked about."""

    asset: Asset
    price: Price
    seen_at: datetime


class Listing:
    """Knows the markets that it was given, and no others: the service lists none."""

    def __init__(self, client: Client, clock: Clock, coins: Sequence[Symbol]) -> None:
        self._client = client
        self._clock = clock
        self._coins = tuple(coins)
        self._known: dict[Symbol, Listed] = {}
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def markets(self) -> Sequence[Market]:
        """List those of our markets that are there. Raises VenueUnavailable."""
        found = await asyncio.gather(*map(self._find, self._coins), return_exceptions=True)
        return [as_market(each.asset) for each in map(_found, found) if each is not None]

    async def quotes(self) -> Sequence[Quote]:
        """Quote those that have a price now. Raises VenueUnavailable when none can be asked."""
        found = await asyncio.gather(*map(self._find, self._coins), return_exceptions=True)
        failures = [each for each in found if isinstance(each, BaseException)]
        if len(failures) == len(found):
            raise VenueUnavailable(f"no market tells its price: {failures[0]}")
        return [
            Quote(symbol=each.asset.name, price=each.price, seen_at=each.seen_at)
            for each in found
            if isinstance(each, Listed)
        ]

    async def listed(self, symbol: Symbol) -> Listed:
        """Return a market. Raises VenueRefused for one that is not ours, or VenueUnavailable."""
        found = await self._find(symbol) if symbol in self._coins else None
        if found is None:
            raise VenueRefused(RejectReason.NO_MARKET, f"the service does not trade {symbol}")
        return found

    async def _find(self, symbol: Symbol) -> Listed | None:
        known = self._known.get(symbol)
        if known is not None and self._clock.now() - known.seen_at < YOUNG:
            return known
        async with self._room:
            found = await self._ask(symbol)
        if found is not None:
            self._known[symbol] = found
        return found

    async def _ask(self, symbol: Symbol) -> Listed | None:
        asked_at = self._clock.now()
        reply = await self._client.ask("/market-info", {"coin": symbol})
        if reply.status == MISSING:
            return None
        market = told(MARKET, reply)
        if market.coin != symbol:
            raise VenueUnavailable(f"asked about {symbol}, told of another")
        asset = Asset(index=0, name=symbol, sz_decimals=market.sz_decimals, max_leverage=LEVERAGE)
        return Listed(asset=asset, price=market.price, seen_at=asked_at)


def as_market(asset: Asset) -> Market:
    """Tell a market's rules; its leverage is what we can be sure of."""
    return Market(
        symbol=asset.name,
        min_notional=LEAST_USD,
        lot=asset.lot,
        tick=Decimal(1).scaleb(asset.sz_decimals - PERP_DECIMALS),
        max_leverage=Decimal(asset.max_leverage),
    )


def _found(answer: Listed | BaseException | None) -> Listed | None:
    if isinstance(answer, BaseException):
        raise answer
    return answer
