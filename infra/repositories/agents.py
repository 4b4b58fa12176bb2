"""Agents and deployments in Postgres."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, Text, Uuid, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.market import (
    AgentId,
    DeploymentId,
    Network,
    RiskPlan,
    SourceId,
    VenueName,
    Wallet,
)
from contracts.posts import SourceKind
from domain.agents import (
    MULTI_ORDER,
    Agent,
    AgentStatus,
    CredentialStatus,
    Deployment,
    DeploymentStatus,
    Source,
)
from domain.errors import Conflict, NotFound
from infra.repositories.bulk import any_of
from infra.tables.agents import AgentRow, AgentSourceRow, CredentialRow, DeploymentRow, SourceRow

MULTI = "MULTI"
"""How the store spells the venue of an agent that has several."""

_AGENT: tuple[Any, ...] = (
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
_DEPLOYMENT: tuple[Any, ...] = (
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
_FOLLOWING: Select[Any] = (
    select(*_AGENT, col(AgentSourceRow.source_id))
    .join(AgentSourceRow, col(AgentSourceRow.agent_id) == col(AgentRow.id))
    .where(
        col(AgentSourceRow.source_id) == any_of("source_ids", Uuid()),
        col(AgentRow.deleted_at).is_(None),
    )
    .order_by(col(AgentRow.id))
)
_GET = select(*_AGENT).where(col(AgentRow.id) == any_of("agent_ids", Uuid()))
_DEPLOYMENTS = (
    select(*_DEPLOYMENT)
    .where(
        col(DeploymentRow.agent_id) == any_of("agent_ids", Uuid()),
        col(DeploymentRow.network) == bindparam("network"),
    )
    .order_by(col(DeploymentRow.created_at), col(DeploymentRow.id))
)
_READY = select(col(CredentialRow.venue), col(CredentialRow.user_wallet)).where(
    col(CredentialRow.network) == bindparam("network"),
    col(CredentialRow.venue) == any_of("venues", Text()),
    col(CredentialRow.status) == CredentialStatus.APPROVED,
    col(CredentialRow.user_wallet) == any_of("wallets", Text()),
)

_TERM = frozenset({"sub_active", "trial_ends_at", "next_billing_at"})
"""Columns that only the subscriptions change, once a deployment is there."""


class SqlAgents:
    """Agents and deployments in Postgres, within one transaction."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network

    async def following(
        self, source_ids: Collection[SourceId]
    ) -> Mapping[SourceId, Sequence[Agent]]:
        """List for each source the agents, of any status but not deleted, that follow it."""
        followers: dict[SourceId, list[Agent]] = {source_id: [] for source_id in source_ids}
        for row in await self._connection.execute(_FOLLOWING, {"source_ids": list(followers)}):
            followers[row.source_id].append(_agent(row))
        return followers

    async def get(self, agent_ids: Collection[AgentId]) -> Mapping[AgentId, Agent]:
        """Return each of the agents, even a deleted one. Raises NotFound if one is missing."""
        rows = await self._connection.execute(_GET, {"agent_ids": list(agent_ids)})
        agents = {AgentId(row.id): _agent(row) for row in rows}
        if missing := set(agent_ids) - set(agents):
            raise NotFound(f"no agent {', '.join(sorted(map(str, missing)))}")
        return agents

    async def deployments(
        self, agent_ids: Collection[AgentId]
    ) -> Mapping[AgentId, Sequence[Deployment]]:
        """List for each agent all of its deployments, whatever their status, oldest first."""
        found: dict[AgentId, list[Deployment]] = {agent_id: [] for agent_id in agent_ids}
        given = {"agent_ids": list(found), "network": self._network}
        for row in await self._connection.execute(_DEPLOYMENTS, given):
            found[row.agent_id].append(_deployment(row))
        return found

    async def deployment(self, deployment_id: DeploymentId) -> Deployment:
        """Return a deployment. Raises NotFound."""
        found = await self._connection.execute(
            select(*_DEPLOYMENT).where(
                col(DeploymentRow.id) == deployment_id,
                col(DeploymentRow.network) == self._network,
            )
        )
        if (row := found.one_or_none()) is None:
            raise NotFound(f"no deployment {deployment_id}")
        return _deployment(row)

    async def wallets(self) -> Sequence[tuple[VenueName, Wallet]]:
        """List the accounts of deployments not cancelled, once for each venue they enable."""
        venue = func.unnest(col(DeploymentRow.enabled_venues)).label("venue")
        rows = await self._connection.execute(
            select(venue, col(DeploymentRow.account))
            .where(
                col(DeploymentRow.network) == self._network,
                col(DeploymentRow.status) != DeploymentStatus.CANCELLED,
            )
            .distinct()
            .order_by(venue, col(DeploymentRow.account))
        )
        return [(VenueName(row.venue), row.account) for row in rows]

    async def ready(
        self, wallets: Collection[Wallet], venues: Collection[VenueName]
    ) -> Mapping[VenueName, set[Wallet]]:
        """Pick for each venue the user wallets with an approved credential; PAPER needs none."""
        ready = {venue: set(wallets if venue is VenueName.PAPER else ()) for venue in venues}
        asked = [venue for venue in venues if venue is not VenueName.PAPER]
        if asked:
            given = {"network": self._network, "venues": asked, "wallets": list(wallets)}
            for row in await self._connection.execute(_READY, given):
                ready[VenueName(row.venue)].add(row.user_wallet)
        return ready

    async def save_source(self, source: Source) -> SourceId:
        """Add or update a source, polled from now on, and return the id it is stored under."""
        statement = insert(SourceRow).values(
            id=source.id,
            kind=source.kind,
            handle=_bare(source),
            display_name=source.display_name,
        )
        saved = await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["kind", "handle"],
                set_={
                    "display_name": statement.excluded.display_name,
                    "active": True,
                    "strikes": 0,
                },
            ).returning(col(SourceRow.id))
        )
        return SourceId(saved.scalar_one())

    async def save_agent(self, agent: Agent, source_ids: Sequence[SourceId]) -> None:
        """Add or update an agent, and make it follow exactly these sources."""
        values = agent_values(agent)
        statement = insert(AgentRow).values(id=agent.id, **values)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["id"], set_=values)
        )
        await self._connection.execute(
            delete(AgentSourceRow).where(
                col(AgentSourceRow.agent_id) == agent.id,
                col(AgentSourceRow.source_id).not_in(source_ids),
            )
        )
        if source_ids:
            await self._connection.execute(
                insert(AgentSourceRow).on_conflict_do_nothing(),
                [{"agent_id": agent.id, "source_id": source_id} for source_id in source_ids],
            )

    async def save_deployment(self, deployment: Deployment) -> DeploymentId:
        """Add a deployment, or update one in all but its term; return the id it is stored under."""
        if deployment.network is not self._network:
            raise Conflict(f"a deployment on {deployment.network} in a store of {self._network}")
        values = deployment_values(deployment)
        statement = insert(DeploymentRow).values(id=deployment.id, **values)
        kept = {name: value for name, value in values.items() if name not in _TERM}
        saved = await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["user_wallet", "agent_id", "network"], set_=kept
            ).returning(col(DeploymentRow.id))
        )
        return DeploymentId(saved.scalar_one())


def _agent(row: Row[Any]) -> Agent:
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


def _deployment(row: Row[Any]) -> Deployment:
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


def _bare(source: Source) -> str:
    handle = source.handle.strip().lower()
    return handle.removeprefix("@") if source.kind is SourceKind.X else handle


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
