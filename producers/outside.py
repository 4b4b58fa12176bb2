"""Booking what happened outside: fills of others, of stops that rested, of orders thought over.

Everything here runs inside the caller's transaction and asks nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from contracts.intents import ExitReason
from contracts.market import PositionId, Purpose, VenueName
from domain.order_messages import order_filled
from domain.orders import Order, OrderState, exit_order
from domain.outside import (
    BY_STOP,
    FROM_OUTSIDE,
    closing_reason,
    corrected,
    outside_exit,
    overrun_alarm,
    stray_alarm,
)
from domain.ports.positions import Ending
from domain.ports.unit_of_work import UnitOfWork
from domain.ports.venue import AccountTrade
from domain.positions import Evidence, Position, PositionStatus
from domain.reconciliation import fill_of

NO_LEASE = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A position that others traded, all that is known of it, and the trades that did."""

    position: Position
    evidence: Evidence
    trades: Sequence[AccountTrade]


async def book_all(told: Told, uow: UnitOfWork, now: datetime) -> bool:
    """Close an open position by trades that took all of it; tell whether it was still open.

    The licence to exit is taken as for any exit, and its intent is told to nobody, so no stage
    sends an order for it. The positions stage does the rest.
    """
    reason, detail = await _why(told, uow)
    endings = {told.position.id: Ending(reason=reason)}
    for intended in await uow.positions.begin_exits(endings, now):
        planned = exit_order(intended, now=now)
        order = replace(planned, state=OrderState.FILLED, filled=planned.quantity, detail=detail)
        await _store(order, told.trades, uow, now)
        return True
    return False


async def book_part(told: Told, uow: UnitOfWork, now: datetime) -> None:
    """Book trades that took a part of a position, beside any exit of ours that is under way."""
    reason, detail = await _why(told, uow)
    fills = [fill_of(trade) for trade in told.trades]
    outside = outside_exit(told.position, fills, reason, detail, now)
    await uow.reconciliation.record_exit(told.position, outside.intended)
    await uow.positions.save([outside.position])
    await _store(outside.order, told.trades, uow, now)


async def book_stop(
    position_id: PositionId, trades: Sequence[AccountTrade], uow: UnitOfWork, now: datetime
) -> bool:
    """Book what a stop of ours traded, once; tell whether there was anything to book.

    A fill of our own stop is proof by itself, so no second look is waited for.
    """
    position = (await uow.positions.lock([position_id]))[position_id]
    fresh = await uow.reconciliation.foreign(position.venue, trades)
    if not fresh:
        return False
    if position.status.ended:
        uow.emit(*(overrun_alarm(position, trade, now) for trade in fresh))
        return False
    evidence = (await uow.positions.evidence([position]))[position_id]
    told = Told(position=position, evidence=evidence, trades=fresh)
    is_all = sum((trade.quantity for trade in fresh), Decimal(0)) >= position.quantity
    if position.status is PositionStatus.OPEN and is_all:
        return await book_all(told, uow, now)
    await book_part(told, uow, now)
    return True


async def book_strays(
    venue: VenueName, trades: Sequence[AccountTrade], uow: UnitOfWork, now: datetime
) -> int:
    """Book what orders of ours traded that we took for over, and return how many fills that were.

    A position that never opened is open after all, and watched, unless another took its place.
    """
    strays = await uow.reconciliation.strays(venue, trades)
    entries = {order.position_id for order, _ in strays if order.purpose is Purpose.OPEN}
    if entries:
        await uow.reconciliation.revive(entries)
    new = await uow.orders.add_fills([(order, fill_of(trade)) for order, trade in strays])
    for order, fill in new:
        uow.emit(order_filled(order, fill, at=now))
    named = {fill.fill_id for _, fill in new}
    uow.emit(*(stray_alarm(o, trade, now) for o, trade in strays if trade.fill_id in named))
    await _correct([order for order, _ in new], uow, now)
    return len(new)


async def _correct(orders: Sequence[Order], uow: UnitOfWork, now: datetime) -> None:
    known = {order.id: order for order in orders}
    sums = await uow.orders.filled(known)
    steps = [corrected(order, sums[order.id]) for order in known.values()]
    await uow.orders.store(steps, now=now, lease=NO_LEASE)


async def _why(told: Told, uow: UnitOfWork) -> tuple[ExitReason, str]:
    """Say why trades closed a position, and what the order they are booked under is to say."""
    names = {t.client_order_id for t in told.trades if t.client_order_id is not None}
    stops = await uow.stops.named(names)
    reason = closing_reason(told.position, told.evidence, told.trades, frozenset(stops))
    return reason, BY_STOP if stops else FROM_OUTSIDE


async def _store(
    order: Order, trades: Sequence[AccountTrade], uow: UnitOfWork, now: datetime
) -> None:
    await uow.orders.plan([order])
    for of, fill in await uow.orders.add_fills([(order, fill_of(trade)) for trade in trades]):
        uow.emit(order_filled(of, fill, at=now))
