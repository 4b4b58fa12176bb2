"""The stream: what happened, and who may be told of it as it happens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.base import Message
from contracts.billing import FeeAccrued
from contracts.channels import routing_key
from contracts.intents import ExitIntended, TradeIntended, TradeRefused
from contracts.market import Wallet
from contracts.metrics import MetricsUpdated
from contracts.orders import OrderFilled, OrderRejected
from contracts.positions import PositionClosed, PositionOpened
from contracts.signals import SignalRaised
from domain.access import Caller

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
    data: Mapping[str, Any]
    wallets: frozenset[Wallet] = frozenset()
    """Whose business it is: a deployment's user, or an agent's creator and all its users."""
    listed: bool = False
    """Whether it is about an agent that is open to everybody, and about no deployment."""

    @property
    def kind(self) -> str:
        """Name it without its version, as those who listen know it."""
        return self.key.rpartition(".")[0]

    def is_for(self, caller: Caller) -> bool:
        """Tell whether somebody may be told."""
        is_open = self.listed and self.key in FOR_ALL
        return is_open or caller.sees_all or caller.wallet in self.wallets
