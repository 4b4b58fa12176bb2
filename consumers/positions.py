"""Positions: fills make them, marks end them, and nothing else does."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import zip_longest
from operator import attrgetter
from uuid import NAMESPACE_URL, uuid5

from consumers.breakers import trip_breakers
from consumers.stage import Stage, Turn, World
from contracts.alarms import AlarmKind, AlarmRaised
from contracts.base import Message, lineage
from contracts.intents import ExitReason, TradeRefused
from contracts.market import PositionId
from contracts.orders import OrderFilled, OrderRejected
from contracts.positions import PriceMarked
from domain.errors import Hopeless
from domain.halts import HaltStrength
from domain.jumps import judge, jump_alarm
from domain.policy import Policy
from domain.ports.positions import Ending, Unwatched
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


@stage.handles_together(OrderFilled)
async def take_fills(messages: Sequence[OrderFilled], turn: Turn) -> None:
    """Look again at the positions a venue traded for."""
    await _review([message.position_id for message in messages], turn)


@stage.handles_together(OrderRejected)
async def take_rejections(messages: Sequence[OrderRejected], turn: Turn) -> None:
    """Look again at the positions whose orders ended short."""
    await _review([message.position_id for message in messages], turn)


@stage.handles_together(TradeRefused)
async def take_refusals(messages: Sequence[TradeRefused], turn: Turn) -> None:
    """Give up the positions that were reserved for entries never sent."""
    named = [message.position_id for message in messages]
    await _review([name for name in named if name is not None], turn, are_refused=True)


@stage.handles_together(PriceMarked)
async def watch_prices(marks: Sequence[PriceMarked], turn: Turn) -> None:
    """Move trailing stops, and exit what each of the marks ends.

    A mark that is not fresh is not even stored: what is stored has watched over positions.
    """
    oldest, newest = turn.now - turn.policy.max_price_age, turn.now + turn.policy.max_price_age
    for together in in_rounds(mark for mark in marks if oldest <= mark.seen_at <= newest):
        await _watch(together, turn)


def in_rounds(marks: Iterable[PriceMarked]) -> Iterator[Sequence[PriceMarked]]:
    """Split marks so that each market has one a round, its earlier marks in earlier rounds.

    Every mark counts: a stop that an earlier one touched is not forgotten for a later one.
    """
    markets: dict[str, list[PriceMarked]] = defaultdict(list)
    for mark in sorted(marks, key=attrgetter("seen_at")):
        markets[mark.partition].append(mark)
    for together in zip_longest(*markets.values()):
        yield [mark for mark in together if mark is not None]


async def _watch(marks: Sequence[PriceMarked], turn: Turn) -> None:
    """Let marks of different markets do all they do, a few statements for all of them."""
    positions = turn.uow.positions
    marks = await _believed(marks, turn)
    if not marks:
        return
    await positions.account_gaps(marks, turn.policy.stale_after)
    stored = await turn.uow.markets.save_marks(marks)
    if not stored:
        return
    await positions.ratchet(stored)
    due = await positions.due(stored, turn.now)
    turn.uow.emit(*await positions.begin_exits(_endings(due, stored, turn.now), turn.now))


async def _believed(marks: Sequence[PriceMarked], turn: Turn) -> Sequence[PriceMarked]:
    """Leave out the marks that jumped, until they are seen again; what is doubted is kept."""
    markets, policy = turn.uow.markets, turn.policy
    known = await markets.known({mark.symbol for mark in marks})
    judged = judge(marks, known, rules=policy.jumps, max_age=policy.max_price_age)
    if judged.doubts:
        await markets.note_doubts(judged.doubts, marks)
        turn.uow.emit(
            *(
                jump_alarm(mark, known[mark.venue, mark.symbol], policy.network, turn.now)
                for mark in judged.begun
            )
        )
    return judged.believed


def _endings(
    due: Sequence[Position], marks: Sequence[PriceMarked], now: datetime
) -> dict[PositionId, Ending]:
    prices = {(mark.venue, mark.symbol): mark.price for mark in marks}
    endings = {}
    for position in due:
        price = prices[position.venue, position.symbol]
        if reason := exit_reason(position, price, now):
            endings[position.id] = Ending(reason=reason, at_price=price)
    return endings


@stage.round
async def watch_over(world: World) -> int:
    """Raise an alarm over stale marks, and exit what halts and cancelled deployments say to.

    Return how many exits were begun. An active deployment's positions are watched over no more
    than a paused one's.
    """
    now = world.clock.now()
    async with world.units() as uow:
        stale = await uow.positions.unwatched(now - world.policy.stale_after)
        uow.emit(*(_stale(market, now, world.policy) for market in stale))
        return await _flatten(uow, now) + await _wind_down(uow, now)


@stage.round
async def break_circuits(world: World) -> int:
    """Halt what lost more of the day's result than a drawdown limit allows."""
    async with world.units() as uow:
        return await trip_breakers(uow, world.policy, world.clock.now())


async def _flatten(uow: UnitOfWork, now: datetime) -> int:
    begun = 0
    for halt in await uow.halts.in_force():
        if halt.strength is HaltStrength.FLATTEN:
            covered = await uow.positions.covered(halt, now=now, limit=EXITS_AT_ONCE)
            exits = await uow.positions.request_exit(covered, ExitReason.KILL_SWITCH, now)
            uow.emit(*exits)
            begun += len(exits)
    return begun


async def _wind_down(uow: UnitOfWork, now: datetime) -> int:
    """Close what cancelled deployments leave behind, whenever it came to be open."""
    left = await uow.positions.left_behind(now=now, limit=EXITS_AT_ONCE)
    exits = await uow.positions.request_exit(left, ExitReason.DEPLOYMENT_CANCELLED, now)
    uow.emit(*exits)
    return len(exits)


async def _review(
    position_ids: Sequence[PositionId], turn: Turn, *, are_refused: bool = False
) -> None:
    """Recompute positions from all there is to know; the messages that rang are only bells."""
    wanted = dict.fromkeys(position_ids)
    if not wanted:
        return
    before = await turn.uow.positions.lock(wanted)
    if missing := wanted.keys() - before.keys():
        raise Hopeless(f"there is no position {min(missing)} on this network")
    known = await turn.uow.positions.evidence(before.values())
    changed = []
    for position in (before[position_id] for position_id in wanted):
        evidence = replace(known[position.id], refused=are_refused)
        after = reviewed(position, evidence, now=turn.now, stale_after=turn.policy.stale_after)
        if after != position:
            changed.append(after)
        turn.uow.emit(*_news(position, after, evidence, turn.now))
    await turn.uow.positions.save(changed)


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
