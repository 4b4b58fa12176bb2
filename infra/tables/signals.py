"""Signals, the outcome of every post for every agent, intents, and refusals."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import SQLModel

from contracts.intents import ExitReason, RefusalReason
from contracts.market import Network, Purpose, Side, VenueName
from contracts.signals import IgnoreReason
from infra.tables.columns import (
    check,
    instant,
    json,
    key,
    lower_case,
    money,
    one_of,
    partial_index,
    ref,
    word_list,
    words,
)


class SignalRow(SQLModel, table=True):
    __tablename__ = "signal"
    __table_args__ = (
        UniqueConstraint("dedupe_key"),
        Index("ix_signal_agent", "agent_id", "created_at"),
        Index("ix_signal_created", "created_at", "id"),
        one_of("side", Side),
        check("size_share", "size > 0 and size <= 1"),
    )

    id: UUID = key()
    dedupe_key: str = words()
    agent_id: UUID = ref("agent.id")
    post_id: UUID | None = ref("post.id", null=True)
    source_id: UUID | None = ref("source.id", null=True)
    trace_id: UUID = ref(None)
    token: str = words()
    side: str = words()
    confidence: Decimal = money()
    score: Decimal | None = money(null=True)
    score_breakdown: dict[str, Any] | None = json(null=True)
    size: Decimal = money()
    leverage: Decimal | None = money(null=True)
    reference_price: Decimal = money()
    created_at: datetime = instant()
    expires_at: datetime = instant()
    deployment_id: UUID | None = ref("deployment.id", null=True)
    """The one deployment that is asked; of all others nobody is."""


class PostOutcomeRow(SQLModel, table=True):
    """What a post, or one call in it, came to for one agent; exactly one row each."""

    __tablename__ = "post_outcome"
    __table_args__ = (
        UniqueConstraint("post_id", "agent_id", "token", postgresql_nulls_not_distinct=True),
        Index("ix_post_outcome_agent", "agent_id", "at"),
        one_of("reason", IgnoreReason),
        check("signal_or_reason", "(signal_id is null) <> (reason is null)"),
    )

    id: UUID = key()
    post_id: UUID = ref("post.id")
    agent_id: UUID | None = ref("agent.id", null=True)
    token: str | None = words(null=True)
    signal_id: UUID | None = ref("signal.id", null=True)
    reason: str | None = words(null=True)
    detail: str = words(default="")
    at: datetime = instant()


class IntentRow(SQLModel, table=True):
    __tablename__ = "intent"
    __table_args__ = (
        one_of("purpose", Purpose),
        one_of("venue", VenueName),
        one_of("network", Network),
        one_of("side", Side),
        one_of("reason", ExitReason),
        lower_case("wallet"),
        check("quantity_positive", "quantity > 0"),
        check("leverage_sane", "leverage >= 1"),
        check("exit_has_reason", "(purpose = 'CLOSE') = (reason is not null)"),
        check("entry_has_signal", "purpose = 'CLOSE' or signal_id is not null"),
        partial_index(
            "ux_intent_entry", "signal_id", "deployment_id", where="purpose = 'OPEN'", unique=True
        ),
        partial_index(
            "ux_intent_exit", "position_id", "attempt", where="purpose = 'CLOSE'", unique=True
        ),
    )

    id: UUID = key()
    purpose: str = words()
    signal_id: UUID | None = ref("signal.id", null=True)
    agent_id: UUID = ref("agent.id")
    deployment_id: UUID = ref("deployment.id")
    position_id: UUID = ref("position.id")
    trace_id: UUID = ref(None)
    wallet: str = words()
    network: str = words()
    venue: str = words()
    symbol: str = words()
    side: str = words()
    quantity: Decimal = money()
    collateral: Decimal | None = money(null=True)
    leverage: Decimal = money()
    reference_price: Decimal | None = money(null=True)
    max_slippage: Decimal = money()
    reason: str | None = words(null=True)
    attempt: int = 0
    created_at: datetime = instant()
    expires_at: datetime | None = instant(null=True)


class RefusalRow(SQLModel, table=True):
    """Why a deployment did not act on a signal; at most one for each pair."""

    __tablename__ = "refusal"
    __table_args__ = (
        UniqueConstraint("signal_id", "deployment_id"),
        Index("ix_refusal_deployment", "deployment_id", "at"),
        one_of("reason", RefusalReason),
    )

    id: UUID = key()
    signal_id: UUID = ref("signal.id")
    agent_id: UUID = ref("agent.id")
    deployment_id: UUID = ref("deployment.id")
    intent_id: UUID | None = ref("intent.id", null=True)
    reason: str = words()
    detail: str = words(default="")
    at: datetime = instant()


class FlipRow(SQLModel, table=True):
    """A deployment that waits for its position to close, to decide on the signal after that."""

    __tablename__ = "flip"
    __table_args__ = (
        partial_index("ix_flip_pending", "position_id", where="settled_at is null"),
        partial_index("ix_flip_overdue", "expires_at", where="settled_at is null"),
    )

    signal_id: UUID = ref("signal.id", primary_key=True)
    deployment_id: UUID = ref("deployment.id", primary_key=True)
    position_id: UUID = ref("position.id")
    signal: dict[str, Any] = json()
    """The message that is decided on anew."""
    expires_at: datetime = instant()
    created_at: datetime = instant()
    settled_at: datetime | None = instant(null=True)


class RoutingRow(SQLModel, table=True):
    """Which venue a deployment's intent went to, and what was asked on the way."""

    __tablename__ = "routing"

    signal_id: UUID = ref("signal.id", primary_key=True)
    deployment_id: UUID = ref("deployment.id", primary_key=True)
    requested: list[str] = word_list()
    selected: str | None = words(null=True)
    checked: dict[str, Any] = json()
    reckoning: dict[str, Any] | None = json(null=True)
    at: datetime = instant()
