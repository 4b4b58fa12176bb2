"""Agents and deployments in memory."""

from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

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
from domain.agents import Agent, Deployment, DeploymentStatus, Source
from domain.errors import Conflict, NotFound
from infra.memory.journal import Journal, Table
from infra.memory.sources import MemorySources


class MemoryAgents:
    """Agents and deployments in memory; see `domain.ports.agents.Agents`."""

    def __init__(self, journal: Journal, network: Network, sources: MemorySources) -> None:
        self._network = network
        self._sources = sources
        self._agents: Table[AgentId, Agent] = Table(journal)
        self._follows: Table[AgentId, frozenset[SourceId]] = Table(journal)
        self._deployments: Table[DeploymentId, Deployment] = Table(journal)
        self._approved: Table[tuple[VenueName, Wallet], Wallet] = Table(journal)
        self._followers: dict[SourceId, list[Agent]] = {}
        self._of_agent: dict[AgentId, list[Deployment]] = {}
        self._winding: frozenset[DeploymentId] | None = None
        journal.on_rollback(self._forget)

    async def following(
        self, source_ids: Collection[SourceId]
    ) -> Mapping[SourceId, Sequence[Agent]]:
        """List for each source the agents, of any status but not deleted, that follow it."""
        return {source_id: self._following(source_id) for source_id in source_ids}

    async def get(self, agent_ids: Collection[AgentId]) -> Mapping[AgentId, Agent]:
        """Return each of the agents, even a deleted one. Raises NotFound if one is missing."""
        found = {agent_id: self._agents.get(agent_id) for agent_id in agent_ids}
        if missing := [agent_id for agent_id, agent in found.items() if agent is None]:
            raise NotFound(f"no agent {min(missing)}")
        return {agent_id: agent for agent_id, agent in found.items() if agent is not None}

    async def deployments(
        self, agent_ids: Collection[AgentId]
    ) -> Mapping[AgentId, Sequence[Deployment]]:
        """List for each agent all of its deployments, whatever their status, oldest first."""
        if not self._of_agent:
            for each in self._deployments.values():
                self._of_agent.setdefault(each.agent_id, []).append(each)
        return {agent_id: self._of_agent.get(agent_id, []) for agent_id in agent_ids}

    async def deployment(self, deployment_id: DeploymentId) -> Deployment:
        """Return a deployment. Raises NotFound."""
        found = self._deployments.get(deployment_id)
        if found is None:
            raise NotFound(f"no deployment {deployment_id}")
        return found

    async def wallets(self) -> Sequence[tuple[VenueName, Wallet]]:
        """List the accounts of deployments not cancelled, once for each venue they enable."""
        trading = {
            (venue, each.account)
            for each in self._deployments.values()
            if each.status is not DeploymentStatus.CANCELLED
            for venue in each.enabled_venues
        }
        return sorted(trading)

    async def ready(
        self, wallets: Collection[Wallet], venues: Collection[VenueName]
    ) -> Mapping[VenueName, AbstractSet[Wallet]]:
        """Pick for each venue the user wallets with an approved credential; PAPER needs none."""
        return {venue: {w for w in wallets if self._is_ready(w, venue)} for venue in venues}

    async def save_source(self, source: Source) -> SourceId:
        """Add or update a source, polled from now on, and return the id it is stored under."""
        handle = _bare(source)
        known = self._sources.named(source.kind, handle)
        source_id = known.id if known else source.id
        self._sources.put(replace(source, id=source_id, handle=handle))
        return source_id

    async def save_agent(self, agent: Agent, source_ids: Sequence[SourceId]) -> None:
        """Add or update an agent, and make it follow exactly these sources."""
        self._agents.put(agent.id, agent)
        self._follows.put(agent.id, frozenset(source_ids))
        self._forget()

    async def save_deployment(self, deployment: Deployment) -> DeploymentId:
        """Add a deployment, or update one in all but its term; return the id it is stored under.

        Raises Conflict when it is for another network than the store's.
        """
        if deployment.network is not self._network:
            raise Conflict(f"a deployment on {deployment.network} in a store of {self._network}")
        named = self._deployments.get(deployment.id)
        others = (each for each in self._deployments.values() if _same(each, deployment))
        stored = named or next(others, deployment)
        kept = replace(
            deployment,
            id=stored.id,
            sub_active=stored.sub_active,
            trial_ends_at=stored.trial_ends_at,
            next_billing_at=stored.next_billing_at,
        )
        self._deployments.put(stored.id, kept)
        self._forget()
        return stored.id

    def approve(self, wallet: Wallet, venue: VenueName, key: Wallet | None = None) -> None:
        """Let a wallet have an approved credential for a venue, its own address unless named."""
        self._approved.put((venue, wallet), key or wallet)

    def key_of(self, wallet: Wallet, venue: VenueName) -> Wallet | None:
        """Name the key a wallet has approved for a venue, or None."""
        return self._approved.get((venue, wallet))

    def winding_down(self) -> frozenset[DeploymentId]:
        """Name the cancelled deployments whose positions are to be closed."""
        if self._winding is None:
            cancelled = (
                d for d in self._deployments.values() if d.status is DeploymentStatus.CANCELLED
            )
            self._winding = frozenset(each.id for each in cancelled if each.winds_down)
        return self._winding

    def replan(self, change: Callable[[RiskPlan], RiskPlan]) -> None:
        """Change the risk plan of every agent."""
        for agent in list(self._agents.values()):
            self._agents.put(agent.id, replace(agent, risk_plan=change(agent.risk_plan)))
        self._forget()

    def _following(self, source_id: SourceId) -> list[Agent]:
        if source_id not in self._followers:
            agents = [
                agent
                for agent in self._agents.values()
                if source_id in (self._follows.get(agent.id) or ()) and not agent.deleted
            ]
            self._followers[source_id] = sorted(agents, key=lambda agent: agent.id)
        return self._followers[source_id]

    def _forget(self) -> None:
        """Forget what was worked out from rows that are others now."""
        self._followers, self._of_agent, self._winding = {}, {}, None

    def _is_ready(self, wallet: Wallet, venue: VenueName) -> bool:
        return venue is VenueName.PAPER or (venue, wallet) in self._approved

    def all(self) -> list[Agent]:
        """List every agent, by name."""
        return sorted(self._agents.values(), key=lambda agent: (agent.name, agent.id))


def _bare(source: Source) -> str:
    handle = source.handle.strip().lower()
    return handle.removeprefix("@") if source.kind is SourceKind.X else handle


def _same(one: Deployment, other: Deployment) -> bool:
    if DeploymentStatus.CANCELLED in {one.status, other.status}:
        return False
    mine, theirs = one.user_wallet.lower(), other.user_wallet.lower()
    return mine == theirs and one.agent_id == other.agent_id
