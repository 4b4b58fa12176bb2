"""Agents, the sources they follow, and their deployments on users' wallets."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import SQLModel

from contracts.market import Network, VenueName
from contracts.posts import SourceKind
from domain.agents import AgentStatus, CredentialStatus, DeploymentStatus
from domain.catalogue import NEUTRAL
from infra.tables.columns import (
    check,
    instant,
    json,
    key,
    lower_case,
    money,
    name_of_row,
    one_of,
    partial_index,
    ref,
    small_numbers,
    word_list,
    words,
    yes_or_no,
)

EIGHT_PERCENTAGES = (
    "cardinality(weights) = 8 and array_position(weights, null) is null "
    "and 0 <= all(weights) and 100 >= all(weights)"
)
OWNER = ("user_wallet", "venue", "network")


class SourceRow(SQLModel, table=True):
    """An X account or a research institute."""

    __tablename__ = "source"
    __table_args__ = (
        UniqueConstraint("kind", "handle"),
        one_of("kind", SourceKind),
        check("handle_lower", "handle = lower(handle)"),
    )

    id: UUID = key()
    kind: str = words()
    handle: str = words()
    display_name: str | None = words(null=True)
    description: str | None = words(null=True)
    website_url: str | None = words(null=True)
    logo_url: str | None = words(null=True)
    x_handle: str | None = words(null=True)
    """Where an institute is found on X; for an X account its handle says so."""
    followers_count: int | None = None
    impact_factor: Decimal | None = money(null=True)
    active: bool = True
    strikes: int = 0
    cursor: Decimal | None = money(null=True)
    last_seen_at: datetime | None = instant(null=True)
    created_at: datetime = instant(now=True)


class AgentRow(SQLModel, table=True):
    __tablename__ = "agent"
    __table_args__ = (
        one_of("venue", (*VenueName, "MULTI")),
        one_of("status", AgentStatus),
        lower_case("creator_wallet"),
        check("leverage_cap", "leverage_cap between 1 and 10"),
        check("weights", EIGHT_PERCENTAGES),
        partial_index("ix_agent_creator", "creator_wallet", where="deleted_at is null"),
    )

    id: UUID = key()
    creator_wallet: str = words()
    name: str = words()
    description: str | None = words(null=True)
    venue: str = words()
    venues: list[str] = word_list()
    status: str = words()
    risk_plan: dict[str, Any] = json()
    leverage: Decimal | None = money(null=True)
    leverage_cap: Decimal = money(default="10")
    max_price_drift: Decimal = money(default="0.01")
    min_score: Decimal = money(default="0")
    flips: bool = False
    weights: list[int] = small_numbers(default=NEUTRAL)
    """What the former indicators weighed, in percent; nothing reads it but people."""
    profit_receiver_address: str | None = words(null=True)
    proof_message: str | None = words(null=True)
    proof_signature: str | None = words(null=True)
    proof_at: datetime | None = instant(null=True)
    created_at: datetime = instant(now=True)
    deleted_at: datetime | None = instant(null=True)


class AgentSourceRow(SQLModel, table=True):
    """An agent follows a source."""

    __tablename__ = "agent_source"

    agent_id: UUID = ref("agent.id", primary_key=True)
    source_id: UUID = ref("source.id", primary_key=True)
    id: UUID = name_of_row()
    created_at: datetime = instant(now=True)


class DeploymentRow(SQLModel, table=True):
    __tablename__ = "deployment"
    __table_args__ = (
        partial_index(
            "ux_deployment_current",
            *("user_wallet", "agent_id", "network"),
            where="status <> 'CANCELLED'",
            unique=True,
        ),
        Index("ix_deployment_user", "user_wallet", "agent_id"),
        one_of("status", DeploymentStatus),
        one_of("network", Network),
        lower_case("user_wallet"),
        lower_case("account"),
        lower_case("safe_wallet"),
        lower_case("module_address"),
        check("module_of_safe", "module_address is null or safe_wallet is not null"),
    )

    id: UUID = key()
    agent_id: UUID = ref("agent.id")
    user_wallet: str = words()
    account: str = words()
    """Who owns the funds on the venue: a Safe for SPOT and GMX, else the user's own wallet."""
    network: str = words()
    status: str = words()
    enabled_venues: list[str] = word_list()
    sub_active: bool = True
    sub_started_at: datetime = instant(now=True)
    trial_ends_at: datetime | None = instant(null=True)
    next_billing_at: datetime | None = instant(null=True)
    winds_down: bool = yes_or_no(default=False)
    safe_wallet: str | None = words(null=True)
    """The user's Safe that SPOT and GMX trade from, once the chain has said what it is."""
    module_address: str | None = words(null=True)
    """The module that was found enabled in it; null while none was."""
    created_at: datetime = instant(now=True)


class KeyRequestRow(SQLModel, table=True):
    """Somebody waits for an agent key; who may make keys makes it, and notes that it is done."""

    __tablename__ = "key_request"
    __table_args__ = (
        one_of("venue", VenueName),
        one_of("network", Network),
        lower_case("user_wallet"),
        partial_index("ix_key_request_waiting", "network", "asked_at", where="done_at is null"),
    )

    user_wallet: str = words(primary_key=True)
    venue: str = words(primary_key=True)
    network: str = words(primary_key=True)
    asked_at: datetime = instant()
    done_at: datetime | None = instant(null=True)
    refused: str | None = words(null=True)
    """Why none will be made, in words."""


class CredentialRow(SQLModel, table=True):
    """A key that may trade for a user on a venue, sealed; it belongs to no deployment.

    A user has one in use and one that waits for its approval; those that ended stay for good.
    """

    __tablename__ = "credential"
    __table_args__ = (
        UniqueConstraint("agent_address"),
        partial_index("ux_credential_approved", *OWNER, where="status = 'APPROVED'", unique=True),
        partial_index("ux_credential_pending", *OWNER, where="status = 'PENDING'", unique=True),
        one_of("status", CredentialStatus),
        one_of("venue", VenueName),
        one_of("network", Network),
        lower_case("user_wallet"),
        lower_case("agent_address"),
    )

    id: UUID = key()
    user_wallet: str = words()
    venue: str = words()
    network: str = words()
    agent_address: str = words()
    status: str = words()
    kid: str = words()
    wrapped_dek: bytes
    dek_nonce: bytes
    ciphertext: bytes
    nonce: bytes
    algorithm: int = 1
    created_at: datetime = instant(now=True)
    last_used_at: datetime | None = instant(null=True)
    approved_at: datetime | None = instant(null=True)
    valid_until: datetime | None = instant(null=True)
    """When the venue lets the approval lapse; null while nobody has told."""
    checked_at: datetime | None = instant(null=True)
    """When the venue was last asked about it."""
    detail: str | None = words(null=True)


class PreferenceRow(SQLModel, table=True):
    """How a user likes to trade: five dials from 0 to 100, 50 being neutral."""

    __tablename__ = "preference"
    __table_args__ = (
        lower_case("user_wallet"),
        check("risk_tolerance", "risk_tolerance between 0 and 100"),
        check("trade_frequency", "trade_frequency between 0 and 100"),
        check("social_sentiment_weight", "social_sentiment_weight between 0 and 100"),
        check("price_momentum_focus", "price_momentum_focus between 0 and 100"),
        check("market_rank_priority", "market_rank_priority between 0 and 100"),
    )

    user_wallet: str = words(primary_key=True)
    risk_tolerance: int = 50
    trade_frequency: int = 50
    social_sentiment_weight: int = 50
    price_momentum_focus: int = 50
    market_rank_priority: int = 50
    updated_at: datetime = instant(now=True)
