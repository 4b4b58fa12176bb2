"""Placing through the service: one request for an order, and then only questions."""

import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, assert_never

from contracts.market import Purpose
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
from infra.venues.hyperliquid_service.accounts import Accounts
from infra.venues.hyperliquid_service.client import Client, Reply
from infra.venues.hyperliquid_service.listing import LEVERAGE, Listing
from infra.venues.hyperliquid_service.lookups import Lookups
from infra.venues.hyperliquid_service.orders import Call, closing, opening
from infra.venues.hyperliquid_service.replies import OK, AlreadyClosed, read_result
from infra.venues.hyperliquid_service.sent import Sent, Taken
from infra.venues.hyperliquid_service.words import order_error, refusal

log = logging.getLogger(__name__)

_TAKEN: Final = OrderReport(status=ReportStatus.ACCEPTED)
"""What is said of an order that traded while its fills cannot be had yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What placing works with; `sent` is shared with the lookups."""

    client: Client
    clock: Clock
    listing: Listing
    accounts: Accounts
    sent: Sent
    lookups: Lookups


class Placing:
    """Sends each order once; what was sent before is looked for, and never sent anew."""

    def __init__(self, parts: Parts, slippage: Decimal) -> None:
        self._parts = parts
        self._slippage = slippage

    async def place(self, order: OrderRequest) -> OrderReport:
        """Trade once, and report.

        Raises VenueRefused, VenueUnavailable (it never left) or FateUnknown.
        """
        sent = self._parts.sent
        if sent.knows(order.client_order_id):
            return await self._again(order)
        call = await self._written(order)
        if self._parts.clock.now() >= order.expires_at:
            raise VenueUnavailable("its deadline passed before it could be sent")
        if not sent.begin(order.client_order_id):
            return await self._again(order)
        try:
            reply = await self._parts.client.act(call.path, call.fields, call.signer)
        except (VenueUnavailable, VenueRefused):
            sent.never_left(order.client_order_id)
            raise
        return await self._heard(call, reply)

    async def _written(self, order: OrderRequest) -> Call:
        """Write the request; what the account holds is asked last, right before it is sent."""
        listed = await self._parts.listing.listed(order.symbol)
        held = await self._parts.accounts.held(order.wallet, order.symbol)
        write = closing if order.purpose is Purpose.CLOSE else opening
        return write(order, listed, held, self._slippage)

    async def _again(self, order: OrderRequest) -> OrderReport:
        """Report an order that left this process before."""
        try:
            report = await self._parts.lookups.find(order)
        except VenueError as silence:
            raise FateUnknown(f"it was sent before: {silence}") from None
        if report.status is ReportStatus.NOT_SEEN:
            raise FateUnknown("it was sent before, and is not seen")
        return report

    async def _heard(self, call: Call, reply: Reply) -> OrderReport:
        if reply.status != OK:
            raise refusal(reply, call.ours)
        answer = read_result(reply.body)
        if isinstance(answer, AlreadyClosed):
            raise _nothing_to_close(call.order)
        return await self._answered(call, answer)

    async def _answered(self, call: Call, answer: OrderAnswer) -> OrderReport:
        match answer:
            case Filled(oid, size):
                return await self._filled(call, Taken(oid, size, capped=call.capped))
            case Errored(text) | Refusal(text):
                raise order_error(text, call.ours)
            case Resting():
                raise FateUnknown("it rests at the venue, and the service cannot take it back")
            case Waiting() | Done():
                raise FateUnknown("the service answers as if this were another order")
            case Unread(why):
                raise FateUnknown(why)
            case unreachable:
                assert_never(unreachable)

    async def _filled(self, call: Call, taken: Taken) -> OrderReport:
        """Report what traded by its fills: the answer's own price and size are hearsay."""
        self._parts.sent.took(call.order.client_order_id, taken)
        with suppress(VenueUnavailable):
            report = await self._parts.lookups.taken(call.order, call.asset, taken)
            return await self._with_leverage(call.order, report)
        return _TAKEN

    async def _with_leverage(self, order: OrderRequest, report: OrderReport) -> OrderReport:
        """Say aloud when the account turns out to trade at a leverage that is not ours."""
        if order.purpose is Purpose.CLOSE:
            return report
        held = None
        with suppress(VenueUnavailable):
            held = await self._parts.accounts.held(order.wallet, order.symbol)
        if held is None or held.leverage in (None, LEVERAGE):
            return report
        said = f"the account trades it at leverage {held.leverage}"
        log.error("%s of %s: %s", order.symbol, order.wallet, said)
        return replace(report, detail=f"{report.detail} {said}".strip())


def _nothing_to_close(order: OrderRequest) -> VenueError:
    if order.purpose is Purpose.CLOSE:
        return VenueRefused(RejectReason.NOTHING_TO_CLOSE, "the service found nothing to close")
    return FateUnknown("an entry was answered as if it were an exit")
