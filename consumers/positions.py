"""Positions: fills make them, marks end them, and nothing else does."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from consumers.stage import Stage, Turn, World
from contracts.alarms import AlarmKind, AlarmRaised
from contracts.base import Message, lineage
from contracts.intents import ExitReason, TradeRefused
from contracts.market import PositionId
from contracts.orders import OrderFilled, OrderRejected
from contracts.positions import PriceMarked
from domain.errors import Hopeless
from domain.halts import HaltStrength
from domain.policy import Policy
from domain.ports.positions import Unwatched
from domain.ports.unit_of_work import UnitOfWork
from domain.positions import (
    Evidence,
    Position,
    PositionStatus,
    exit_reason,
    held,
    position_closed,
    position_opened,
    reviewed,
)

EXITS_AT_ONCE = 1000
"""How many positions a halt takes into CLOSING in one transaction."""
WORRYING_ATTEMPTS = 3
"""After how many failed attempts at an exit a person should look."""

stage = Stage("positions")


@stage.handles(OrderFilled)
async def take_fill(message: OrderFilled, turn: Turn) -> None:
    """Look again at the position a venue traded for."""
    await _review(message.position_id, turn)


@stage.handles(OrderRejected)
async def take_rejection(message: OrderRejected, turn: Turn) -> None:
    """Look again at the position whose order ended short."""
    await _review(message.position_id, turn)


@stage.handles(TradeRefused)
async def take_refusal(message: TradeRefused, turn: Turn) -> None:
    """Give up the position that was reserved for an entry never sent."""
    if message.position_id is not None:
        await _review(message.position_id, turn, is_refused=True)


@stage.handles(PriceMarked)
async def watch_price(mark: PriceMarked, turn: Turn) -> None:
    """Move trailing stops, and exit what the mark ends.

    A mark that is not fresh is not even stored: what is stored has watched over positions.
    """
    if abs(turn.now - mark.seen_at) > turn.policy.max_price_age:
        return
    positions = turn.uow.positions
    await positions.account_gap(mark, turn.policy.stale_after)
    if not await turn.uow.markets.save_mark(mark):
        return
    await positions.ratchet(mark)
    found = {
        p.id: exit_reason(p, mark.price, turn.now) for p in await positions.due(mark, turn.now)
    }
    reasons = {position_id: reason for position_id, reason in found.items() if reason}
    turn.uow.emit(*await positions.begin_exits(reasons, at_price=mark.price, now=turn.now))


@stage.round
async def watch_over(world: World) -> int:
    """Raise an alarm over stale marks, and flatten what a halt says to; return the exits begun.

    Positions are chosen by what they are, never by whether their deployment is active.
    """
    now = world.clock.now()
    async with world.units() as uow:
        stale = await uow.positions.unwatched(now - world.policy.stale_after)
        uow.emit(*(_stale(market, now, world.policy) for market in stale))
        return await _flatten(uow, now)


async def _flatten(uow: UnitOfWork, now: datetime) -> int:
    begun = 0
    for halt in await uow.halts.in_force():
        if halt.strength is HaltStrength.FLATTEN:
            covered = await uow.positions.covered(halt, now=now, limit=EXITS_AT_ONCE)
            exits = await uow.positions.request_exit(covered, ExitReason.KILL_SWITCH, now)
            uow.emit(*exits)
            begun += len(exits)
    return begun


async def _review(position_id: PositionId, turn: Turn, *, is_refused: bool = False) -> None:
    """Recompute a position from all there is to know; the message that rang is only a bell."""
    before = await turn.uow.positions.lock(position_id)
    if before is None:
        raise Hopeless(f"there is no position {position_id} on this network")
    evidence = replace(await turn.uow.positions.evidence(before), refused=is_refused)
    after = reviewed(before, evidence, now=turn.now, stale_after=turn.policy.stale_after)
    if after != before:
        await turn.uow.positions.save(after)
    turn.uow.emit(*_news(before, after, evidence, turn.now))


def _news(
    before: Position, after: Position, evidence: Evidence, now: datetime
) -> Iterator[Message]:
    if before.opened_at is None and after.opened_at is not None:
        yield position_opened(after, now)
    if after.status is PositionStatus.CLOSED and before.status is not PositionStatus.CLOSED:
        yield position_closed(after, now)
    if before.close_attempts < WORRYING_ATTEMPTS <= after.close_attempts:
        yield _naked(after, f"{after.close_attempts} attempts to exit failed", now)
    if before.status.ended and held(before.side, evidence.fills).quantity:
        yield _naked(after, "it was filled after it ended", now)


def _naked(position: Position, detail: str, now: datetime) -> AlarmRaised:
    return AlarmRaised(
        **lineage(position.id, f"naked/{detail}", trace_id=position.trace_id, at=now),
        kind=AlarmKind.NAKED_POSITION,
        subject=f"{position.venue}/{position.symbol}",
        detail=f"position {position.id}: {detail}",
    )


def _stale(market: Unwatched, now: datetime, policy: Policy) -> AlarmRaised:
    """Alarm once an episode: its id comes from the mark that nothing followed."""
    subject = f"{market.venue}/{market.symbol}"
    last = market.marked_at.isoformat() if market.marked_at else "never"
    episode = uuid5(NAMESPACE_URL, f"stale/{policy.network}/{subject}/{last}")
    return AlarmRaised(
        **lineage(episode, "alarm", trace_id=episode, at=now),
        kind=AlarmKind.PRICE_STALE,
        subject=subject,
        detail=f"positions are held without a fresh price; the last mark: {last}",
    )
