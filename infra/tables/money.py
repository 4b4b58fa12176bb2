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
from domain.sources import Verdict as SkillVerdict
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
        check("one_way_to_charge", "num_nonnulls(flat, share, of_notional, tiers) = 1"),
    )

    id: UUID = key()
    kind: str = words()
    venue: str | None = words(null=True)
    flat: Decimal | None = money(null=True)
    share: Decimal | None = money(null=True)
    of_notional: Decimal | None = money(null=True)
    tiers: list[Any] | None = json(null=True)
    """Pairs of the net profit a tier begins at and the share it takes, as text."""
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
    base: Decimal | None = money(null=True)
    """The most collateral at work at once that day; null when none was, or not computed yet."""


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
    sortino_30d: Decimal | None = money(null=True)
    max_drawdown: Decimal | None = money(null=True)
    profit_factor: Decimal | None = money(null=True)
    expectancy: Decimal | None = money(null=True)
    capital: Decimal | None = money(null=True)
    """Time-weighted collateral at work since inception, in USD."""
    legacy_apr_30d: Decimal | None = money(null=True)
    legacy_apr_90d: Decimal | None = money(null=True)
    legacy_apr_inception: Decimal | None = money(null=True)
    legacy_sharpe_30d: Decimal | None = money(null=True)
    figures_at: datetime | None = instant(null=True)
    """When the ratios were computed; the counts and sums may be newer."""
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


class SourceStandingRow(SQLModel, table=True):
    """A source's line on the leaderboard, as last computed; no rank means not enough data."""

    __tablename__ = "source_standing"
    __table_args__ = (
        one_of("verdict", SkillVerdict),
        check("ranked_when_tested", "(verdict = 'NOT_ENOUGH_DATA') = (rank is null)"),
    )

    network: str = words(primary_key=True)
    source_id: UUID = ref("source.id", primary_key=True)
    verdict: str = words()
    rank: int | None = None
    calls: int
    shrunk: Decimal | None = money(null=True)
    shrunk_low: Decimal | None = money(null=True)
    shrunk_high: Decimal | None = money(null=True)
    p_value: Decimal | None = money(null=True)
    computed_at: datetime = instant()


class SourceScoreRow(SQLModel, table=True):
    """What a source's calls returned on average by one horizon, after costs."""

    __tablename__ = "source_score"

    network: str = words(primary_key=True)
    source_id: UUID = ref("source.id", primary_key=True)
    horizon: str = words(primary_key=True)
    calls: int
    blocks: int
    mean: Decimal = money()
    low: Decimal | None = money(null=True)
    high: Decimal | None = money(null=True)
