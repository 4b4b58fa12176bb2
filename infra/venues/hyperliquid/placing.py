"""Placing: one order that trades at once or not at all, and never two for one name."""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any, Final, TypeVar, assert_never
from weakref import WeakValueDictionary

from contracts.market import Purpose, Symbol, Wallet
from contracts.orders import RejectReason
from domain.errors import FateUnknown, VenueError, VenueRefused, VenueUnavailable
from domain.ports.clock import Clock
from domain.ports.venue import OrderReport, OrderRequest, ReportStatus
from infra.venues.hyperliquid.answers import (
    Done,
    Errored,
    Filled,
    OrderAnswer,
    Refusal,
    Resting,
    Unread,
    Waiting,
)
from infra.venues.hyperliquid.bounds import Bounds, Sendable
from infra.venues.hyperliquid.errors import Meaning, as_error, understood
from infra.venues.hyperliquid.leverage import Leverages
from infra.venues.hyperliquid.lookups import Ending, Lookups, concluded
from infra.venues.hyperliquid.ports import Priority
from infra.venues.hyperliquid.sending import Sender
from infra.venues.hyperliquid.wire import cancel_by_cloid_action, milliseconds, order_action

T = TypeVar("T")

_TAKEN: Final = OrderReport(status=ReportStatus.ACCEPTED)
"""What is said of an order that traded while its fills cannot be had yet."""


class Placing:
    """Sends orders; entries one at a time for an account and a market, exits at once.

    What comes before its bytes may take an order `patience` seconds: later it is not sent, and
    known not to be. Whoever waits for its answer would else give up on it while it never left.
    """

    def __init__(
        self,
        bounds: Bounds,
        leverages: Leverages,
        sender: Sender,
        lookups: Lookups,
        clock: Clock,
        *,
        patience: float,
    ) -> None:
        self._bounds = bounds
        self._leverages = leverages
        self._sender = sender
        self._lookups = lookups
        self._clock = clock
        self._patience = patience
        self._turns: WeakValueDictionary[tuple[Wallet, Symbol], asyncio.Lock] = (
            WeakValueDictionary()
        )

    async def place(self, order: OrderRequest) -> OrderReport:
        """Trade once, and report; what was taken before is looked up instead.

        Raises VenueRefused, VenueUnavailable (it never left) or FateUnknown.
        """
        until = asyncio.get_running_loop().time() + self._patience
        sendable = await _in_time(self._bounds.sendable(order), until)
        if self._clock.now() >= order.expires_at:
            return await self._too_late(sendable)
        async with AsyncExitStack() as held:
            if order.purpose is Purpose.OPEN:
                await _in_time(self._take_turn(sendable, held), until)
            return await self._send(sendable)

    async def _take_turn(self, sendable: Sendable, held: AsyncExitStack) -> None:
        """Wait for the account and the market to be this entry's alone, and set its leverage."""
        order = sendable.order
        turn = self._turns.setdefault((order.wallet, order.symbol), asyncio.Lock())
        await held.enter_async_context(turn)
        await self._leverages.ensure(order, sendable.asset, sendable.signer)

    async def _too_late(self, sendable: Sendable) -> OrderReport:
        """Report an order that was taken in time; one that was not will never be sent."""
        expired = VenueRefused(RejectReason.EXPIRED, "the order has expired")
        try:
            return await self._seen(sendable, otherwise=expired)
        except VenueUnavailable as silence:
            raise FateUnknown(f"expired, and nobody says whether it was taken: {silence}") from None

    async def _send(self, sendable: Sendable) -> OrderReport:
        """Send the bytes, and from then on know nothing but what the venue says."""
        order = sendable.order
        if self._clock.now() >= order.expires_at:
            raise VenueUnavailable("its deadline passed before it could be sent")
        answer = await self._sender.send(
            order_action(order, sendable.asset, price=sendable.price),
            signer=sendable.signer,
            wallet=order.wallet,
            priority=Priority.CLOSE if order.purpose is Purpose.CLOSE else Priority.OPEN,
            nonce=sendable.nonce,
            expires_after=milliseconds(order.expires_at),
        )
        try:
            return await self._heard(sendable, answer)
        except VenueUnavailable as silence:
            # It has left: that nobody could be asked afterwards must not read as "it never did".
            raise FateUnknown(f"sent, and then {silence}") from None

    async def _heard(self, sendable: Sendable, answer: OrderAnswer) -> OrderReport:
        match answer:
            case Filled(oid, size):
                return await self._filled(sendable, oid, whole=size >= sendable.size)
            case Resting():
                return await self._taken_back(sendable)
            case Errored(text) | Refusal(text):
                return await self._refused(sendable, text)
            case Waiting() | Done():
                raise FateUnknown("Hyperliquid answers as if this were another order")
            case Unread(why):
                raise FateUnknown(why)
            case unreachable:
                assert_never(unreachable)

    async def _filled(self, sendable: Sendable, oid: int, *, whole: bool) -> OrderReport:
        """Report what traded by its fills; why some did not, only the order itself tells."""
        order, asset = sendable.order, sendable.asset
        try:
            if whole:
                return await self._lookups.traded(order, asset, oid)
            report = await self._lookups.find(order, asset)
        except VenueUnavailable:
            return _TAKEN
        return _TAKEN if report.status is ReportStatus.NOT_SEEN else report

    async def _taken_back(self, sendable: Sendable) -> OrderReport:
        """Cancel what was never to rest, whatever the answer, and look."""
        order, asset = sendable.order, sendable.asset
        try:
            await self._sender.send(
                cancel_by_cloid_action(asset, order.client_order_id),
                signer=sendable.signer,
                wallet=order.wallet,
                priority=Priority.PROTECT,
            )
        except VenueError as error:
            raise FateUnknown(f"it rests, and cannot be cancelled: {error}") from None
        return await self._seen(sendable, otherwise=FateUnknown("it rested, and is not shown"))

    async def _refused(self, sendable: Sendable, text: str) -> OrderReport:
        meaning = understood(text).meaning
        if meaning is Meaning.NO_MATCH:
            return concluded(sendable.order, sendable.asset, Ending())
        error = as_error(text, ours=sendable.ours)
        if meaning is Meaning.TAKEN or meaning is Meaning.EXPIRED:
            return await self._seen(sendable, otherwise=error)
        raise error

    async def _seen(self, sendable: Sendable, *, otherwise: VenueError) -> OrderReport:
        """Report an order that was taken before; raise if the venue does not know it."""
        report = await self._lookups.find(sendable.order, sendable.asset)
        if report.status is ReportStatus.NOT_SEEN:
            raise otherwise
        return report


async def _in_time(before: Coroutine[Any, Any, T], until: float) -> T:
    """Do what comes before an order's bytes by then, on the loop's clock, or call it unsent."""
    try:
        async with asyncio.timeout_at(until):
            return await before
    except TimeoutError:
        raise VenueUnavailable("what comes before it took all the time it had") from None
