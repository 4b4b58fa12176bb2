"""What a position is, and the evidence it is judged by."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from contracts.intents import ExitReason
from contracts.market import (
    AgentId,
    DeploymentId,
    Network,
    PositionId,
    Purpose,
    RiskPlan,
    Side,
    SignalId,
    Symbol,
    VenueName,
    Wallet,
)
from domain.exits import Terms, Watch
from domain.orders import FINAL, OrderState
from domain.positions.holding import PositionFill


class PositionStatus(StrEnum):
    OPENING = "OPENING"
    OPEN = "OPEN"
    CLOSING = "CLOSING"
    CLOSED = "CLOSED"
    OPEN_FAILED = "OPEN_FAILED"

    @property
    def ended(self) -> bool:
        """Tell whether nothing can happen to the position any more."""
        return self in (PositionStatus.CLOSED, PositionStatus.OPEN_FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionOrder:
    """Where one of a position's orders stands."""

    purpose: Purpose
    state: OrderState

    @property
    def over(self) -> bool:
        return self.state in FINAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that is known to have happened to a position: the only ground for changing it.

    `marked_at` is when its market was last marked; `refused`, that its entry was never sent.
    """

    fills: tuple[PositionFill, ...] = ()
    orders: tuple[PositionOrder, ...] = ()
    marked_at: datetime | None = None
    refused: bool = False

    @property
    def entry_live(self) -> bool:
        """Tell whether an entry order may still be filled."""
        return any(o.purpose is Purpose.OPEN and not o.over for o in self.orders)

    @property
    def entry_over(self) -> bool:
        """Tell whether the entry ended, or was never sent."""
        entries = [o for o in self.orders if o.purpose is Purpose.OPEN]
        return all(o.over for o in entries) if entries else self.refused

    @property
    def exits_over(self) -> int:
        """Count the closing orders that ended, whatever they filled."""
        return sum(o.purpose is Purpose.CLOSE and o.over for o in self.orders)


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What a deployment holds, or held; `quantity` is what is left, in tokens."""

    id: PositionId
    signal_id: SignalId
    agent_id: AgentId
    deployment_id: DeploymentId
    trace_id: UUID
    wallet: Wallet
    network: Network
    venue: VenueName
    symbol: Symbol
    side: Side
    status: PositionStatus
    collateral: Decimal
    leverage: Decimal
    risk_plan: RiskPlan
    created_at: datetime
    opened_quantity: Decimal = Decimal(0)
    quantity: Decimal = Decimal(0)
    entry_price: Decimal | None = None
    exit_price: Decimal | None = None
    watch: Watch | None = None
    expires_at: datetime | None = None
    closing_reason: ExitReason | None = None
    exit_reason: ExitReason | None = None
    close_attempts: int = 0
    gross_pnl: Decimal | None = None
    fees: Decimal | None = None
    net_pnl: Decimal | None = None
    naked_seconds: Decimal = Decimal(0)
    watched_until: datetime | None = None
    opened_at: datetime | None = None
    closing_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def terms(self) -> Terms:
        """Name what the position's exits are computed from."""
        return Terms(side=self.side, plan=self.risk_plan, leverage=self.leverage)
