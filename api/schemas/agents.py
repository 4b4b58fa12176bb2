"""Agents as they are shown."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import ConfigDict

from api.schemas.base import Number, Out, Shown
from api.schemas.performance import figure_name
from api.schemas.sources import AccountLinkOut, InstituteLinkOut
from contracts.market import Basis, VenueName
from domain.agents import AgentStatus
from domain.catalogue import AgentVenue, Entry
from infra.reading.look import Row


class RiskPlanOut(Out):
    """When a position ends; percentages are fractions of the basis."""

    hard_stop: Number
    trail_activation: Number | None
    trail_distance: Number
    take_profit: Number | None
    max_holding_seconds: int | None
    basis: Basis


class AgentOut(Out):
    """An agent as it is written down."""

    id: UUID
    creator_wallet: Shown
    name: str
    description: str | None
    venue: AgentVenue
    venues: list[VenueName]
    status: AgentStatus
    weights: list[int]
    profit_receiver_address: Shown | None
    risk_plan: RiskPlanOut
    leverage: Number | None
    leverage_cap: Number
    max_price_drift: Number
    min_score: Number
    flips: bool
    proof_of_intent_message: str | None
    proof_of_intent_signature: str | None
    proof_of_intent_timestamp: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, entry: Entry, **more: Any) -> Self:
        """Show an agent."""
        agent, proof = entry.agent, entry.proof
        return cls(
            id=agent.id,
            creator_wallet=agent.creator_wallet,
            name=agent.name,
            description=entry.description,
            venue=entry.venue,
            venues=list(agent.venues),
            status=agent.status,
            weights=list(entry.weights),
            profit_receiver_address=entry.profit_receiver,
            risk_plan=RiskPlanOut.model_validate(agent.risk_plan),
            leverage=agent.leverage,
            leverage_cap=agent.leverage_cap,
            max_price_drift=agent.max_price_drift,
            min_score=agent.min_score,
            flips=agent.flips,
            proof_of_intent_message=proof and proof.message,
            proof_of_intent_signature=proof and proof.signature,
            proof_of_intent_timestamp=proof and proof.at,
            created_at=entry.created_at,
            **more,
        )


class AgentListedOut(AgentOut):
    """An agent with the figures it is chosen by: fractions, null until there is enough."""

    model_config = ConfigDict(alias_generator=figure_name)

    apr_30d: Number | None
    apr_90d: Number | None
    apr_si: Number | None
    """Since inception."""
    sharpe_30d: Number | None


class AgentMetricsOut(Out):
    """An agent's published figures: USD and fractions, null until there is enough to say them."""

    model_config = ConfigDict(alias_generator=figure_name)

    closed_positions: int
    wins: int
    net_pnl: Number
    fees: Number
    win_rate: Number | None
    capital: Number | None
    """Collateral at work, averaged over the time any was."""
    apr_30d: Number | None
    apr_90d: Number | None
    apr_si: Number | None
    sharpe_30d: Number | None
    sortino_30d: Number | None
    max_drawdown: Number | None
    profit_factor: Number | None
    expectancy: Number | None
    legacy_apr_30d: Number | None
    """By the former formula, as are the next; for comparison and nothing else."""
    legacy_apr_90d: Number | None
    legacy_apr_si: Number | None
    legacy_sharpe_30d: Number | None
    figures_at: datetime | None
    """When the ratios were computed; the counts and sums may be newer."""


class AgentDetailOut(AgentListedOut):
    """An agent with whom it follows and how it does; of its deployments only the number."""

    agent_accounts: list[AccountLinkOut]
    research_institutes: list[InstituteLinkOut]
    deployment_count: int
    metrics: AgentMetricsOut


class AgentRankedOut(Out):
    """A public agent's line on the leaderboard; no rank means not enough data."""

    model_config = ConfigDict(alias_generator=figure_name)

    rank: int | None
    id: UUID
    name: str
    venue: AgentVenue
    creator_wallet: Shown
    apr_30d: Number | None
    apr_90d: Number | None
    apr_si: Number | None
    sharpe_30d: Number | None
    max_drawdown: Number | None
    win_rate: Number | None
    closed_positions: int
    subscribers: int


def listed_values(row: Row) -> dict[str, Any]:
    """Spell what a list shows of an agent's figures."""
    return {name: row[name] for name in ("apr_30d", "apr_90d", "apr_si", "sharpe_30d")}


def metrics_out(row: Row) -> AgentMetricsOut:
    """Show an agent's figures."""
    return AgentMetricsOut(**{name: row[name] for name in AgentMetricsOut.model_fields})


def ranked_out(rows: Sequence[Row]) -> list[AgentRankedOut]:
    """Show a part of the leaderboard."""
    return [
        AgentRankedOut(**{name: row[name] for name in AgentRankedOut.model_fields}) for row in rows
    ]
