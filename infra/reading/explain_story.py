"""What became of a post, as a tree: each part with what it led to, and how long that took."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import PlainSerializer, TypeAdapter

Amount = Annotated[Decimal, PlainSerializer(lambda amount: format(amount, "f"))]
"""Written without an exponent."""
Seconds = float | None
"""How long after the step before it, on our clocks; None when one of the two has not happened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    id: UUID
    kind: str
    author: str
    external_id: str
    text: str
    published_at: datetime
    first_seen_at: datetime
    after: Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    token: str
    direction: str | None
    confidence: str
    leverage: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A classifier's answer, or how far it has come when `state` is not DONE."""

    classifier: str
    state: str
    attempts: int
    last_error: str | None
    candidate: bool | None
    confidence: Amount | None
    reason: str | None
    calls: tuple[Call, ...]
    classified_at: datetime | None
    after: Seconds
    fallback_for: str | None = None
    echo_of: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    id: str
    quantity: Amount
    price: Amount
    fee: Amount
    filled_at: datetime
    after: Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at sending an order; the outcome is None while it is on its way."""

    n: int
    outcome: str | None
    not_seen: int
    send_deadline: datetime
    created_at: datetime
    after: Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    kind: str
    detail: str
    at: datetime
    after: Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    id: UUID
    state: str
    quantity: Amount
    filled: Amount
    reject_reason: str | None
    detail: str | None
    created_at: datetime
    after: Seconds
    attempts: tuple[Attempt, ...]
    events: tuple[Event, ...]
    fills: tuple[Fill, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A decision to open, or to close for a reason."""

    id: UUID
    purpose: str
    venue: str
    symbol: str
    side: str
    quantity: Amount
    collateral: Amount | None
    leverage: Amount
    reference_price: Amount | None
    max_slippage: Amount
    reason: str | None
    attempt: int
    created_at: datetime
    expires_at: datetime | None
    after: Seconds
    order: Order | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """Which venues were asked for, which took the trade, and why those before it did not."""

    requested: tuple[str, ...]
    selected: str | None
    passed_over: Mapping[str, str]
    reckoning: Mapping[str, Any] | None = None
    """What the size was reckoned from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    reason: str
    detail: str
    intent_id: UUID | None
    at: datetime
    after: Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A position that has to close first; `intent_id` is its latest exit, in `state` by now."""

    position_id: UUID
    status: str
    intent_id: UUID
    state: str | None
    reject_reason: str | None
    expires_at: datetime
    created_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    id: UUID
    kind: str
    amount: Amount
    asset: str
    status: str
    occurred_at: datetime
    after: Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What a deployment holds; `after` is since its intent, `held` since it opened."""

    id: UUID
    status: str
    venue: str
    symbol: str
    side: str
    opened_quantity: Amount
    quantity: Amount
    collateral: Amount
    leverage: Amount
    risk_plan: Mapping[str, Any]
    entry_price: Amount | None
    hard_stop_price: Amount | None
    take_profit_price: Amount | None
    trigger_below: Amount | None
    trigger_above: Amount | None
    ratchet_at: Amount | None
    extreme: Amount | None
    expires_at: datetime | None
    exit_price: Amount | None
    exit_reason: str | None
    closing_reason: str | None
    gross_pnl: Amount | None
    fees: Amount | None
    net_pnl: Amount | None
    naked_seconds: Amount
    opened_at: datetime | None
    closed_at: datetime | None
    after: Seconds
    held: Seconds
    exits: tuple[Intent, ...]
    bills: tuple[Bill, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """What one deployment made of a signal; `seen_to_fill` is since we saw the post."""

    id: UUID
    wallet: str | None
    routing: Routing | None
    intent: Intent | None
    refusal: Refusal | None
    position: Position | None
    seen_to_fill: Seconds
    waiting: Waiting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    id: UUID
    token: str
    side: str
    confidence: Amount
    size: Amount
    score: Amount | None
    score_breakdown: Mapping[str, Any] | None
    reference_price: Amount
    created_at: datetime
    expires_at: datetime
    after: Seconds
    deployments: tuple[Deployment, ...]
    asked: int
    """How many deployments of the agent there are, or one when the signal names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the post, or one call in it, came to for one agent: a signal, or a reason for none."""

    agent_id: UUID | None
    agent: str | None
    token: str | None
    reason: str | None
    detail: str
    at: datetime
    after: Seconds
    signal: Signal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The chain that the thing asked about hangs in; what hangs beside it is counted."""

    asked: str
    id: UUID
    post: Post | None
    verdicts: tuple[Verdict, ...]
    outcomes: tuple[Outcome, ...]
    other_outcomes: Mapping[str, int]
    other_deployments: Mapping[str, int]


_STORY = TypeAdapter(Story)


def as_document(story: Story) -> dict[str, Any]:
    """Spell a story in JSON's own types: amounts are strings, times ISO-8601 in UTC."""
    document: dict[str, Any] = _STORY.dump_python(story, mode="json")
    return document
