"""Flips: a deployment changes sides, and enters anew only once what it held is closed."""

from dataclasses import dataclass

from contracts.market import DeploymentId, PositionId, Side, VenueName
from contracts.signals import SignalRaised

Place = tuple[DeploymentId, VenueName]
"""Where a deployment can hold one position of a symbol."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An open position that could make room for one on the other side."""

    position_id: PositionId
    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingFlip:
    """A deployment waits for its position to close, to decide on the signal after that."""

    signal: SignalRaised
    deployment_id: DeploymentId
    position_id: PositionId

    @property
    def question(self) -> SignalRaised:
        """Put the signal anew, to this deployment alone."""
        return self.signal.model_copy(update={"deployment_id": self.deployment_id})
