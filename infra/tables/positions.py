"""Positions, with the prices that end them kept on the row."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import SQLModel

from contracts.intents import ExitReason
from contracts.market import Network, Side, VenueName
from domain.positions import PositionStatus
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

LIVE = "status in ('OPENING', 'OPEN', 'CLOSING')"
ENDED = "(status in ('CLOSED', 'OPEN_FAILED'))"


class PositionRow(SQLModel, table=True):
    __tablename__ = "position"
    __table_args__ = (
        UniqueConstraint("signal_id", "deployment_id"),
        Index("ix_position_deployment", "deployment_id", "created_at"),
        one_of("status", PositionStatus),
        one_of("side", Side),
        one_of("venue", VenueName),
        one_of("network", Network),
        one_of("exit_reason", ExitReason),
        lower_case("wallet"),
        check(
            "closed_at_agrees", "(status in ('CLOSED', 'OPEN_FAILED')) = (closed_at is not null)"
        ),
        check("closed_has_reason", "(closed_at is null) = (exit_reason is null)"),
        check(
            "held_has_entry",
            "status not in ('OPEN', 'CLOSING') or (opened_quantity > 0 and entry_price > 0)",
        ),
        check("held_is_watched", "status <> 'OPEN' or (quantity > 0 and hard_stop_price > 0)"),
        check("quantity_bounded", "quantity >= 0 and quantity <= opened_quantity"),
        partial_index(
            "ux_position_exposure", "network", "venue", "wallet", "symbol", where=LIVE, unique=True
        ),
        partial_index(
            "ix_position_below", "venue", "symbol", "trigger_below", where="status = 'OPEN'"
        ),
        partial_index(
            "ix_position_above", "venue", "symbol", "trigger_above", where="status = 'OPEN'"
        ),
        partial_index(
            "ix_position_ratchet",
            "venue",
            "symbol",
            "side",
            "ratchet_at",
            where="status = 'OPEN'",
        ),
        partial_index(
            "ix_position_held", "network", "venue", "symbol", where="status in ('OPEN', 'CLOSING')"
        ),
        partial_index("ix_position_live_agent", "agent_id", "symbol", where=LIVE),
        partial_index("ix_position_won_by", "wallet", "closed_at", where="status = 'CLOSED'"),
        partial_index(
            "ix_position_won", "network", "closed_at", "agent_id", where="status = 'CLOSED'"
        ),
        partial_index("ix_position_expiry", "expires_at", where="status = 'OPEN'"),
    )

    id: UUID = key()
    signal_id: UUID = ref("signal.id")
    agent_id: UUID = ref("agent.id")
    deployment_id: UUID = ref("deployment.id")
    trace_id: UUID = ref(None)
    wallet: str = words()
    network: str = words()
    venue: str = words()
    symbol: str = words()
    side: str = words()
    status: str = words()
    opened_quantity: Decimal = money(default="0")
    quantity: Decimal = money(default="0")
    """What is held now, in tokens."""
    entry_price: Decimal | None = money(null=True)
    exit_price: Decimal | None = money(null=True)
    collateral: Decimal = money()
    leverage: Decimal = money()
    risk_plan: dict[str, Any] = json()
    hard_stop_price: Decimal | None = money(null=True)
    take_profit_price: Decimal | None = money(null=True)
    extreme: Decimal | None = money(null=True)
    trigger_below: Decimal | None = money(null=True)
    """A mark at or below this ends the position."""
    trigger_above: Decimal | None = money(null=True)
    """A mark at or above this ends the position."""
    ratchet_at: Decimal | None = money(null=True)
    """A mark beyond this, in the position's favour, moves the trailing stop."""
    expires_at: datetime | None = instant(null=True)
    exit_reason: str | None = words(null=True)
    closing_reason: str | None = words(null=True)
    close_attempts: int = 0
    gross_pnl: Decimal | None = money(null=True)
    fees: Decimal | None = money(null=True)
    net_pnl: Decimal | None = money(null=True)
    naked_seconds: Decimal = money(default="0")
    watched_until: datetime | None = instant(null=True)
    """The last moment a fresh mark is known to have watched over the position."""
    created_at: datetime = instant()
    opened_at: datetime | None = instant(null=True)
    closing_at: datetime | None = instant(null=True)
    closed_at: datetime | None = instant(null=True)
