"""What to do next with orders that are due: send, ask, wait, or give up before sending."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never
from uuid import UUID

from contracts.alarms import AlarmKind
from contracts.base import Message
from contracts.intents import RefusalReason
from contracts.market import OrderId, Purpose, Symbol, VenueName, Wallet
from contracts.orders import RejectReason
from domain.halts import Halt, entry_halt
from domain.order_answers import ASK_LATEST, ASK_SOONEST, Heard, NoAnswer, answered
from domain.order_messages import order_alarm, trade_refused
from domain.orders import Attempt, Case, Order, OrderState, Seal, Step, lease_token, new_attempt
from domain.policy import Policy
from domain.ports.venue import Proof

_TOLD = {
    RejectReason.EXPIRED: RefusalReason.EXPIRED,
    RejectReason.HALTED: RefusalReason.HALTED,
    RejectReason.NOT_APPROVED: RefusalReason.NOT_READY,
}
"""How a refusal is told of an entry that was not sent."""

Exposure = tuple[UUID, Symbol] | UUID
"""What at most one unresolved order may touch: a deployment's symbol, or a position's exit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a claim is judged by.

    `signing` are the venues whose orders are signed, and `seals` who signs which order.
    `room` is how many entries a venue takes now; one that is not named takes any number. `looks`
    tells when each account was last settled with its venue, where venues sign.
    """

    now: datetime
    policy: Policy
    halts: Sequence[Halt]
    venues: frozenset[VenueName]
    signing: frozenset[VenueName] = frozenset()
    seals: Mapping[OrderId, Seal] = field(default_factory=dict)
    room: Mapping[VenueName, int] = field(default_factory=dict)
    looks: Mapping[tuple[VenueName, Wallet], datetime] = field(default_factory=dict)


@dataclass(slots=True)
class _Taken:
    """What the orders before this one have taken: exposures, and places at venues."""

    busy: set[Exposure]
    room: dict[VenueName, int]

    def note(self, order: Order) -> None:
        """Count an order that begins."""
        self.busy |= _exposed(order)
        if order.purpose is Purpose.OPEN and order.venue in self.room:
            self.room[order.venue] -= 1


def claims(cases: Sequence[Case], unresolved: Iterable[Order], scene: Scene) -> list[Step]:
    """Decide what becomes of each order that is due, in the order given.

    `unresolved` are orders of the same deployments whose fate is not known now.
    """
    busy = {exposure for order in unresolved for exposure in _exposed(order)}
    taken = _Taken(busy=busy, room=dict(scene.room))
    steps = []
    for case in cases:
        step = _claim(case, taken, scene)
        if step.leased and step.moved:
            taken.note(step.order)
        steps.append(step)
    return steps


def _claim(case: Case, taken: _Taken, scene: Scene) -> Step:
    match case.order.state:
        case OrderState.PLANNED:
            return _begin(case, taken, scene)
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


def _blocked(order: Order, taken: _Taken) -> bool:
    """Tell whether an order of unknown fate stands in the way, or the venue takes no more entries.

    Law 8: a second order beside it could double the size, or close what is already closed.
    """
    if order.purpose is Purpose.CLOSE:
        return order.position_id in taken.busy
    full = taken.room.get(order.venue, 1) <= 0
    return full or (order.deployment_id, order.symbol) in taken.busy


def _begin(case: Case, taken: _Taken, scene: Scene) -> Step:
    order = case.order
    if order.purpose is Purpose.OPEN and (refused := _refusal(case, scene)) is not None:
        return refused
    if order.venue not in scene.venues:
        return _unreachable(case, scene)
    if _unsettled(order, scene):
        waiting = replace(order, detail=f"it waits for a look at {order.wallet} on {order.venue}")
        return _postponed(replace(case, order=waiting), scene)
    if _blocked(order, taken):
        return _postponed(case, scene)
    seal = scene.seals.get(order.id)
    if seal is None and order.venue in scene.signing:
        return _keyless(case, scene)
    attempt = new_attempt(order, now=scene.now, life=scene.policy.order_life, seal=seal)
    claimed = replace(
        order, state=OrderState.CLAIMED, attempts=attempt.n, version=order.version + 1
    )
    return Step(before=order, order=claimed, attempt=attempt, leased=True)


def _unsettled(order: Order, scene: Scene) -> bool:
    """Tell whether too little is known of the account of an entry; an exit never waits for that.

    What its venue holds may not be what we believe, until it was looked at not long ago.
    """
    limit = scene.policy.max_reconcile_age
    if order.purpose is Purpose.CLOSE or order.venue not in scene.signing or limit is None:
        return False
    looked_at = scene.looks.get((order.venue, order.wallet))
    return looked_at is None or scene.now - looked_at > limit


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
        wallet=order.wallet,
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
    told = trade_refused(order, _TOLD[reason], detail=detail, at=scene.now)
    return Step(before=order, order=rejected, messages=(told,))


def _keyless(case: Case, scene: Scene) -> Step:
    """Refuse an entry that no key may sign; an exit waits until its owner approves one."""
    order = case.order
    detail = f"{order.wallet} has approved no key for {order.venue}"
    if order.purpose is Purpose.OPEN:
        return _refused(order, RejectReason.NOT_APPROVED, detail, scene)
    alarm = order_alarm(order, AlarmKind.KEY_MISSING, detail, at=scene.now)
    return _postponed(case, scene, alarm)


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
    return replace(step, attempt=_fenced(step.attempt, case.order))


def _ask(case: Case, scene: Scene) -> Step:
    order = case.order
    if order.venue not in scene.venues:
        return _unreachable(case, scene)
    return Step(
        before=order,
        order=replace(order, version=order.version + 1),
        attempt=_fenced(case.attempt, order),
        lease_token=case.attempt.lease_token if case.attempt else None,
        leased=True,
    )


def _fenced(attempt: Attempt | None, order: Order) -> Attempt | None:
    return None if attempt is None else replace(attempt, lease_token=lease_token(order))


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
