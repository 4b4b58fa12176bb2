"""What to do next with orders that are due: send, ask, wait, or give up before sending."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never
from uuid import UUID

from contracts.alarms import AlarmKind
from contracts.base import Message
from contracts.intents import RefusalReason
from contracts.market import Purpose, Symbol, VenueName
from contracts.orders import RejectReason
from domain.halts import Halt, entry_halt
from domain.order_answers import ASK_LATEST, ASK_SOONEST, Heard, NoAnswer, answered
from domain.order_messages import order_alarm, trade_refused
from domain.orders import Case, Order, OrderState, Step, lease_token, new_attempt
from domain.policy import Policy
from domain.ports.venue import Proof

Exposure = tuple[UUID, Symbol] | UUID
"""What at most one unresolved order may touch: a deployment's symbol, or a position's exit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a claim is judged by."""

    now: datetime
    policy: Policy
    halts: Sequence[Halt]
    venues: frozenset[VenueName]


def claims(cases: Sequence[Case], unresolved: Iterable[Order], scene: Scene) -> list[Step]:
    """Decide what becomes of each order that is due, in the order given.

    `unresolved` are orders of the same deployments whose fate is not known now.
    """
    busy = {exposure for order in unresolved for exposure in _exposed(order)}
    steps = []
    for case in cases:
        step = _claim(case, busy, scene)
        if step.leased and step.moved:
            busy |= _exposed(step.order)
        steps.append(step)
    return steps


def _claim(case: Case, busy: set[Exposure], scene: Scene) -> Step:
    match case.order.state:
        case OrderState.PLANNED:
            return _begin(case, busy, scene)
        case OrderState.CLAIMED | OrderState.SENT:
            return _abandoned(case, scene)
        case OrderState.UNKNOWN | OrderState.ACKED | OrderState.PARTIAL:
            return _ask(case, scene)
        case OrderState.FILLED | OrderState.CANCELLED | OrderState.REJECTED | OrderState.DEAD:
            raise ValueError(f"order {case.order.id} is over")
        case unreachable:
            assert_never(unreachable)


def _exposed(order: Order) -> set[Exposure]:
    exposed: set[Exposure] = {(order.deployment_id, order.symbol)}
    return exposed | {order.position_id} if order.purpose is Purpose.CLOSE else exposed


def _blocked(order: Order, busy: set[Exposure]) -> bool:
    """Tell whether an order of unknown fate stands in the way.

    Law 8: a second order beside it could double the size, or close what is already closed.
    """
    if order.purpose is Purpose.CLOSE:
        return order.position_id in busy
    return (order.deployment_id, order.symbol) in busy


def _begin(case: Case, busy: set[Exposure], scene: Scene) -> Step:
    order = case.order
    if order.purpose is Purpose.OPEN and (refused := _refusal(case, scene)) is not None:
        return refused
    if order.venue not in scene.venues:
        return _unreachable(case, scene)
    if _blocked(order, busy):
        return _postponed(case, scene)
    attempt = new_attempt(order, now=scene.now, life=scene.policy.order_life)
    claimed = replace(
        order, state=OrderState.CLAIMED, attempts=attempt.n, version=order.version + 1
    )
    return Step(before=order, order=claimed, attempt=attempt, leased=True)


def _refusal(case: Case, scene: Scene) -> Step | None:
    """Look once more, right before an entry would leave: what was true at planning may not be."""
    order = case.order
    if order.expired(scene.now):
        return _refused(order, RejectReason.EXPIRED, "it was not sent in time", scene)
    halt = entry_halt(
        scene.halts,
        venue=order.venue,
        agent_id=order.agent_id,
        source_id=case.source_id,
        deployment_id=order.deployment_id,
    )
    return None if halt is None else _refused(order, RejectReason.HALTED, str(halt), scene)


def _refused(order: Order, reason: RejectReason, detail: str, scene: Scene) -> Step:
    rejected = replace(
        order,
        state=OrderState.REJECTED,
        reject_reason=reason,
        detail=detail,
        version=order.version + 1,
    )
    told = trade_refused(order, RefusalReason(reason.value), detail=detail, at=scene.now)
    return Step(before=order, order=rejected, messages=(told,))


def _abandoned(case: Case, scene: Scene) -> Step:
    """Take over from a sender whose lease is over: it may have sent, so only asking can tell.

    The new lease token is what makes the old sender's late word void (law 4).
    """
    heard = Heard(
        answer=NoAnswer("the sender was not heard of again"),
        asked_at=scene.now,
        proof=Proof.NONE,
    )
    filled = case.order.filled
    step = answered(case, heard, filled=filled, now=scene.now, policy=scene.policy)
    return _fenced(step, case.order)


def _ask(case: Case, scene: Scene) -> Step:
    order = case.order
    if order.venue not in scene.venues:
        return _unreachable(case, scene)
    asked = Step(
        before=order,
        order=replace(order, version=order.version + 1),
        attempt=case.attempt,
        lease_token=case.attempt.lease_token if case.attempt else None,
        leased=True,
    )
    return _fenced(asked, order)


def _fenced(step: Step, order: Order) -> Step:
    attempt = step.attempt
    fenced = None if attempt is None else replace(attempt, lease_token=lease_token(order))
    return replace(step, attempt=fenced)


def _unreachable(case: Case, scene: Scene) -> Step:
    detail = f"{case.order.venue} is not configured here"
    return _postponed(
        case, scene, order_alarm(case.order, AlarmKind.VENUE_NOT_CONFIGURED, detail, at=scene.now)
    )


def _postponed(case: Case, scene: Scene, *messages: Message) -> Step:
    order = case.order
    delay = min(max((scene.now - order.created_at) / 2, ASK_SOONEST), ASK_LATEST)
    later = replace(order, next_attempt_at=scene.now + delay, version=order.version + 1)
    return Step(before=order, order=later, messages=messages)
