"""What an account has, as the service tells it: by the user's own address."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from contracts.market import Side, Symbol, Usd, Wallet
from domain.errors import VenueUnavailable
from domain.ports.venue import AccountHolding, AccountTrade
from infra.venues.hyperliquid.account import trade
from infra.venues.hyperliquid.meta import is_symbol
from infra.venues.hyperliquid.shapes import FillShape
from infra.venues.hyperliquid.wire import moment
from infra.venues.hyperliquid_service.client import Client
from infra.venues.hyperliquid_service.replies import BALANCE, FILLS, POSITIONS, told

FULL: Final = 500
"""Fills from which on an answer may have been cut, at its old end."""
_AT_ONCE: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What an account holds of a market, below 0 when short; no leverage where none is told."""

    symbol: Symbol
    net: Decimal
    leverage: Decimal | None = None

    def on(self, side: Side) -> Decimal:
        """Return how much is held on a side, 0 when it is held on the other."""
        return max(self.net * side.sign, Decimal(0))


class Accounts:
    """Tells of accounts by their own address."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def balance(self, wallet: Wallet) -> Usd:
        """Tell what an account could commit now, never below 0. Raises VenueUnavailable."""
        reply = await self._client.ask("/balance", {"address": wallet})
        return max(told(BALANCE, reply).withdrawable, Usd(0))

    async def held(self, wallet: Wallet, symbol: Symbol) -> Held:
        """Tell what an account holds of a market now. Raises VenueUnavailable."""
        found = [each for each in await self._positions(wallet) if each.symbol == symbol]
        if len(found) > 1:
            raise VenueUnavailable(f"two positions in {symbol}, where there can be one")
        return found[0] if found else Held(symbol=symbol, net=Decimal(0))

    async def holdings(self, wallets: Collection[Wallet]) -> Sequence[AccountHolding]:
        """List what accounts hold of anything that goes by a symbol. Raises VenueUnavailable."""
        room = asyncio.Semaphore(_AT_ONCE)

        async def positions(wallet: Wallet) -> Sequence[AccountHolding]:
            async with room:
                return [
                    AccountHolding(
                        wallet=wallet,
                        symbol=each.symbol,
                        side=Side.LONG if each.net > 0 else Side.SHORT,
                        quantity=abs(each.net),
                    )
                    for each in await self._positions(wallet)
                    if each.net and is_symbol(each.symbol)
                ]

        answers = await asyncio.gather(*map(positions, wallets), return_exceptions=True)
        return [holding for answer in answers for holding in _answered(answer)]

    async def fills(self, wallet: Wallet, since: datetime) -> Sequence[FillShape]:
        """List an account's fills since a moment, oldest first.

        Raises VenueUnavailable where the service may not reach back that far.
        """
        reply = await self._client.ask("/user-fills", {"address": wallet})
        rows = sorted(told(FILLS, reply).fills, key=lambda row: (row.time, row.tid))
        if len(rows) >= FULL and moment(rows[0].time) >= since:
            raise VenueUnavailable("more fills since then than the service tells")
        return [row for row in rows if moment(row.time) >= since]

    async def trades(
        self, wallet: Wallet, symbol: Symbol, since: datetime
    ) -> Sequence[AccountTrade]:
        """List an account's fills of a token, oldest first. Raises VenueUnavailable."""
        rows = await self.fills(wallet, since)
        return [trade(wallet, row) for row in rows if row.coin == symbol]

    async def _positions(self, wallet: Wallet) -> Sequence[Held]:
        reply = await self._client.ask("/positions", {"address": wallet})
        return [
            Held(symbol=each.coin, net=each.szi, leverage=each.leverage)
            for each in told(POSITIONS, reply).positions
        ]


def _answered(answer: Sequence[AccountHolding] | BaseException) -> Sequence[AccountHolding]:
    if isinstance(answer, BaseException):
        raise answer
    return answer
