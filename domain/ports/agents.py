"""Agents and deployments, as the stages see them."""

from collections.abc import Sequence
from typing import Protocol

from contracts.market import AgentId, DeploymentId, SourceId, VenueName, Wallet
from domain.agents import Agent, Deployment, Source


class Agents(Protocol):
    """Agents and deployments in the store, within one transaction.

    Deployments are those of the store's own network; addresses are stored in lower case.
    """

    async def following(self, source_id: SourceId) -> Sequence[Agent]:
        """List the agents, of any status but not deleted, that follow a source."""
        ...

    async def get(self, agent_id: AgentId) -> Agent:
        """Return an agent, even a deleted one. Raises NotFound."""
        ...

    async def deployments(self, agent_id: AgentId) -> Sequence[Deployment]:
        """List every deployment of an agent, whatever its status."""
        ...

    async def wallets(self) -> Sequence[tuple[VenueName, Wallet]]:
        """List the accounts of deployments not cancelled, once for each venue they enable."""
        ...

    async def ready(self, wallets: Sequence[Wallet], venue: VenueName) -> set[Wallet]:
        """Pick the user wallets with an approved credential for a venue; PAPER needs none."""
        ...

    async def save_source(self, source: Source) -> SourceId:
        """Add or update a source, polled from now on, and return the id it is stored under."""
        ...

    async def save_agent(self, agent: Agent, source_ids: Sequence[SourceId]) -> None:
        """Add or update an agent, and make it follow exactly these sources."""
        ...

    async def save_deployment(self, deployment: Deployment) -> DeploymentId:
        """Add or update a deployment, and return the id it is stored under.

        Raises Conflict when it is for another network than the store's.
        """
        ...
