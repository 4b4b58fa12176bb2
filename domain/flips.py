"""Flips: a deployment changes sides, and enters anew only once what it held is closed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.market import DeploymentId, PositionId, Purpose, Side, VenueName
from contracts.signals import SignalRaised
from domain.positions import Position, PositionOrder

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


def left_waiting(position: Position, orders: Sequence[PositionOrder]) -> str:
    """Say how far the exit of a position has come that a flip waited for in vain."""
    states = Counter(order.state.value for order in orders if order.purpose is Purpose.CLOSE)
    exits = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    told = f"exit orders: {exits}" if exits else "no exit order was planned yet"
    return f"waited for position {position.id} to close, which is {position.status}; {told}"
