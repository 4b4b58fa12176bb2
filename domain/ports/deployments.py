"""Deployments, as their owners change them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from contracts.market import AgentId, DeploymentId, VenueName, Wallet
from domain.agents import Deployment


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledSafe:
    """A user's Safe that the chain said may be traded from."""

    address: Wallet
    module: Wallet
    venues: tuple[VenueName, ...]
    """The agent's venues that are traded from it."""
    owns_all: bool
    """Whether the agent has no other venues, so that all of its funds are the Safe's."""


class Deployments(Protocol):
    """Deployments of this network in the store, within one transaction."""

    async def add(self, deployment: Deployment, now: datetime) -> Deployment:
        """Store a deployment, or return the one its user has of that agent: there is one."""
        ...

    async def of(self, agent_id: AgentId, user: Wallet) -> Deployment | None:
        """Find the one deployment that a user has of an agent; a cancelled one is none."""
        ...

    async def former(self, agent_id: AgentId, user: Wallet) -> Deployment | None:
        """Find the last one that a user had of an agent and cancelled."""
        ...

    async def hold(self, deployment_id: DeploymentId, owner: Wallet) -> Deployment:
        """Keep others from changing an owner's deployment until the transaction ends.

        Raises NotFound when there is none, or it is another's.
        """
        ...

    async def enable(self, deployment_id: DeploymentId, venue: VenueName) -> None:
        """Let a deployment trade on a venue that was found set up; again changes nothing."""
        ...

    async def install(self, deployment_id: DeploymentId, safe: InstalledSafe) -> None:
        """Note the Safe that a deployment trades from, and the module that acts for it."""
        ...

    async def subscribe(self, deployment_id: DeploymentId, *, active: bool) -> None:
        """Let a deployment be served and charged, or neither, from now on."""
        ...

    async def remove(self, deployment_id: DeploymentId) -> None:
        """Forget a deployment that never did anything.

        Raises Conflict when it holds positions, or did something that is kept for good.
        """
        ...
