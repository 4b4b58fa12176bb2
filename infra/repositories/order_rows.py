"""How orders, attempts and their events are spelled as rows."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from contracts.market import (
    AgentId,
    DeploymentId,
    IntentId,
    Network,
    OrderId,
    PositionId,
    Purpose,
    Side,
    SignalId,
    VenueName,
)
from contracts.orders import RejectReason
from domain.orders import Attempt, AttemptOutcome, Order, OrderState, Step
from domain.ports.venue import Fill, OrderRequest

WIRE = TypeAdapter(OrderRequest)

Values = dict[str, Any]


FIXED = (
    "id",
    "intent_id",
    "agent_id",
    "deployment_id",
    "position_id",
    "signal_id",
    "trace_id",
    "purpose",
    "wallet",
    "network",
    "venue",
    "symbol",
    "side",
    "quantity",
    "leverage",
    "reference_price",
    "max_slippage",
    "created_at",
    "expires_at",
)
"""What never changes in an order."""
MOVING = (
    "state",
    "version",
    "attempts",
    "filled",
    "reject_reason",
    "detail",
    "next_attempt_at",
)
"""What each step may change."""


def order_values(order: Order) -> Values:
    """Spell a new order."""
    fixed = {name: getattr(order, name) for name in FIXED}
    return fixed | _progress(order, order.created_at)


def order_change(step: Step, now: datetime) -> Values:
    """Spell what moved in an order, and which version of which order it may move."""
    key = {"at_id": step.order.id, "at_version": step.before.version}
    return key | _progress(step.order, now)


def read_order(row: Any) -> Order:
    """Read an order back."""
    return Order(
        id=OrderId(row.id),
        intent_id=IntentId(row.intent_id),
        agent_id=AgentId(row.agent_id),
        deployment_id=DeploymentId(row.deployment_id),
        position_id=PositionId(row.position_id),
        signal_id=SignalId(row.signal_id) if row.signal_id else None,
        trace_id=row.trace_id,
        purpose=Purpose(row.purpose),
        wallet=row.wallet,
        network=Network(row.network),
        venue=VenueName(row.venue),
        symbol=row.symbol,
        side=Side(row.side),
        quantity=row.quantity,
        leverage=row.leverage,
        reference_price=row.reference_price,
        max_slippage=row.max_slippage,
        created_at=row.created_at,
        next_attempt_at=row.next_attempt_at,
        expires_at=row.expires_at,
        state=OrderState(row.state),
        version=row.version,
        attempts=row.attempts,
        filled=row.filled,
        reject_reason=RejectReason(row.reject_reason) if row.reject_reason else None,
        detail=row.detail or "",
    )


def attempt_values(attempt: Attempt) -> Values:
    """Spell a new attempt but for its lease, its complete request included, before it is sent."""
    return {
        "order_id": attempt.order_id,
        "n": attempt.n,
        "client_order_id": attempt.request.client_order_id,
        "signer": attempt.request.signer,
        "nonce": attempt.request.nonce,
        "wire": WIRE.dump_python(attempt.request, mode="json"),
        "send_deadline": attempt.send_deadline,
        "lease_token": attempt.lease_token,
        "created_at": attempt.created_at,
    }


def attempt_change(attempt: Attempt, lease_token: UUID | None, *, leased: bool) -> Values:
    """Spell what moved in an attempt, under which lease it may move, and if it stays leased."""
    return {
        "at_order": attempt.order_id,
        "at_n": attempt.n,
        "at_token": lease_token,
        "lease_token": attempt.lease_token,
        "leased": leased,
        "outcome": attempt.outcome,
        "not_seen": attempt.not_seen,
    }


def read_attempt(row: Any) -> Attempt:
    """Read an attempt back; its request is the one that was stored, never one made anew."""
    return Attempt(
        order_id=OrderId(row.order_id),
        n=row.n,
        request=WIRE.validate_python(row.wire),
        lease_token=row.lease_token,
        created_at=row.created_at,
        outcome=AttemptOutcome(row.outcome) if row.outcome else None,
        not_seen=row.not_seen,
    )


def fill_values(order: Order, fill: Fill) -> Values:
    """Spell a fill."""
    return {
        "network": order.network,
        "venue": order.venue,
        "fill_id": fill.fill_id,
        "order_id": order.id,
        "position_id": order.position_id,
        "purpose": order.purpose,
        "quantity": fill.quantity,
        "price": fill.price,
        "fee": fill.fee,
        "filled_at": fill.filled_at,
    }


def planned_event(order: Order) -> Values:
    """Spell the first event of an order."""
    return {"order_id": order.id, "kind": order.state, "data": {}, "at": order.created_at}


def event_values(order: Order, came_from: OrderState, now: datetime) -> Values:
    """Spell the event of an order coming into a state."""
    told: dict[str, str | int | None] = {
        "from": came_from,
        "attempt": order.attempts,
        "filled": _plain(order.filled),
        "reason": order.reject_reason,
        "detail": order.detail,
    }
    return {"order_id": order.id, "kind": order.state, "data": told, "at": now}


def _progress(order: Order, now: datetime) -> Values:
    return {name: getattr(order, name) for name in MOVING} | {"updated_at": now}


def _plain(amount: Decimal) -> str:
    return format(amount.normalize(), "f")
