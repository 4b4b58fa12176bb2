"""What an account has on Hyperliquid: always the user's own, never its agent's."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from pydantic import TypeAdapter

from contracts.market import Side, Symbol, Usd, Wallet
from domain.errors import VenueUnavailable
from domain.ports.venue import AccountHolding, AccountTrade, FundingPayment
from infra.venues.hyperliquid.client import Client
from infra.venues.hyperliquid.history import History
from infra.venues.hyperliquid.lookups import fee, fill_id
from infra.venues.hyperliquid.meta import is_symbol
from infra.venues.hyperliquid.shapes import Clearinghouse, FillShape, Misshapen, Position, read
from infra.venues.hyperliquid.weights import LIGHT
from infra.venues.hyperliquid.wire import milliseconds, moment, uncloid

AT_ONCE: Final = 8
"""How many accounts are asked about at the same time."""
_STATE: Final = TypeAdapter(Clearinghouse)


class Accounts:
    """Tells of accounts by their own address."""

    def __init__(self, client: Client, history: History) -> None:
        self._client = client
        self._history = history

    async def balance(self, wallet: Wallet) -> Usd:
        """Tell what an account could commit now, never below 0. Raises VenueUnavailable."""
        return max((await self.state(wallet)).withdrawable, Usd(0))

    async def holdings(self, wallets: Collection[Wallet]) -> Sequence[AccountHolding]:
        """List what accounts hold of anything that goes by a symbol. Raises VenueUnavailable."""
        room = asyncio.Semaphore(AT_ONCE)

        async def held(wallet: Wallet) -> Sequence[AccountHolding]:
            async with room:
                state = await self.state(wallet)
            return [
                holding(wallet, told.position)
                for told in state.positions
                if told.position.szi and is_symbol(told.position.coin)
            ]

        told = await asyncio.gather(*map(held, wallets), return_exceptions=True)
        return [holding for answer in told for holding in _answered(answer)]

    async def trades(
        self, wallet: Wallet, symbol: Symbol, since: datetime
    ) -> Sequence[AccountTrade]:
        """List an account's fills of a token, oldest first. Raises VenueUnavailable."""
        rows = await self._history.fills(wallet, milliseconds(since))
        return [
            trade(wallet, row) for row in rows if row.coin == symbol and moment(row.time) >= since
        ]

    async def funding(self, wallet: Wallet, since: datetime) -> Sequence[FundingPayment]:
        """List what an account got, above 0, or paid to hold. Raises VenueUnavailable."""
        rows = await self._history.funding(wallet, milliseconds(since))
        return [
            FundingPayment(
                symbol=row.delta.coin,
                amount=row.delta.usdc,
                paid_at=moment(row.time),
            )
            for row in rows
            if is_symbol(row.delta.coin) and moment(row.time) >= since
        ]

    async def state(self, wallet: Wallet) -> Clearinghouse:
        """Read an account. Raises VenueUnavailable."""
        question = {"type": "clearinghouseState", "user": wallet}
        answer = await self._client.ask(question, weight=LIGHT, wallet=wallet)
        try:
            return read(_STATE, answer)
        except Misshapen as error:
            raise VenueUnavailable(f"an account of the wrong shape: {error}") from None


def holding(wallet: Wallet, position: Position) -> AccountHolding:
    """Tell of a position that is not empty."""
    return AccountHolding(
        wallet=wallet,
        symbol=position.coin,
        side=Side.LONG if position.szi > 0 else Side.SHORT,
        quantity=abs(position.szi),
    )


def trade(wallet: Wallet, row: FillShape) -> AccountTrade:
    """Tell of a fill; B bought, A sold. Raises VenueUnavailable for a fee in no dollars."""
    return AccountTrade(
        fill_id=fill_id(row),
        client_order_id=uncloid(row.cloid),
        side=Side.LONG if row.side == "B" else Side.SHORT,
        quantity=row.sz,
        price=row.px,
        fee=fee(row),
        filled_at=moment(row.time),
        liquidated=liquidated(wallet, row),
        closed_pnl=row.closed_pnl,
    )


def liquidated(wallet: Wallet, row: FillShape) -> bool:
    """Tell whether the venue closed it by force: liquidated, or reduced for another's loss.

    The one who trades against a liquidated account is told of it too, so it is asked whose.
    """
    whose = row.liquidation.user if row.liquidation else None
    return (
        (whose or "").lower() == wallet
        or row.dir.startswith("Liquidated")
        or "Deleverag" in row.dir
    )


def _answered(answer: Sequence[AccountHolding] | BaseException) -> Sequence[AccountHolding]:
    if isinstance(answer, BaseException):
        raise answer
    return answer
