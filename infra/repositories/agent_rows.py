"""Agents and deployments as rows: their columns, and how they are read and written."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Row
from sqlmodel import col

from contracts.market import Network, RiskPlan, VenueName
from domain.agents import MULTI_ORDER, Agent, AgentStatus, Deployment, DeploymentStatus
from infra.tables.agents import AgentRow, DeploymentRow

MULTI = "MULTI"
"""How the store spells the venue of an agent that has several."""

AGENT: tuple[Any, ...] = (
    col(AgentRow.id),
    col(AgentRow.creator_wallet),
    col(AgentRow.name),
    col(AgentRow.venue),
    col(AgentRow.venues),
    col(AgentRow.status),
    col(AgentRow.risk_plan),
    col(AgentRow.leverage),
    col(AgentRow.leverage_cap),
    col(AgentRow.max_price_drift),
    col(AgentRow.min_score),
    col(AgentRow.flips),
    col(AgentRow.deleted_at),
)
DEPLOYMENT: tuple[Any, ...] = (
    col(DeploymentRow.id),
    col(DeploymentRow.agent_id),
    col(DeploymentRow.user_wallet),
    col(DeploymentRow.account),
    col(DeploymentRow.network),
    col(DeploymentRow.status),
    col(DeploymentRow.enabled_venues),
    col(DeploymentRow.sub_active),
    col(DeploymentRow.trial_ends_at),
    col(DeploymentRow.next_billing_at),
    col(DeploymentRow.winds_down),
)
TERM = frozenset({"sub_active", "trial_ends_at", "next_billing_at"})
"""Columns that only the subscriptions change, once a deployment is there."""


def agent_from(row: Row[Any]) -> Agent:
    """Read an agent."""
    return Agent(
        id=row.id,
        creator_wallet=row.creator_wallet,
        name=row.name,
        status=AgentStatus(row.status),
        venues=venues_of(row.venue, row.venues),
        risk_plan=RiskPlan.model_validate(row.risk_plan),
        leverage=row.leverage,
        leverage_cap=row.leverage_cap,
        max_price_drift=row.max_price_drift,
        min_score=row.min_score,
        flips=row.flips,
        deleted=row.deleted_at is not None,
    )


def venues_of(venue: str, venues: Sequence[str]) -> tuple[VenueName, ...]:
    """Order an agent's venues: its own one, its list, or the order for MULTI without a list."""
    if venue != MULTI:
        return (VenueName(venue),)
    return _named(tuple(venues)) or MULTI_ORDER


def deployment_from(row: Row[Any]) -> Deployment:
    """Read a deployment."""
    return Deployment(
        id=row.id,
        agent_id=row.agent_id,
        user_wallet=row.user_wallet,
        account=row.account,
        network=Network(row.network),
        status=DeploymentStatus(row.status),
        enabled_venues=_named(tuple(row.enabled_venues)),
        sub_active=row.sub_active,
        trial_ends_at=row.trial_ends_at,
        next_billing_at=row.next_billing_at,
        winds_down=row.winds_down,
    )


@cache
def _named(venues: tuple[str, ...]) -> tuple[VenueName, ...]:
    return tuple(VenueName(name) for name in venues)


def agent_values(agent: Agent) -> dict[str, Any]:
    """Spell an agent as the columns of its row."""
    return {
        "creator_wallet": agent.creator_wallet.lower(),
        "name": agent.name,
        "venue": agent.venues[0] if len(agent.venues) == 1 else MULTI,
        "venues": list(agent.venues),
        "status": agent.status,
        "risk_plan": agent.risk_plan.model_dump(mode="json"),
        "leverage": agent.leverage,
        "leverage_cap": agent.leverage_cap,
        "max_price_drift": agent.max_price_drift,
        "min_score": agent.min_score,
        "flips": agent.flips,
    }


def deployment_values(deployment: Deployment) -> dict[str, Any]:
    """Spell a deployment as the columns of its row."""
    return {
        "agent_id": deployment.agent_id,
        "user_wallet": deployment.user_wallet.lower(),
        "account": deployment.account.lower(),
        "network": deployment.network,
        "status": deployment.status,
        "enabled_venues": list(deployment.enabled_venues),
        "sub_active": deployment.sub_active,
        "trial_ends_at": deployment.trial_ends_at,
        "next_billing_at": deployment.next_billing_at,
        "winds_down": deployment.winds_down,
    }
