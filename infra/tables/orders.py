"""Orders, every attempt at sending them, what happened to them, and fills."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from contracts.market import Network, Purpose, Side, VenueName
from domain.orders import AttemptOutcome, OrderState
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
    words,
)


class OrderRow(SQLModel, table=True):
    """What we ask a venue to do for one intent."""

    __tablename__ = "trade_order"
    __table_args__ = (
        UniqueConstraint("intent_id"),
        one_of("state", OrderState),
        one_of("purpose", Purpose),
        one_of("venue", VenueName),
        one_of("network", Network),
        one_of("side", Side),
        lower_case("wallet"),
        check("quantity_positive", "quantity > 0"),
        check("filled_not_negative", "filled >= 0"),
        partial_index(
            "ix_order_due",
            "next_attempt_at",
            where="state in ('PLANNED', 'CLAIMED', 'SENT', 'UNKNOWN', 'ACKED', 'PARTIAL')",
        ),
        partial_index("ix_order_position", "position_id", where="true"),
    )

    id: UUID = key()
    intent_id: UUID = ref("intent.id")
    agent_id: UUID = ref("agent.id")
    deployment_id: UUID = ref("deployment.id")
    position_id: UUID = ref("position.id")
    signal_id: UUID | None = ref("signal.id", null=True)
    trace_id: UUID = ref(None)
    purpose: str = words()
    state: str = words(default="PLANNED")
    version: int = 0
    attempts: int = 0
    wallet: str = words()
    network: str = words()
    venue: str = words()
    symbol: str = words()
    side: str = words()
    """The side of the position; a CLOSE order trades on the opposite one."""
    quantity: Decimal = money()
    leverage: Decimal = money()
    reference_price: Decimal | None = money(null=True)
    max_slippage: Decimal = money()
    filled: Decimal = money(default="0")
    reject_reason: str | None = words(null=True)
    detail: str | None = words(null=True)
    created_at: datetime = instant()
    updated_at: datetime = instant()
    next_attempt_at: datetime = instant()
    expires_at: datetime | None = instant(null=True)


class OrderAttemptRow(SQLModel, table=True):
    """One try at sending an order, committed before its first byte leaves."""

    __tablename__ = "order_attempt"
    __table_args__ = (
        UniqueConstraint("client_order_id"),
        UniqueConstraint("signer", "nonce"),
        one_of("outcome", AttemptOutcome),
        partial_index(
            "ux_order_attempt_live",
            "order_id",
            where="outcome is null or outcome = 'UNKNOWN'",
            unique=True,
        ),
    )

    order_id: UUID = ref("trade_order.id", primary_key=True)
    n: int = Field(primary_key=True)
    client_order_id: UUID = ref(None)
    signer: str | None = words(null=True)
    nonce: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    tx_hash: str | None = words(null=True)
    wire: dict[str, Any] = json()
    send_deadline: datetime = instant()
    lease_token: UUID = ref(None)
    lease_until: datetime = instant()
    outcome: str | None = words(null=True)
    not_seen: int = 0
    response: dict[str, Any] | None = json(null=True)
    created_at: datetime = instant()


class OrderEventRow(SQLModel, table=True):
    """What happened to an order, appended and never changed."""

    __tablename__ = "order_event"
    __table_args__ = (Index("ix_order_event_order", "order_id", "id"),)

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    order_id: UUID = ref("trade_order.id")
    kind: str = words()
    data: dict[str, Any] = json()
    at: datetime = instant()
    recorded_at: datetime = instant(now=True)


class FillRow(SQLModel, table=True):
    """What a venue did, keyed by the venue's own name for it."""

    __tablename__ = "fill"
    __table_args__ = (
        one_of("purpose", Purpose),
        check("quantity_positive", "quantity > 0"),
        check("price_positive", "price > 0"),
        partial_index("ix_fill_position", "position_id", where="true"),
    )

    network: str = words(primary_key=True)
    venue: str = words(primary_key=True)
    fill_id: str = words(primary_key=True)
    order_id: UUID = ref("trade_order.id")
    position_id: UUID = ref("position.id")
    purpose: str = words()
    quantity: Decimal = money()
    price: Decimal = money()
    fee: Decimal = money()
    filled_at: datetime = instant()
