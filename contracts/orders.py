"""Orders: what became of what we asked a venue to do."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.base import Instant, Message
from contracts.market import (
    AgentId,
    DeploymentId,
    Exact,
    IntentId,
    OrderId,
    PositionId,
    Price,
    Purpose,
    Quantity,
    Side,
    Symbol,
    Usd,
    VenueName,
)


class RejectReason(StrEnum):
    """Why an order ended without filling all it asked for."""

    VENUE_REFUSED = "venue_refused"
    BELOW_MINIMUM = "below_minimum"
    INSUFFICIENT_BALANCE = "insufficient_balance"
    NOT_APPROVED = "not_approved"
    NO_MARKET = "no_market"
    PRICE_BEYOND_LIMIT = "price_beyond_limit"
    NO_LIQUIDITY = "no_liquidity"
    NOTHING_TO_CLOSE = "nothing_to_close"
    KEEPER_CANCELLED = "keeper_cancelled"
    EXPIRED = "expired"
    HALTED = "halted"
    NEVER_ACCEPTED = "never_accepted"


class OrderMessage(Message):
    """What every message about an order says; it is never sent by itself."""

    order_id: OrderId
    intent_id: IntentId
    agent_id: AgentId
    deployment_id: DeploymentId
    position_id: PositionId
    purpose: Purpose
    venue: VenueName
    symbol: Symbol
    side: Side
    """The side of the position the order belongs to."""

    @property
    def partition(self) -> str:
        return str(self.deployment_id)


class OrderFilled(OrderMessage):
    """A venue traded for an order: one fill, as the venue reported it."""

    fill_id: str
    quantity: Quantity
    price: Price
    fee: Usd
    filled_at: Instant


class OrderRejected(OrderMessage):
    """An order ended with some or all of its quantity untraded."""

    reason: RejectReason
    detail: str
    filled: Annotated[Exact, Field(ge=0)]


class OrderUnknown(OrderMessage):
    """An order may or may not have reached its venue; it will be looked up, never sent anew."""

    attempt: int
    detail: str
