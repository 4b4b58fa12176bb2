"""What is owed, what was earned, and who deserves the credit."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from contracts.billing import BillKind
from contracts.market import VenueName
from domain.billing import BillStatus
from infra.tables.columns import check, instant, json, key, money, one_of, ref, words


class BillRow(SQLModel, table=True):
    """An amount owed in USDC, accrued once per (position, kind) and settled later."""

    __tablename__ = "bill"
    __table_args__ = (
        UniqueConstraint("position_id", "kind"),
        Index("ix_bill_deployment", "deployment_id", "occurred_at"),
        one_of("kind", BillKind),
        one_of("status", BillStatus),
        check("amount_not_negative", "amount >= 0"),
    )

    id: UUID = key()
    position_id: UUID | None = ref("position.id", null=True)
    deployment_id: UUID = ref("deployment.id")
    kind: str = words()
    amount: Decimal = money()
    asset: str = words(default="USDC")
    status: str = words()
    tx_hash: str | None = words(null=True)
    occurred_at: datetime = instant()
    details: dict[str, Any] | None = json(null=True)


class TariffRow(SQLModel, table=True):
    """What a kind of bill costs on a venue, or on all of them, from a day on."""

    __tablename__ = "tariff"
    __table_args__ = (
        UniqueConstraint("kind", "venue", "effective_from", postgresql_nulls_not_distinct=True),
        one_of("kind", BillKind),
        one_of("venue", VenueName),
        check("flat_or_share", "(flat is null) <> (share is null)"),
    )

    id: UUID = key()
    kind: str = words()
    venue: str | None = words(null=True)
    flat: Decimal | None = money(null=True)
    share: Decimal | None = money(null=True)
    effective_from: datetime = instant()


class PnlSnapshotRow(SQLModel, table=True):
    """What a deployment realised on one UTC day."""

    __tablename__ = "pnl_snapshot"
    __table_args__ = (Index("ix_pnl_snapshot_agent", "agent_id", "day"),)

    deployment_id: UUID = ref("deployment.id", primary_key=True)
    day: date = Field(primary_key=True)
    agent_id: UUID = ref("agent.id")
    closed_positions: int = 0
    net_pnl: Decimal = money()
    fees: Decimal = money()
    return_share: Decimal | None = money(null=True)


class AgentMetricsRow(SQLModel, table=True):
    """An agent's published figures; null means not enough data."""

    __tablename__ = "agent_metrics"

    agent_id: UUID = ref("agent.id", primary_key=True)
    closed_positions: int = 0
    wins: int = 0
    net_pnl: Decimal = money(default="0")
    fees: Decimal = money(default="0")
    win_rate: Decimal | None = money(null=True)
    apr_30d: Decimal | None = money(null=True)
    apr_90d: Decimal | None = money(null=True)
    apr_inception: Decimal | None = money(null=True)
    sharpe_30d: Decimal | None = money(null=True)
    updated_at: datetime = instant()


class ImpactRow(SQLModel, table=True):
    """How much of a position's result is credited to a source."""

    __tablename__ = "impact"

    position_id: UUID = ref("position.id", primary_key=True)
    source_id: UUID = ref("source.id", primary_key=True)
    signal_id: UUID = ref("signal.id")
    agent_id: UUID = ref("agent.id")
    pnl: Decimal = money()
    weight: Decimal = money()
    model: str = words()
    at: datetime = instant()
