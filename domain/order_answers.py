"""What each answer of a venue, or its silence, makes of an order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, assert_never

from contracts.alarms import AlarmKind
from contracts.base import Message
from contracts.market import Purpose
from contracts.orders import RejectReason
from domain.order_messages import order_alarm, order_rejected, order_unknown
from domain.orders import Attempt, AttemptOutcome, Case, Order, OrderState, Step
from domain.policy import Policy
from domain.ports.venue import Fill, OrderReport, Proof, ReportStatus

ASK_SOONEST = timedelta(milliseconds=500)
ASK_LATEST = timedelta(seconds=5)
RETRY_SOONEST = timedelta(seconds=2)
RETRY_DOUBLINGS = 4
"""How often the delay between attempts grows before it stays, at 32 seconds."""
SIGHTINGS = 2
"""How often a venue must say, once it can prove it, that it does not know an order."""
LARGEST = Decimal(10) ** 20
"""Amounts from here on do not fit the store, and no venue trades them."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The venue said no, for good."""

    reason: RejectReason
    detail: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """It certainly never left us; `busy` when only because the venue's allowance was spent."""

    detail: str
    busy: bool = False


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """It was sent, or asked about, and nothing that can be read came back."""

    detail: str


Answer = OrderReport | Refused | NotSent | NoAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An answer, the moment the question was begun, and what the venue's word can prove."""

    answer: Answer
    asked_at: datetime
    proof: Proof


def believable(report: OrderReport) -> Answer:
    """Take a report as told, unless its fills cannot be: that is an answer nobody can read.

    One unreadable answer must neither become a "no" nor spoil the answers recorded with it.
    """
    if all(_sound(fill) for fill in report.fills):
        return report
    return NoAnswer("the venue reported a fill that cannot be")


def answered(case: Case, heard: Heard, *, filled: Decimal, now: datetime, policy: Policy) -> Step:
    """Take one answer about the latest attempt at an order; `filled` is all its fills so far.

    Raises ValueError for an order that has no attempt to be answered for.
    """
    match heard.answer:
        case OrderReport(status=ReportStatus.NOT_SEEN):
            return _unseen(case, heard, now=now, policy=policy)
        case OrderReport() as report:
            return _reported(case, report, filled=filled, now=now, policy=policy)
        case Refused(reason, detail):
            attempt = replace(_latest(case), outcome=AttemptOutcome.REFUSED)
            return _ended(case, attempt, reason, detail, now=now)
        case NotSent(detail, busy):
            if busy and case.order.purpose is Purpose.OPEN:
                return _waiting(case, detail, now=now)
            return _again(case, AttemptOutcome.UNSENT, detail, now=now, policy=policy)
        case NoAnswer(detail):
            return _unanswered(case, detail, now=now, policy=policy)
        case unreachable:
            assert_never(unreachable)


def ask_delay(attempt: Attempt, now: datetime) -> timedelta:
    """Wait half as long again as the attempt is old, within bounds; the same in every replay."""
    return min(max((now - attempt.created_at) / 2, ASK_SOONEST), ASK_LATEST)


def retry_delay(attempts: int) -> timedelta:
    """Wait twice as long after each attempt that never left, up to a bound."""
    return RETRY_SOONEST * (1 << min(attempts - 1, RETRY_DOUBLINGS))


def _sound(fill: Fill) -> bool:
    amounts: Sequence[Decimal] = (fill.quantity, fill.price, fill.fee)
    return (
        all(amount.is_finite() and abs(amount) < LARGEST for amount in amounts)
        and fill.quantity > 0
        and fill.price > 0
        and fill.filled_at.tzinfo is not None
    )


def _latest(case: Case) -> Attempt:
    if case.attempt is None:
        raise ValueError(f"order {case.order.id} was never attempted")
    return case.attempt


def _moved(order: Order, **changes: Any) -> Order:
    """Change an order into its next version, all at once: a copy of one is not cheap."""
    return replace(order, version=order.version + 1, **changes)


def _step(case: Case, order: Order, attempt: Attempt, *messages: Message) -> Step:
    return Step(
        before=case.order,
        order=order,
        attempt=attempt,
        lease_token=_latest(case).lease_token,
        messages=messages,
    )


def _reported(
    case: Case, report: OrderReport, *, filled: Decimal, now: datetime, policy: Policy
) -> Step:
    """Take the venue's word for what traded; the quantity decides, then the venue's status."""
    attempt, order = _accepted(case), case.order
    all_of_it = filled >= order.quantity
    if report.status is ReportStatus.FILLED and filled > 0:
        all_of_it = filled >= order.quantity - order.tolerance
    if all_of_it:
        done = _moved(order, state=OrderState.FILLED, filled=filled, detail=report.detail)
        return _step(case, done, attempt, *_overfill(done, now))
    if report.status is ReportStatus.CANCELLED:
        return _cancelled(case, attempt, report, filled=filled, now=now)
    # Fills may trail behind the word FILLED: such an order lives until they add up.
    held = _moved(
        order,
        state=OrderState.PARTIAL if filled > 0 else OrderState.ACKED,
        filled=filled,
        detail=report.detail,
        next_attempt_at=now + ask_delay(attempt, now),
    )
    return _step(case, held, attempt, *_overdue(held, attempt, now=now, policy=policy))


def _accepted(case: Case) -> Attempt:
    attempt = _latest(case)
    if attempt.outcome is AttemptOutcome.ACCEPTED:
        return attempt
    return replace(attempt, outcome=AttemptOutcome.ACCEPTED)


def _cancelled(
    case: Case, attempt: Attempt, report: OrderReport, *, filled: Decimal, now: datetime
) -> Step:
    reason = report.reason or RejectReason.VENUE_REFUSED
    over = _moved(
        case.order,
        state=OrderState.CANCELLED,
        reject_reason=reason,
        filled=filled,
        detail=report.detail,
    )
    return _step(case, over, attempt, order_rejected(over, reason, at=now))


def _overfill(order: Order, now: datetime) -> tuple[Message, ...]:
    """Raise an alarm over more than was asked for; it is recorded as told all the same."""
    if order.filled <= order.quantity + order.tolerance:
        return ()
    detail = f"asked for {order.quantity}, the venue traded {order.filled}"
    return (order_alarm(order, AlarmKind.ORDER_OVERFILLED, detail, at=now),)


def _ended(
    case: Case, attempt: Attempt, reason: RejectReason, detail: str, *, now: datetime
) -> Step:
    order = _moved(case.order, state=OrderState.REJECTED, reject_reason=reason, detail=detail)
    return _step(case, order, attempt, order_rejected(order, reason, at=now))


def _again(
    case: Case, outcome: AttemptOutcome, detail: str, *, now: datetime, policy: Policy
) -> Step:
    """Plan a new attempt, the last one being certainly over; an exit never gives up.

    One that never left waits a while, for its venue is out of reach; one that is proved dead does
    not: its venue answers, and proving it took long enough.
    """
    attempt = replace(_latest(case), outcome=outcome)
    order = case.order
    exhausted = order.attempts >= policy.order_attempts
    too_late = outcome is AttemptOutcome.DEAD and order.expired(now)
    if order.purpose is Purpose.OPEN and (exhausted or too_late):
        return _ended(case, attempt, RejectReason.NEVER_ACCEPTED, detail, now=now)
    planned = _moved(
        order,
        state=OrderState.PLANNED,
        detail=detail,
        next_attempt_at=now
        if outcome is AttemptOutcome.DEAD
        else now + retry_delay(order.attempts),
    )
    if not exhausted:
        return _step(case, planned, attempt)
    unheard = f"an exit does not get through: {detail}"
    alarm = order_alarm(planned, AlarmKind.EXIT_NOT_DONE, unheard, at=now)
    return _step(case, planned, attempt, alarm)


def _waiting(case: Case, detail: str, *, now: datetime) -> Step:
    """Plan an entry anew that had no turn: the venue was not asked, so it counts as no try."""
    attempt = replace(_latest(case), outcome=AttemptOutcome.UNSENT)
    soon = now + retry_delay(1)
    planned = _moved(case.order, state=OrderState.PLANNED, detail=detail, next_attempt_at=soon)
    return _step(case, planned, attempt)


def _unanswered(case: Case, detail: str, *, now: datetime, policy: Policy) -> Step:
    """Leave it open: silence proves nothing, so nothing is sent and the venue is asked (law 2)."""
    attempt = _latest(case)
    if attempt.outcome is not None:
        return _ask_later(case, attempt, now=now, policy=policy)
    attempt = replace(attempt, outcome=AttemptOutcome.UNKNOWN)
    order = _moved(case.order, state=OrderState.UNKNOWN, detail=detail, next_attempt_at=now)
    return _step(case, order, attempt, order_unknown(order, attempt, at=now))


def _unseen(case: Case, heard: Heard, *, now: datetime, policy: Policy) -> Step:
    """Weigh "I know no such order".

    Law 2: only proof moves an order out of UNKNOWN. The word counts when the question was begun
    after the deadline that the venue enforces, and a margin for clocks; twice; and never on a
    venue that enforces nothing, nor about an order it has already confirmed.
    """
    attempt = _latest(case)
    if attempt.outcome is None:
        return _unanswered(case, "the venue does not show the order yet", now=now, policy=policy)
    counts = heard.asked_at >= _provable(attempt, policy)
    if attempt.outcome is not AttemptOutcome.UNKNOWN or not counts:
        return _ask_later(case, attempt, now=now, policy=policy)
    attempt = replace(attempt, not_seen=attempt.not_seen + 1)
    if attempt.not_seen < SIGHTINGS or heard.proof is Proof.NONE:
        return _ask_later(case, attempt, now=now, policy=policy)
    detail = "the deadline is past and the venue never saw it"
    seen = replace(case, attempt=attempt)
    return _again(seen, AttemptOutcome.DEAD, detail, now=now, policy=policy)


def _ask_later(case: Case, attempt: Attempt, *, now: datetime, policy: Policy) -> Step:
    """Ask again after a while, and not later than the answer may first prove something."""
    again, provable = now + ask_delay(attempt, now), _provable(attempt, policy)
    order = _moved(case.order, next_attempt_at=min(again, provable) if now < provable else again)
    return _step(case, order, attempt, *_overdue(order, attempt, now=now, policy=policy))


def _provable(attempt: Attempt, policy: Policy) -> datetime:
    """Tell from when on "I know no such order" means that it never will be."""
    return attempt.send_deadline + policy.order_margin


def _overdue(
    order: Order, attempt: Attempt, *, now: datetime, policy: Policy
) -> tuple[Message, ...]:
    """Raise an alarm, once, over an order whose venue cannot or does not tell what became of it."""
    late = now >= attempt.send_deadline + policy.stale_after
    if not late and attempt.not_seen < SIGHTINGS:
        return ()
    detail = f"{order.venue} does not tell what became of attempt {attempt.n}"
    return (order_alarm(order, AlarmKind.ORDER_UNRESOLVED, detail, at=now, nth=attempt.n),)
