"""Agents and deployments, as the stages see them."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol

from contracts.market import AgentId, DeploymentId, SourceId, VenueName, Wallet
from domain.agents import Agent, Deployment, Source


class Agents(Protocol):
    """Agents and deployments in the store, within one transaction.

    Deployments are those of the store's own network; addresses are stored in lower case.
    """

    async def following(
        self, source_ids: Collection[SourceId]
    ) -> Mapping[SourceId, Sequence[Agent]]:
        """List for each source the agents, of any status but not deleted, that follow it."""
        ...

    async def get(self, agent_ids: Collection[AgentId]) -> Mapping[AgentId, Agent]:
        """Return each of the agents, even a deleted one. Raises NotFound if one is missing."""
        ...

    async def deployments(
        self, agent_ids: Collection[AgentId]
    ) -> Mapping[AgentId, Sequence[Deployment]]:
        """List for each agent all of its deployments, whatever their status, oldest first."""
        ...

    async def deployment(self, deployment_id: DeploymentId) -> Deployment:
        """Return a deployment. Raises NotFound."""
        ...

    async def wallets(self) -> Sequence[tuple[VenueName, Wallet]]:
        """List the accounts of deployments not cancelled, once for each venue they enable."""
        ...

    async def ready(
        self, wallets: Collection[Wallet], venues: Collection[VenueName]
    ) -> Mapping[VenueName, AbstractSet[Wallet]]:
        """Pick for each venue the user wallets with an approved credential; PAPER needs none."""
        ...

    async def save_source(self, source: Source) -> SourceId:
        """Add or update a source, polled from now on, and return the id it is stored under."""
        ...

    async def save_agent(self, agent: Agent, source_ids: Sequence[SourceId]) -> None:
        """Add or update an agent, and make it follow exactly these sources."""
        ...

    async def save_deployment(self, deployment: Deployment) -> DeploymentId:
        """Add a deployment, or update one in all but its term; return the id it is stored under.

        When its trial ends and what is paid stay as they were when it was first saved, or as the
        subscriptions have it since: saving again never makes a term longer or shorter.

        Raises Conflict when it is for another network than the store's.
        """
        ...
