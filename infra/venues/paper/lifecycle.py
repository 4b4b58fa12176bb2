"""What the venue decides when an order arrives, and when its time to settle has come."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from contracts.orders import RejectReason
from domain.errors import VenueRefused, VenueUnavailable
from domain.ports.venue import Market, OrderRequest, ReportStatus
from infra.venues.paper.behaviour import PaperBehaviour
from infra.venues.paper.matching import admit, execute, keep
from infra.venues.paper.records import Moment, Step, VenueOrder, settled

_REFUSED_ON_ARRIVAL: Final = {RejectReason.INSUFFICIENT_BALANCE, RejectReason.NOTHING_TO_CLOSE}


def arrive(
    order: OrderRequest,
    moment: Moment,
    market: Market | None,
    behaviour: PaperBehaviour,
    now: datetime,
) -> Step:
    """Accept an order, and settle it at once unless the venue takes its time.

    Raises VenueRefused and, while there is no price, VenueUnavailable.
    """
    listed = admit(order, market, moment.mid, now)
    version, books = moment.version, moment.books
    due_at = behaviour.due_at(order, now)
    accepted = VenueOrder(request=order, accepted_at=now, visible_at=now, due_at=due_at)
    if moment.mid is None:
        if due_at <= now:
            raise VenueUnavailable(f"there is no price of {order.symbol} yet")
        return Step(order=accepted, version=version, books=books)
    execution = execute(order, listed, moment.mid, books, behaviour)
    if execution.reason in _REFUSED_ON_ARRIVAL and not execution.pieces:
        raise VenueRefused(execution.reason, execution.detail)
    if due_at > now:
        return Step(order=accepted, version=version, books=books)
    return settled(accepted, execution, version, now)


def settle(
    order: VenueOrder,
    moment: Moment,
    market: Market | None,
    behaviour: PaperBehaviour,
    now: datetime,
) -> Step | None:
    """Execute or cancel an accepted order; None while it is not due or has no price."""
    waiting = order.status is ReportStatus.ACCEPTED and now >= order.due_at
    if not waiting or moment.mid is None or market is None:
        return None
    version, books = moment.version, moment.books
    decide = keep if behaviour.keeper else execute
    execution = decide(order.request, market, moment.mid, books, behaviour)
    return settled(order, execution, version, now)


def delayed(step: Step, delay: timedelta) -> Step:
    """Hide a new order for a while; never past its deadline, after which not seeing it proves."""
    order = step.order
    visible_at = min(order.accepted_at + delay, order.request.expires_at)
    return replace(step, order=replace(order, visible_at=visible_at))
