"""The stream: what happened, and who may be told of it as it happens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.base import Message
from contracts.billing import FeeAccrued
from contracts.channels import routing_key
from contracts.intents import ExitIntended, TradeIntended, TradeRefused
from contracts.metrics import MetricsUpdated
from contracts.orders import OrderFilled, OrderRejected
from contracts.positions import PositionClosed, PositionOpened
from contracts.signals import SignalRaised

STREAMED: tuple[type[Message], ...] = (
    SignalRaised,
    TradeIntended,
    TradeRefused,
    ExitIntended,
    OrderFilled,
    OrderRejected,
    PositionOpened,
    PositionClosed,
    FeeAccrued,
    MetricsUpdated,
)
"""The messages people are told of; all others are between stages."""
KEYS = tuple(routing_key(message) for message in STREAMED)
FOR_ALL = frozenset({routing_key(SignalRaised)})
"""What is told of a public agent to people who have nothing to do with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A message in the log; its id is its place there."""

    id: int
    key: str
    at: datetime
    agent_id: UUID
    deployment_id: UUID | None
    data: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """Name it without its version, as those who listen know it."""
        return self.key.rpartition(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What a caller may be told of; it stays what it was when the caller began to listen."""

    everything: bool = False
    deployments: frozenset[UUID] = frozenset()
    """Those on the caller's wallet."""
    agents: frozenset[UUID] = frozenset()
    """Those the caller made, and those of the deployments."""
    public: frozenset[UUID] = frozenset()

    def sees(self, event: Event) -> bool:
        """Tell whether an event is the caller's business; a deployment is its user's alone."""
        if self.everything:
            return True
        if event.deployment_id is not None:
            return event.deployment_id in self.deployments
        is_open = event.key in FOR_ALL and event.agent_id in self.public
        return is_open or event.agent_id in self.agents
