"""What is told of an order; ids are derived from the order, so that telling twice says it once."""

from datetime import datetime
from typing import TypedDict

from contracts.alarms import AlarmKind, AlarmRaised
from contracts.base import lineage
from contracts.intents import RefusalReason, TradeRefused
from contracts.market import (
    AgentId,
    DeploymentId,
    IntentId,
    OrderId,
    PositionId,
    Purpose,
    Side,
    Symbol,
    VenueName,
)
from contracts.orders import OrderFilled, OrderRejected, OrderUnknown, RejectReason
from domain.orders import Attempt, Order
from domain.ports.venue import Fill


class About(TypedDict):
    """What every message about an order says."""

    order_id: OrderId
    intent_id: IntentId
    agent_id: AgentId
    deployment_id: DeploymentId
    position_id: PositionId
    purpose: Purpose
    venue: VenueName
    symbol: Symbol
    side: Side


def order_filled(order: Order, fill: Fill, *, at: datetime) -> OrderFilled:
    """Tell of one fill, by the venue's own name for it."""
    head = lineage(order.id, f"fill/{fill.fill_id}", trace_id=order.trace_id, at=at)
    return OrderFilled(
        **head,
        **_about(order),
        fill_id=fill.fill_id,
        quantity=fill.quantity,
        price=fill.price,
        fee=fill.fee,
        filled_at=fill.filled_at,
    )


def order_rejected(order: Order, reason: RejectReason, *, at: datetime) -> OrderRejected:
    """Tell that an order ended with some or all of it untraded."""
    head = lineage(order.id, "rejected", trace_id=order.trace_id, at=at)
    return OrderRejected(
        **head, **_about(order), reason=reason, detail=order.detail, filled=order.filled
    )


def order_unknown(order: Order, attempt: Attempt, *, at: datetime) -> OrderUnknown:
    """Tell that an attempt may or may not have reached its venue."""
    head = lineage(order.id, f"unknown/{attempt.n}", trace_id=order.trace_id, at=at)
    return OrderUnknown(**head, **_about(order), attempt=attempt.n, detail=order.detail)


def trade_refused(
    order: Order, reason: RefusalReason, *, detail: str, at: datetime
) -> TradeRefused:
    """Tell that an entry was never sent. Raises ValueError for an exit, which has no signal."""
    if order.signal_id is None:
        raise ValueError(f"order {order.id} has no signal, so it is no entry")
    return TradeRefused(
        **lineage(order.id, "refused", trace_id=order.trace_id, at=at),
        signal_id=order.signal_id,
        agent_id=order.agent_id,
        deployment_id=order.deployment_id,
        intent_id=order.intent_id,
        position_id=order.position_id,
        reason=reason,
        detail=detail,
    )


def order_alarm(
    order: Order, kind: AlarmKind, detail: str, *, at: datetime, nth: int = 0
) -> AlarmRaised:
    """Ask a person to look at an order; once for each kind and number, however often asked."""
    return AlarmRaised(
        **lineage(order.id, f"alarm/{kind}/{nth}", trace_id=order.trace_id, at=at),
        kind=kind,
        subject=f"order/{order.id}",
        detail=detail,
    )


def _about(order: Order) -> About:
    return About(
        order_id=order.id,
        intent_id=order.intent_id,
        agent_id=order.agent_id,
        deployment_id=order.deployment_id,
        position_id=order.position_id,
        purpose=order.purpose,
        venue=order.venue,
        symbol=order.symbol,
        side=order.side,
    )
