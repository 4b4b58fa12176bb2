"""Figures that take an agent's whole past, and the prices of the past, as the stages see them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from contracts.market import AgentId, DeploymentId
from domain.performance import Day, Figures, LegacyFigures, Stint


class Performance(Protocol):
    """Figures in the store, within one transaction; always recomputed, never added to."""

    async def due(self, now: datetime) -> Sequence[AgentId]:
        """Name agents whose figures are older than today, or than a result some time ago."""
        ...

    async def stints(self, agent_id: AgentId) -> Mapping[DeploymentId, Sequence[Stint]]:
        """Read what each of an agent's deployments holds and held, oldest first."""
        ...

    async def save_days(
        self, agent_id: AgentId, days: Mapping[DeploymentId, Sequence[Day]]
    ) -> None:
        """Store the days of deployments in place of what was there."""
        ...

    async def save_figures(
        self, agent_id: AgentId, figures: Figures, legacy: LegacyFigures, now: datetime
    ) -> None:
        """Store an agent's figures, the old ones beside them, in place of what was there."""
        ...

    async def keep_prices(self) -> int:
        """Keep the first mark of each minute and return how many were new."""
        ...
