"""Positions: what a deployment holds because of fills, and the marks that watch it."""

from contracts.base import Instant, Message
from contracts.intents import ExitReason
from contracts.market import (
    AgentId,
    DeploymentId,
    PositionId,
    Price,
    Quantity,
    RiskPlan,
    Side,
    SignalId,
    Symbol,
    Usd,
    VenueName,
    Wallet,
)


class PriceMarked(Message):
    """A venue quoted a price; only the latest matters, so marks bypass the outbox."""

    venue: VenueName
    symbol: Symbol
    price: Price
    seen_at: Instant

    @property
    def partition(self) -> str:
        return f"{self.venue}/{self.symbol}"


class PositionMessage(Message):
    """What every message about a position says; it is never sent by itself."""

    position_id: PositionId
    agent_id: AgentId
    deployment_id: DeploymentId
    signal_id: SignalId
    wallet: Wallet
    venue: VenueName
    symbol: Symbol
    side: Side

    @property
    def partition(self) -> str:
        return str(self.deployment_id)


class PositionOpened(PositionMessage):
    """The first fill arrived and the stops run."""

    quantity: Quantity
    entry_price: Price
    risk_plan: RiskPlan
    opened_at: Instant


class PositionClosed(PositionMessage):
    """Nothing is left of a position; money is null when the venue cannot tell, never zero."""

    quantity: Quantity
    entry_price: Price
    exit_price: Price | None
    reason: ExitReason
    gross_pnl: Usd | None
    fees: Usd | None
    net_pnl: Usd | None
    opened_at: Instant
    closed_at: Instant
