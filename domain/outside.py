"""What others did to our positions, and what venues did behind our back: how it is booked."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid5

from contracts.alarms import AlarmKind, AlarmRaised
from contracts.base import lineage
from contracts.intents import ExitIntended, ExitReason
from contracts.market import IntentId, PositionId, Purpose, Symbol, VenueName, Wallet
from domain.orders import Order, OrderState, Step, exit_order, order_id
from domain.ports.venue import AccountTrade, Fill
from domain.positions import Evidence, Position, PositionStatus, exit_intended

FROM_OUTSIDE = "closed on the venue by somebody else; we sent nothing"
"""What the order of such a closing says of itself."""
BY_STOP = "closed by the stop that rested on the venue"
AFTER_ALL = "it traded after all: the venue's own fills say so"
ATTEMPTS = 20
"""How many attempts at an order that is not stored its fills are looked for under."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideExit:
    """An exit that nobody sent: what to store so that its fills count.

    `position` has the exit counted among those that are over, and nothing else changed.
    """

    position: Position
    intended: ExitIntended
    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """An entry that came to nothing, as far as we know, and may have traded all the same.

    It has no order when the store lost it, as after a restored backup.
    """

    intent_id: IntentId
    position_id: PositionId
    trace_id: UUID
    wallet: Wallet
    symbol: Symbol
    created_at: datetime
    has_order: bool

    @property
    def names(self) -> frozenset[UUID]:
        """Derive the names its attempts would have at a venue."""
        order = order_id(self.intent_id)
        return frozenset(uuid5(order, f"attempt/{n}") for n in range(1, ATTEMPTS + 1))


def outside_exit(
    position: Position, fills: Sequence[Fill], reason: ExitReason, detail: str, now: datetime
) -> OutsideExit:
    """Write the exit that fills from outside belong to, beside any exit of our own under way.

    It takes a number among the exits, and the position counts it as over at once, so that an
    exit under way stays under way and the next one gets a number of its own.
    """
    is_closing = position.status is PositionStatus.CLOSING
    attempt = position.close_attempts + 1 if is_closing else position.close_attempts
    quantity = sum((fill.quantity for fill in fills), Decimal(0))
    numbered = replace(position, close_attempts=attempt, quantity=quantity)
    intended = exit_intended(numbered, reason, None, now)
    order = replace(
        exit_order(intended, now=now), state=OrderState.FILLED, filled=quantity, detail=detail
    )
    counted = replace(position, close_attempts=position.close_attempts + 1)
    return OutsideExit(position=counted, intended=intended, order=order)


def closing_reason(
    position: Position,
    evidence: Evidence,
    trades: Iterable[AccountTrade],
    stops: Collection[UUID],
) -> ExitReason:
    """Say why a position ended that no exit of ours ended.

    By force, by a stop of ours that rested on the venue, for our own reason if we had closed a
    part of it, or by somebody else's hand.
    """
    told = tuple(trades)
    if any(trade.liquidated for trade in told):
        return ExitReason.LIQUIDATED
    if any(trade.client_order_id in stops for trade in told):
        return ExitReason.HARD_STOP_LOSS
    is_ours = any(fill.purpose is Purpose.CLOSE for fill in evidence.fills)
    decided = position.closing_reason if is_ours else None
    return decided or ExitReason.CLOSED_EXTERNALLY


def corrected(order: Order, filled: Decimal) -> Step:
    """Say of an order that was taken for over what it filled after all."""
    all_of_it = filled >= order.quantity - order.tolerance
    state = OrderState.FILLED if all_of_it else OrderState.CANCELLED
    after = replace(
        order,
        state=state,
        filled=filled,
        reject_reason=None if all_of_it else order.reject_reason,
        detail=AFTER_ALL,
        version=order.version + 1,
    )
    return Step(before=order, order=after)


def stray_alarm(order: Order, trade: AccountTrade, now: datetime) -> AlarmRaised:
    """Ask a person to look at an order that traded although we took it for over."""
    return AlarmRaised(
        **lineage(order.id, f"stray/{trade.fill_id}", trace_id=order.trace_id, at=now),
        kind=AlarmKind.DRIFT,
        subject=f"{order.venue}/{order.symbol}",
        detail=(
            f"order {order.id} of {order.wallet} was {order.state} and traded"
            f" {trade.quantity.normalize():f} after all; it is booked"
        ),
    )


def lost_alarm(
    suspect: Suspect, venue: VenueName, trade: AccountTrade, now: datetime
) -> AlarmRaised:
    """Ask a person to look at a fill that bears a name of ours and has no order."""
    return AlarmRaised(
        **lineage(suspect.intent_id, f"lost/{trade.fill_id}", trace_id=suspect.trace_id, at=now),
        kind=AlarmKind.DRIFT,
        subject=f"{venue}/{suspect.symbol}",
        detail=(
            f"{suspect.wallet} holds a fill of intent {suspect.intent_id}, whose order is not"
            f" stored: {trade.quantity.normalize():f} at {trade.price.normalize():f}"
        ),
    )


def overrun_alarm(position: Position, trade: AccountTrade, now: datetime) -> AlarmRaised:
    """Ask a person to look at a stop of ours that traded after its position was over."""
    return AlarmRaised(
        **lineage(position.id, f"overrun/{trade.fill_id}", trace_id=position.trace_id, at=now),
        kind=AlarmKind.DRIFT,
        subject=f"{position.venue}/{position.symbol}",
        detail=(
            f"a stop of position {position.id} traded {trade.quantity.normalize():f} after the"
            " position was over: it closed what was not ours"
        ),
    )
