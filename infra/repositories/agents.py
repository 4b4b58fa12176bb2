"""Agents and deployments in Postgres."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Select,
    Text,
    Uuid,
    bindparam,
    delete,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.market import (
    AgentId,
    DeploymentId,
    Network,
    SourceId,
    VenueName,
    Wallet,
)
from contracts.posts import SourceKind
from domain.agents import (
    Agent,
    CredentialStatus,
    Deployment,
    DeploymentStatus,
    Source,
)
from domain.errors import Conflict, NotFound
from infra.repositories.agent_rows import (
    AGENT,
    DEPLOYMENT,
    TERM,
    agent_from,
    agent_values,
    deployment_from,
    deployment_values,
)
from infra.repositories.bulk import any_of
from infra.tables.agents import AgentRow, AgentSourceRow, CredentialRow, DeploymentRow, SourceRow

_FOLLOWING: Select[Any] = (
    select(*AGENT, col(AgentSourceRow.source_id))
    .join(AgentSourceRow, col(AgentSourceRow.agent_id) == col(AgentRow.id))
    .where(
        col(AgentSourceRow.source_id) == any_of("source_ids", Uuid()),
        col(AgentRow.deleted_at).is_(None),
    )
    .order_by(col(AgentRow.id))
)
_GET = select(*AGENT).where(col(AgentRow.id) == any_of("agent_ids", Uuid()))
_DEPLOYMENTS = (
    select(*DEPLOYMENT)
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
            followers[row.source_id].append(agent_from(row))
        return followers

    async def get(self, agent_ids: Collection[AgentId]) -> Mapping[AgentId, Agent]:
        """Return each of the agents, even a deleted one. Raises NotFound if one is missing."""
        rows = await self._connection.execute(_GET, {"agent_ids": list(agent_ids)})
        agents = {AgentId(row.id): agent_from(row) for row in rows}
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
            found[row.agent_id].append(deployment_from(row))
        return found

    async def deployment(self, deployment_id: DeploymentId) -> Deployment:
        """Return a deployment. Raises NotFound."""
        found = await self._connection.execute(
            select(*DEPLOYMENT).where(
                col(DeploymentRow.id) == deployment_id,
                col(DeploymentRow.network) == self._network,
            )
        )
        if (row := found.one_or_none()) is None:
            raise NotFound(f"no deployment {deployment_id}")
        return deployment_from(row)

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
        kept = {name: value for name, value in values.items() if name not in TERM}
        named = update(DeploymentRow).where(col(DeploymentRow.id) == deployment.id)
        changed = await self._connection.execute(named.values(**kept))
        if changed.rowcount:
            return deployment.id
        statement = insert(DeploymentRow).values(id=deployment.id, **values)
        current = statement.on_conflict_do_update(
            index_elements=["user_wallet", "agent_id", "network"],
            index_where=col(DeploymentRow.status) != literal_column("'CANCELLED'"),
            set_=kept,
        )
        saved = await self._connection.execute(current.returning(col(DeploymentRow.id)))
        return DeploymentId(saved.scalar_one())


def _bare(source: Source) -> str:
    handle = source.handle.strip().lower()
    return handle.removeprefix("@") if source.kind is SourceKind.X else handle
