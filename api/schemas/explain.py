"""What became of a post, as a tree: each part with what it led to, and how long that took."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from api.schemas.base import Number, Out, Shown

Seconds = float | None
"""How long after the step before it, on our clocks; None when one of the two has not happened."""


class PostOut(Out):
    """A post as first seen."""

    id: UUID
    kind: str
    author: str
    external_id: str
    text: str
    published_at: datetime
    first_seen_at: datetime
    after: Seconds


class CallOut(Out):
    """What a post says of one token."""

    token: str
    direction: str | None
    confidence: str
    leverage: str | None


class VerdictOut(Out):
    """A classifier's answer, or how far it has come when `state` is not DONE."""

    classifier: str
    state: str
    attempts: int
    last_error: str | None
    candidate: bool | None
    confidence: Number | None
    reason: str | None
    calls: tuple[CallOut, ...]
    classified_at: datetime | None
    after: Seconds
    fallback_for: str | None
    echo_of: UUID | None


class ToldFillOut(Out):
    """What the venue did."""

    id: str
    quantity: Number
    price: Number
    fee: Number
    filled_at: datetime
    after: Seconds


class AttemptOut(Out):
    """One try at sending an order; the outcome is None while it is on its way."""

    n: int
    outcome: str | None
    not_seen: int
    send_deadline: datetime
    created_at: datetime
    after: Seconds


class ToldEventOut(Out):
    """A step in an order's life."""

    kind: str
    detail: str
    at: datetime
    after: Seconds


class OrderOut(Out):
    """What a venue was asked to do."""

    id: UUID
    state: str
    quantity: Number
    filled: Number
    reject_reason: str | None
    detail: str | None
    created_at: datetime
    after: Seconds
    attempts: tuple[AttemptOut, ...]
    events: tuple[ToldEventOut, ...]
    fills: tuple[ToldFillOut, ...]


class ToldIntentOut(Out):
    """A decision to open, or to close for a reason."""

    id: UUID
    purpose: str
    venue: str
    symbol: str
    side: str
    quantity: Number
    collateral: Number | None
    leverage: Number
    reference_price: Number | None
    max_slippage: Number
    reason: str | None
    attempt: int
    created_at: datetime
    expires_at: datetime | None
    after: Seconds
    order: OrderOut | None


class RoutingOut(Out):
    """Which venues were asked for, which took the trade, and why those before it did not."""

    requested: tuple[str, ...]
    selected: str | None
    passed_over: Mapping[str, str]
    reckoning: Mapping[str, Any] | None
    """What the size was reckoned from."""


class RefusalOut(Out):
    """Why a deployment did not act."""

    reason: str
    detail: str
    intent_id: UUID | None
    at: datetime
    after: Seconds


class WaitingOut(Out):
    """A position that has to close first; `intent_id` is its latest exit, in `state` by now."""

    position_id: UUID
    status: str
    intent_id: UUID
    state: str | None
    reject_reason: str | None
    expires_at: datetime
    created_at: datetime
    settled_at: datetime | None


class ToldBillOut(Out):
    """What is owed for a position."""

    id: UUID
    kind: str
    amount: Number
    asset: str
    status: str
    occurred_at: datetime
    after: Seconds


class ToldPositionOut(Out):
    """What a deployment holds; `after` is since its intent, `held` since it opened."""

    id: UUID
    status: str
    venue: str
    symbol: str
    side: str
    opened_quantity: Number
    quantity: Number
    collateral: Number
    leverage: Number
    risk_plan: Mapping[str, Any]
    entry_price: Number | None
    hard_stop_price: Number | None
    take_profit_price: Number | None
    trigger_below: Number | None
    trigger_above: Number | None
    ratchet_at: Number | None
    extreme: Number | None
    expires_at: datetime | None
    exit_price: Number | None
    exit_reason: str | None
    closing_reason: str | None
    gross_pnl: Number | None
    fees: Number | None
    net_pnl: Number | None
    naked_seconds: Number
    opened_at: datetime | None
    closed_at: datetime | None
    after: Seconds
    held: Seconds
    exits: tuple[ToldIntentOut, ...]
    bills: tuple[ToldBillOut, ...]


class ToldDeploymentOut(Out):
    """What one deployment made of a signal; `seen_to_fill` is since we saw the post."""

    id: UUID
    wallet: Shown | None
    routing: RoutingOut | None
    intent: ToldIntentOut | None
    refusal: RefusalOut | None
    position: ToldPositionOut | None
    seen_to_fill: Seconds
    waiting: WaitingOut | None


class ToldSignalOut(Out):
    """An agent's reason to trade, and what its deployments made of it."""

    id: UUID
    token: str
    side: str
    confidence: Number
    size: Number
    score: Number | None
    score_breakdown: Mapping[str, Any] | None
    reference_price: Number
    created_at: datetime
    expires_at: datetime
    after: Seconds
    deployments: tuple[ToldDeploymentOut, ...]
    asked: int
    """How many deployments of the agent there are, or one when the signal names it."""


class OutcomeOut(Out):
    """What the post, or one call in it, came to for one agent: a signal, or a reason for none."""

    agent_id: UUID | None
    agent: str | None
    token: str | None
    reason: str | None
    detail: str
    at: datetime
    after: Seconds
    signal: ToldSignalOut | None


class StoryOut(Out):
    """The chain that the thing asked about hangs in; what hangs beside it is counted."""

    asked: str
    id: UUID
    post: PostOut | None
    verdicts: tuple[VerdictOut, ...]
    outcomes: tuple[OutcomeOut, ...]
    other_outcomes: Mapping[str, int]
    other_deployments: Mapping[str, int]
