"""Intents in, orders out: each is sent once, and what became of it is asked, never guessed.

Handlers only record. The loop claims what is due, talks to venues, and records what they say:
two short transactions around one call, which is made outside of both.
"""

import asyncio
import logging
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from consumers.order_scene import scene_of
from consumers.stage import Stage, Turn, World
from contracts.intents import ExitIntended, TradeIntended, TradeRefused
from contracts.market import OrderId
from domain.errors import FateUnknown, VenueBusy, VenueError, VenueRefused, VenueUnavailable
from domain.order_answers import (
    Answer,
    Heard,
    NoAnswer,
    NotSent,
    Refused,
    answered,
    believable,
)
from domain.order_claims import claims
from domain.order_messages import order_filled
from domain.orders import Attempt, Case, Step, entry_order, exit_order
from domain.ports.unit_of_work import UnitOfWork
from domain.ports.venue import OrderReport, Venue

log = logging.getLogger(__name__)

stage = Stage("orders")

Call = asyncio.Task[Heard]
Calls = dict[Call, "Errand"]

BATCH = 200
"""How many orders one claim takes at most."""
AT_ONCE = 2 * BATCH
"""How many calls are open at once at most."""
LOOK = 0.25
"""Seconds after which the loop looks for more that is due, whether answers keep coming or not."""
GATHER = 0.01
"""Seconds that answers wait for another, when others are still awaited."""
GATHERS = 5
"""How often answers that keep coming are waited for before all are recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One call to make for an attempt under lease: place it, or ask what became of it."""

    attempt: Attempt
    venue: Venue


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What an errand brought back, and the lease under which it may be recorded."""

    order_id: OrderId
    lease_token: UUID
    heard: Heard


@stage.handles_together(TradeIntended)
async def plan_entries(intents: Sequence[TradeIntended], turn: Turn) -> None:
    """Record that orders are to open positions."""
    await turn.uow.orders.plan([entry_order(intent, now=turn.now) for intent in intents])


@stage.handles_together(ExitIntended)
async def plan_exits(intents: Sequence[ExitIntended], turn: Turn) -> None:
    """Record that orders are to close positions."""
    await turn.uow.orders.plan([exit_order(intent, now=turn.now) for intent in intents])


@stage.loop
async def settle_due(world: World) -> int:
    """Send planned orders, ask about the unsettled ones, and return how many were seen to.

    While calls are out, the next orders are claimed: at once if more were due than one claim
    takes, and every `LOOK`, so that nobody waits for another's slow answer. Nothing is recorded
    when this is cancelled: leases run out, and then venues are asked.
    """
    time = asyncio.get_running_loop().time
    seen, more, looked = 0, True, time()
    calls: Calls = {}
    try:
        while more or calls:
            if room := more and min(BATCH, AT_ONCE - len(calls)):
                steps, looked = await claim_due(world, limit=room), time()
                calls |= _begin(errands(steps, world), world)
                seen, more = seen + len(steps), len(steps) == room
            await _record_some(calls, world)
            more |= bool(calls) and time() - looked >= LOOK
    finally:
        await _give_up(calls)
    return seen


async def claim_due(world: World, *, limit: int = BATCH) -> Sequence[Step]:
    """Decide what becomes of the orders that are due, and lease those that need a call.

    Law 1: an attempt is committed here, complete, before its first byte leaves.
    """
    now = world.clock.now()
    async with world.units() as uow:
        cases = await uow.orders.due(now, limit=limit)
        if not cases:
            return []
        unresolved = await uow.orders.unresolved(case.order.deployment_id for case in cases)
        steps = claims(cases, unresolved, await scene_of(cases, uow, world, now))
        await _store(steps, uow, world, now)
    return steps


def errands(steps: Sequence[Step], world: World) -> Sequence[Errand]:
    """List the calls that claimed orders need."""
    return [
        Errand(attempt=step.attempt, venue=world.venues[step.order.venue])
        for step in steps
        if step.leased and step.attempt
    ]


async def run(todo: Sequence[Errand], world: World) -> None:
    """Run errands at once and record what comes back as it does: a slow venue delays nobody."""
    calls = _begin(todo, world)
    try:
        while calls:
            await _record_some(calls, world)
    finally:
        await _give_up(calls)


def _begin(todo: Sequence[Errand], world: World) -> Calls:
    return {asyncio.create_task(_go(errand, world)): errand for errand in todo}


async def _give_up(calls: Calls) -> None:
    for call in calls:
        call.cancel()
    await asyncio.gather(*calls, return_exceptions=True)


async def _record_some(calls: Calls, world: World) -> None:
    """Record the next answers and forget their calls, unless none comes for a while."""
    done = await _answered(calls) if calls else set()
    if done:
        await record([_returned(call, calls.pop(call), world) for call in done], world)


async def _answered(calls: Calls) -> set[Call]:
    """Wait for an answer, and on for others that share its transaction while they keep coming."""
    done, pending = await asyncio.wait(calls, timeout=LOOK, return_when=asyncio.FIRST_COMPLETED)
    for _ in range(GATHERS if done else 0):
        if not pending:
            break
        more, pending = await asyncio.wait(pending, timeout=GATHER)
        if not more:
            break
        done |= more
    return done


async def record(returned: Sequence[Returned], world: World) -> None:
    """Record a group of answers; those whose lease was taken over are dropped.

    Law 6: fills are keyed by the venue's own name for them, so one told twice is kept once.
    """
    now = world.clock.now()
    heard = {answer.order_id: answer.heard for answer in returned}
    async with world.units() as uow:
        cases = await uow.orders.held({a.order_id: a.lease_token for a in returned})
        filled = await _take_fills(cases, heard, uow, now)
        steps = [
            answered(
                case,
                heard[case.order.id],
                filled=filled[case.order.id],
                now=now,
                policy=world.policy,
            )
            for case in cases
        ]
        await _store(steps, uow, world, now)


async def _store(steps: Sequence[Step], uow: UnitOfWork, world: World, now: datetime) -> None:
    await uow.orders.store(steps, now=now, lease=world.policy.lease)
    messages = [message for step in steps for message in step.messages]
    if refusals := [message for message in messages if isinstance(message, TradeRefused)]:
        await uow.intents.add_refusals(refusals)
    uow.emit(*messages)


async def _take_fills(
    cases: Sequence[Case], heard: dict[OrderId, Heard], uow: UnitOfWork, now: datetime
) -> dict[OrderId, Decimal]:
    told = [
        (case.order, fill)
        for case in cases
        if isinstance(report := heard[case.order.id].answer, OrderReport)
        for fill in report.fills
    ]
    for order, fill in await uow.orders.add_fills(told):
        uow.emit(order_filled(order, fill, at=now))
    sums = await uow.orders.filled(order.id for order, _ in told)
    return {case.order.id: sums.get(case.order.id, case.order.filled) for case in cases}


def _returned(task: asyncio.Task[Heard], errand: Errand, world: World) -> Returned:
    """Read a finished errand; one that broke for a reason nobody foresaw is of unknown fate."""
    broken = asyncio.CancelledError() if task.cancelled() else task.exception()
    if broken is not None:
        # The words of an error may hold what was signed; its type and its place hold nothing.
        place = "".join(traceback.format_tb(broken.__traceback__))
        name = type(broken).__name__
        log.error("call for order %s broke: %s\n%s", errand.attempt.order_id, name, place)
        silence = NoAnswer(f"the call broke: {name}")
        heard = Heard(answer=silence, asked_at=world.clock.now(), proof=errand.venue.proof)
    else:
        heard = task.result()
    attempt = errand.attempt
    return Returned(order_id=attempt.order_id, lease_token=attempt.lease_token, heard=heard)


async def _go(errand: Errand, world: World) -> Heard:
    asked_at = world.clock.now()
    ask = _place if errand.attempt.outcome is None else _find
    answer = await ask(errand, world)
    return Heard(answer=answer, asked_at=asked_at, proof=errand.venue.proof)


async def _place(errand: Errand, world: World) -> Answer:
    """Send an attempt once, if its deadline is still ahead by our own clock (law 5)."""
    if not errand.attempt.sendable(world.clock.now()):
        return NotSent("its deadline passed before it could be sent")
    try:
        async with asyncio.timeout(world.policy.venue_timeout.total_seconds()):
            return believable(await errand.venue.place(errand.attempt.request))
    except VenueRefused as refusal:
        return Refused(refusal.reason, refusal.detail)
    except VenueUnavailable as failure:
        return NotSent(str(failure), busy=isinstance(failure, VenueBusy))
    except (FateUnknown, TimeoutError) as silence:
        return NoAnswer(str(silence) or "no answer in time")


async def _find(errand: Errand, world: World) -> Answer:
    """Ask about the very request that was stored (law 3); failing to ask proves nothing."""
    try:
        async with asyncio.timeout(world.policy.venue_timeout.total_seconds()):
            return believable(await errand.venue.find(errand.attempt.request))
    except (VenueError, TimeoutError) as silence:
        return NoAnswer(str(silence) or "no answer in time")
