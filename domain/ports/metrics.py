"""Metrics and snapshots, as the stages see them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from contracts.market import AgentId, DeploymentId, SignalId, SourceId
from domain.metrics import Credit, Result, Tally


class Metrics(Protocol):
    """Metrics in the store, within one transaction; always recomputed, never added to."""

    async def lock(self, agent_id: AgentId) -> None:
        """Keep others from recomputing an agent's figures until the transaction ends."""
        ...

    async def tally(self, agent_id: AgentId) -> Tally:
        """Add up an agent's closed positions of known result."""
        ...

    async def tally_day(self, deployment_id: DeploymentId, day: date) -> Tally:
        """Add up what a deployment closed, with a known result, on one UTC day."""
        ...

    async def save(self, agent_id: AgentId, tally: Tally, now: datetime) -> None:
        """Store an agent's figures in place of what was there."""
        ...

    async def save_day(self, result: Result, tally: Tally) -> None:
        """Store the figures of the day a result came, for its deployment."""
        ...

    async def sources_of(self, signal_id: SignalId) -> Sequence[SourceId]:
        """Name the sources whose posts made a signal."""
        ...

    async def save_credits(self, result: Result, shares: Sequence[Credit]) -> None:
        """Store what each source has to do with a result, in place of what was there."""
        ...
