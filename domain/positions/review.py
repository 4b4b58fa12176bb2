"""What the evidence makes of a position, and when a mark ends it."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from contracts.intents import ExitReason
from contracts.market import Purpose, RiskPlan
from domain.exits import exit_due, rebased, watch_from
from domain.positions.holding import Holding, held
from domain.positions.state import Evidence, Position, PositionStatus

_LONGEST_PAUSE = timedelta(seconds=60)
_DOUBLINGS = 6


def reviewed(
    position: Position, evidence: Evidence, *, now: datetime, stale_after: timedelta
) -> Position:
    """Return what the evidence makes of a position, however often and late it is asked."""
    if position.status.ended:
        return position
    holding = held(position.side, evidence.fills)
    if holding.entry_price is None:
        return _unopened(position, evidence, now)
    position = _holding(position, holding, holding.entry_price, evidence)
    if position.quantity:
        return _still_held(position, evidence, now)
    if evidence.entry_live or _exit_under_way(position, evidence):
        return _waiting(position, evidence, now)
    return _closed(position, holding, evidence, stale_after)


def exit_reason(position: Position, price: Decimal, now: datetime) -> ExitReason | None:
    """Tell whether a mark ends a position; an exit that was decided once stays decided."""
    is_expired = position.expires_at is not None and position.expires_at <= now
    if position.closing_reason is not None:
        return position.closing_reason if is_expired else None
    due = exit_due(position.watch, position.side, price) if position.watch else None
    return due or (ExitReason.TIME_EXPIRED if is_expired else None)


def naked_seconds(
    position: Position, marked_at: datetime | None, stale_after: timedelta, until: datetime
) -> Decimal:
    """Measure the time without a fresh mark that was not yet accounted for."""
    watched = marked_at + stale_after if marked_at else None
    known = [at for at in (position.opened_at, position.watched_until, watched) if at]
    if not known or max(known) >= until:
        return Decimal(0)
    return Decimal((until - max(known)) // timedelta(microseconds=1)) / 1_000_000


def _unopened(position: Position, evidence: Evidence, now: datetime) -> Position:
    if not evidence.entry_over:
        return position
    return replace(
        position,
        status=PositionStatus.OPEN_FAILED,
        exit_reason=ExitReason.OPEN_FAILED,
        closed_at=now,
    )


def _holding(
    position: Position, holding: Holding, entry_price: Decimal, evidence: Evidence
) -> Position:
    """Take over quantities and averages, and watch from the first fill on."""
    opened_at = min(f.filled_at for f in evidence.fills if f.purpose is Purpose.OPEN)
    position = replace(
        position,
        status=PositionStatus.OPEN if position.opened_at is None else position.status,
        opened_quantity=holding.opened_quantity,
        quantity=holding.quantity,
        opened_at=opened_at,
    )
    if position.entry_price == entry_price:
        return position
    watch = position.watch
    terms = position.terms
    watch = rebased(watch, terms, entry_price) if watch else watch_from(terms, entry_price)
    if position.closing_reason is not None and position.status is PositionStatus.OPEN:
        watch = watch.released()
    expires_at = position.expires_at or _expiry(position.risk_plan, opened_at)
    return replace(position, entry_price=entry_price, watch=watch, expires_at=expires_at)


def _expiry(plan: RiskPlan, opened_at: datetime) -> datetime | None:
    if plan.max_holding_seconds is None:
        return None
    return opened_at + timedelta(seconds=plan.max_holding_seconds)


def _exit_under_way(position: Position, evidence: Evidence) -> bool:
    is_closing = position.status is PositionStatus.CLOSING
    return is_closing and evidence.exits_over <= position.close_attempts


def _still_held(position: Position, evidence: Evidence, now: datetime) -> Position:
    """Return to OPEN when the exit under way ended with something left, to try again."""
    if position.status is not PositionStatus.CLOSING or _exit_under_way(position, evidence):
        return position
    return replace(
        position,
        status=PositionStatus.OPEN,
        close_attempts=evidence.exits_over,
        closing_at=None,
        watch=position.watch.released() if position.watch else None,
        expires_at=now + _pause(evidence.exits_over),
    )


def _pause(attempts: int) -> timedelta:
    """Wait not at all before the second attempt at an exit, then twice as long before each."""
    doublings = min(attempts - 2, _DOUBLINGS)
    return timedelta(0) if doublings < 0 else min(timedelta(seconds=1 << doublings), _LONGEST_PAUSE)


def _waiting(position: Position, evidence: Evidence, now: datetime) -> Position:
    """Hold on to a position with nothing left, because an order of it may still fill.

    Others may have emptied it while our exit is of unknown fate: were it over now, the next
    position in its place would be what that exit closes. Without an exit under way the last one
    is counted as the one that closes it.
    """
    is_closing = position.status is PositionStatus.CLOSING
    return replace(
        position,
        status=PositionStatus.CLOSING,
        close_attempts=position.close_attempts if is_closing else max(evidence.exits_over - 1, 0),
        closing_reason=position.closing_reason or ExitReason.CLOSED_EXTERNALLY,
        closing_at=position.closing_at or now,
    )


def _closed(
    position: Position, holding: Holding, evidence: Evidence, stale_after: timedelta
) -> Position:
    closed_at = max(fill.filled_at for fill in evidence.fills)
    naked = naked_seconds(position, evidence.marked_at, stale_after, closed_at)
    reason = position.closing_reason or ExitReason.CLOSED_EXTERNALLY
    return replace(
        position,
        status=PositionStatus.CLOSED,
        closing_reason=reason,
        exit_reason=reason,
        close_attempts=max(position.close_attempts, evidence.exits_over),
        exit_price=holding.exit_price,
        gross_pnl=holding.gross_pnl,
        fees=holding.fees,
        net_pnl=holding.net_pnl,
        naked_seconds=position.naked_seconds + naked,
        closed_at=closed_at,
    )
