"""Stops that rest at the venue: triggered by its mark, tied to the position, only reducing it."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Final

from pydantic import TypeAdapter

from contracts.market import Side, Wallet
from contracts.orders import RejectReason
from domain.errors import FateUnknown, VenueRefused, VenueUnavailable
from domain.ports.clock import Clock
from domain.ports.venue import RestingStop, StopRequest
from infra.venues.hyperliquid.account import AT_ONCE
from infra.venues.hyperliquid.answers import Done, Errored, Filled, Refusal, Resting, Waiting
from infra.venues.hyperliquid.client import Client
from infra.venues.hyperliquid.errors import Meaning, as_error, understood
from infra.venues.hyperliquid.lookups import LIVE, Lookups
from infra.venues.hyperliquid.meta import Listing, is_symbol
from infra.venues.hyperliquid.numbers import round_size
from infra.venues.hyperliquid.ports import Priority
from infra.venues.hyperliquid.sending import Sender
from infra.venues.hyperliquid.shapes import KnownOrder, Misshapen, OrderShape, read
from infra.venues.hyperliquid.weights import HEAVY
from infra.venues.hyperliquid.wire import (
    Asset,
    cancel_action,
    cloid,
    milliseconds,
    stop_action,
    trigger_price,
    uncloid,
)

LIFE: Final = timedelta(seconds=10)
"""How long the request for a stop, or against one, may take to be accepted."""
TOLERANCE: Final = Decimal("0.10")
"""How far beyond its trigger a stop may trade: the venue allows triggers at market no more."""
_OPEN: Final = TypeAdapter(list[OrderShape])


class Stops:
    """Lays down, lists and takes away stops."""

    def __init__(
        self, client: Client, sender: Sender, listing: Listing, lookups: Lookups, clock: Clock
    ) -> None:
        self._client = client
        self._sender = sender
        self._listing = listing
        self._lookups = lookups
        self._clock = clock

    async def resting(self, wallets: Collection[Wallet]) -> Sequence[RestingStop]:
        """List the triggers that rest for accounts and only reduce. Raises VenueUnavailable."""
        room = asyncio.Semaphore(AT_ONCE)

        async def listed(wallet: Wallet) -> Sequence[RestingStop]:
            async with room:
                return await self._of(wallet)

        told = await asyncio.gather(*map(listed, wallets), return_exceptions=True)
        stops: list[RestingStop] = []
        for answer in told:
            if isinstance(answer, BaseException):
                raise answer
            stops += answer
        return stops

    async def protect(self, stop: StopRequest) -> None:
        """Let a stop rest, unless the very same one does.

        Raises VenueRefused (also when another stop, or one that is over, goes by its name),
        VenueUnavailable or FateUnknown.
        """
        asset = await self._listing.asset(stop.symbol)
        name = cloid(stop.client_order_id)
        known = await self._lookups.known(stop.wallet, name, Priority.PROTECT)
        if known is not None:
            _require_resting(known, stop, asset)
            return
        buy = stop.side is Side.SHORT
        worst = stop.trigger_price * (1 + (TOLERANCE if buy else -TOLERANCE))
        answer = await self._sender.send(
            stop_action(stop, asset, worst=worst),
            signer=stop.signer,
            wallet=stop.wallet,
            priority=Priority.PROTECT,
            expires_after=self._deadline(),
        )
        if isinstance(answer, Resting | Waiting | Filled):
            return
        if isinstance(answer, Errored | Refusal):
            raise as_error(answer.text, ours=frozenset({stop.wallet, stop.signer}))
        raise FateUnknown("the stop may rest or not: an answer of another kind")

    async def take_away(self, stop: RestingStop, signer: Wallet) -> None:
        """Cancel a stop; one that is not there is gone already.

        Raises VenueRefused, VenueUnavailable or FateUnknown.
        """
        asset = await self._listing.asset(stop.symbol)
        answer = await self._sender.send(
            cancel_action(asset, int(stop.stop_id)),
            signer=signer,
            wallet=stop.wallet,
            priority=Priority.PROTECT,
            expires_after=self._deadline(),
        )
        if isinstance(answer, Done):
            return
        if not isinstance(answer, Errored | Refusal):
            raise FateUnknown("the stop may be gone or not: an answer of another kind")
        if understood(answer.text).meaning is not Meaning.GONE:
            raise as_error(answer.text, ours=frozenset({stop.wallet, signer}))

    async def _of(self, wallet: Wallet) -> Sequence[RestingStop]:
        question = {"type": "frontendOpenOrders", "user": wallet}
        answer = await self._client.ask(question, weight=HEAVY, wallet=wallet)
        try:
            orders = read(_OPEN, answer)
        except Misshapen as error:
            raise VenueUnavailable(f"open orders of the wrong shape: {error}") from None
        return [resting_stop(wallet, order) for order in orders if _guards(order)]

    def _deadline(self) -> int:
        return milliseconds(self._clock.now() + LIFE)


def resting_stop(wallet: Wallet, order: OrderShape) -> RestingStop:
    """Tell of a trigger; one that sells closes a long."""
    return RestingStop(
        stop_id=str(order.oid),
        client_order_id=uncloid(order.cloid),
        wallet=wallet,
        symbol=order.coin,
        side=Side.LONG if order.side == "A" else Side.SHORT,
        quantity=order.sz,
        trigger_price=order.trigger_px,
        takes_profit=order.order_type.startswith("Take Profit"),
    )


def _guards(order: OrderShape) -> bool:
    return order.is_trigger and order.reduce_only and order.trigger_px > 0 and is_symbol(order.coin)


def _require_resting(known: KnownOrder, stop: StopRequest, asset: Asset) -> None:
    """Require that what goes by a stop's name is that stop, and rests."""
    told = known.order
    if known.status not in LIVE:
        detail = f"the stop of this name is over: {known.status[:40]}"
        raise VenueRefused(RejectReason.VENUE_REFUSED, detail)
    same = (
        told.coin == asset.name
        and told.side == ("B" if stop.side is Side.SHORT else "A")
        and told.orig_sz == round_size(stop.quantity, asset.sz_decimals)
        and told.trigger_px == trigger_price(stop, asset)
    )
    if not same:
        raise VenueRefused(RejectReason.VENUE_REFUSED, "another stop rests under this name")
