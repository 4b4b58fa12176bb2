"""Intents: what one deployment decided to do about a signal, or about its own position."""

from enum import StrEnum

from contracts.base import Instant, Message
from contracts.market import (
    AgentId,
    DeploymentId,
    Fraction,
    IntentId,
    Leverage,
    Network,
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


class RefusalReason(StrEnum):
    """Why an intent was not made, or not sent."""

    AGENT_NOT_LIVE = "agent_not_live"
    NOT_ACTIVE = "not_active"
    SUBSCRIPTION_LAPSED = "subscription_lapsed"
    NOT_CREATOR = "not_creator"
    NOT_READY = "not_ready"
    HALTED = "halted"
    EXPIRED = "expired"
    NO_MARKET = "no_market"
    SHORT_ON_SPOT = "short_on_spot"
    PRICE_STALE = "price_stale"
    PRICE_MOVED = "price_moved"
    NO_BALANCE = "no_balance"
    BELOW_MINIMUM = "below_minimum"
    ALREADY_EXPOSED = "already_exposed"
    TOO_MANY_POSITIONS = "too_many_positions"
    UNKNOWN_ORDER = "unknown_order"
    NOT_PREFERRED = "not_preferred"
    ORDER_TOO_LARGE = "order_too_large"
    TOKEN_EXPOSURE = "token_exposure"  # noqa: S105 - a token that is traded
    DAILY_LOSS = "daily_loss"
    STOP_COOLDOWN = "stop_cooldown"


class ExitReason(StrEnum):
    """Why a position is closed."""

    HARD_STOP_LOSS = "HARD_STOP_LOSS"
    TRAILING_STOP = "TRAILING_STOP"
    TAKE_PROFIT = "TAKE_PROFIT"
    STOP_LOSS = "STOP_LOSS"
    TIME_EXPIRED = "TIME_EXPIRED"
    LIQUIDATED = "LIQUIDATED"
    MANUAL = "MANUAL"
    SIGNAL_FLIP = "SIGNAL_FLIP"
    DEPLOYMENT_CANCELLED = "DEPLOYMENT_CANCELLED"
    KILL_SWITCH = "KILL_SWITCH"
    CLOSED_EXTERNALLY = "CLOSED_EXTERNALLY"
    CLOSED_EXTERNALLY_UNKNOWN = "CLOSED_EXTERNALLY_UNKNOWN"
    OPEN_FAILED = "OPEN_FAILED"


class TradeIntended(Message):
    """A deployment decided to trade; the venue has not heard of it yet."""

    intent_id: IntentId
    signal_id: SignalId
    agent_id: AgentId
    deployment_id: DeploymentId
    position_id: PositionId
    wallet: Wallet
    network: Network
    venue: VenueName
    symbol: Symbol
    side: Side
    quantity: Quantity
    collateral: Usd
    leverage: Leverage
    reference_price: Price
    max_slippage: Fraction
    risk_plan: RiskPlan
    expires_at: Instant

    @property
    def partition(self) -> str:
        return str(self.deployment_id)


class TradeRefused(Message):
    """A deployment did not act on a signal, or its order was never sent."""

    signal_id: SignalId
    agent_id: AgentId
    deployment_id: DeploymentId
    intent_id: IntentId | None
    position_id: PositionId | None
    reason: RefusalReason
    detail: str

    @property
    def partition(self) -> str:
        return str(self.deployment_id)


class ExitIntended(Message):
    """A position is to be closed: this much of it, for this reason."""

    intent_id: IntentId
    position_id: PositionId
    agent_id: AgentId
    deployment_id: DeploymentId
    wallet: Wallet
    network: Network
    venue: VenueName
    symbol: Symbol
    side: Side
    """The side of the position; the order that closes it is on the opposite one."""
    quantity: Quantity
    reference_price: Price | None
    reason: ExitReason
    attempt: int

    @property
    def partition(self) -> str:
        return str(self.deployment_id)
