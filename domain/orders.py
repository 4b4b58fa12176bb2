"""Orders: what an order may be, what one attempt at it is, and how an intent becomes one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID, uuid5

from contracts.base import Message
from contracts.intents import ExitIntended, TradeIntended
from contracts.market import (
    AgentId,
    DeploymentId,
    IntentId,
    Network,
    OrderId,
    PositionId,
    Price,
    Purpose,
    Quantity,
    Side,
    SignalId,
    SourceId,
    Symbol,
    VenueName,
    Wallet,
)
from contracts.orders import RejectReason
from domain.ports.venue import OrderRequest

ANY_PRICE = Decimal(1)
"""The slippage of an exit: getting out matters more than the price."""


class OrderState(StrEnum):
    """Where an order stands; the last four are final."""

    PLANNED = "PLANNED"
    CLAIMED = "CLAIMED"
    SENT = "SENT"
    UNKNOWN = "UNKNOWN"
    ACKED = "ACKED"
    PARTIAL = "PARTIAL"
    FILLED = "FILLED"
    CANCELLED = "CANCELLED"
    REJECTED = "REJECTED"
    DEAD = "DEAD"


FINAL = frozenset({OrderState.FILLED, OrderState.CANCELLED, OrderState.REJECTED, OrderState.DEAD})
UNRESOLVED = frozenset({OrderState.CLAIMED, OrderState.SENT, OrderState.UNKNOWN})
"""States in which an order may be with its venue, and nobody can say whether it is."""


class AttemptOutcome(StrEnum):
    """What became of one attempt; UNKNOWN is live, the others are settled."""

    UNKNOWN = "UNKNOWN"
    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"
    UNSENT = "UNSENT"
    DEAD = "DEAD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What we ask a venue to do for one intent; `side` is the side of the position."""

    id: OrderId
    intent_id: IntentId
    agent_id: AgentId
    deployment_id: DeploymentId
    position_id: PositionId
    signal_id: SignalId | None
    trace_id: UUID
    purpose: Purpose
    wallet: Wallet
    network: Network
    venue: VenueName
    symbol: Symbol
    side: Side
    quantity: Quantity
    leverage: Decimal
    reference_price: Price | None
    max_slippage: Decimal
    created_at: datetime
    next_attempt_at: datetime
    expires_at: datetime | None
    state: OrderState = OrderState.PLANNED
    version: int = 0
    attempts: int = 0
    filled: Decimal = Decimal(0)
    reject_reason: RejectReason | None = None
    detail: str = ""

    def expired(self, now: datetime) -> bool:
        """Tell whether it is too late to begin; an exit is never too late."""
        return self.expires_at is not None and now >= self.expires_at

    @property
    def limit_price(self) -> Price | None:
        """Bound the price of an entry by its slippage; an exit takes any price."""
        if self.purpose is Purpose.CLOSE or self.reference_price is None:
            return None
        bound = self.reference_price * (1 + self.side.sign * self.max_slippage)
        return bound if bound > 0 else None

    @property
    def tolerance(self) -> Decimal:
        """How far fills may add up to something else, as where a swap is bounded in dollars."""
        return self.quantity * self.max_slippage if self.purpose is Purpose.OPEN else Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """The key that is to sign one attempt, and the number it spends on it."""

    signer: Wallet
    nonce: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at sending an order, under the lease of whoever holds `lease_token`.

    `not_seen` counts the times the venue did not know it, asked after its deadline and margin.
    """

    order_id: OrderId
    n: int
    request: OrderRequest
    lease_token: UUID
    created_at: datetime
    outcome: AttemptOutcome | None = None
    not_seen: int = 0

    @property
    def send_deadline(self) -> datetime:
        """The moment after which it may neither be sent by us nor traded by the venue."""
        return self.request.expires_at

    def sendable(self, now: datetime) -> bool:
        """Tell whether it may still leave us.

        Law 5: the sender judges by the deadline it claimed, right before the first byte, and
        the venue is given the same deadline.
        """
        return now < self.send_deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An order to be seen to, with its latest attempt and the source of its signal."""

    order: Order
    attempt: Attempt | None
    source_id: SourceId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One change of an order and its attempt, with the messages that tell of it.

    `lease_token` is the one the change is allowed by; `leased` keeps the attempt under a lease
    after the change, otherwise it is free to be claimed.
    """

    before: Order
    order: Order
    attempt: Attempt | None = None
    lease_token: UUID | None = None
    leased: bool = False
    messages: tuple[Message, ...] = ()

    @property
    def moved(self) -> bool:
        """Tell whether the order is now in another state."""
        return self.before.state is not self.order.state


def entry_order(intent: TradeIntended, *, now: datetime) -> Order:
    """Plan the order that opens a position: every number is the intent's."""
    return Order(
        id=order_id(intent.intent_id),
        intent_id=intent.intent_id,
        agent_id=intent.agent_id,
        deployment_id=intent.deployment_id,
        position_id=intent.position_id,
        signal_id=intent.signal_id,
        trace_id=intent.trace_id,
        purpose=Purpose.OPEN,
        wallet=intent.wallet,
        network=intent.network,
        venue=intent.venue,
        symbol=intent.symbol,
        side=intent.side,
        quantity=intent.quantity,
        leverage=intent.leverage,
        reference_price=intent.reference_price,
        max_slippage=intent.max_slippage,
        created_at=now,
        next_attempt_at=now,
        expires_at=intent.expires_at,
    )


def exit_order(intent: ExitIntended, *, now: datetime) -> Order:
    """Plan the order that closes a position: it never expires and takes any price."""
    return Order(
        id=order_id(intent.intent_id),
        intent_id=intent.intent_id,
        agent_id=intent.agent_id,
        deployment_id=intent.deployment_id,
        position_id=intent.position_id,
        signal_id=None,
        trace_id=intent.trace_id,
        purpose=Purpose.CLOSE,
        wallet=intent.wallet,
        network=intent.network,
        venue=intent.venue,
        symbol=intent.symbol,
        side=intent.side,
        quantity=intent.quantity,
        leverage=Decimal(1),
        reference_price=intent.reference_price,
        max_slippage=ANY_PRICE,
        created_at=now,
        next_attempt_at=now,
        expires_at=None,
    )


def order_id(intent_id: IntentId) -> OrderId:
    """Name the one order an intent can have."""
    return OrderId(uuid5(intent_id, "order"))


def new_attempt(
    order: Order, *, now: datetime, life: timedelta, seal: Seal | None = None
) -> Attempt:
    """Write the next attempt at an order, complete, so that it can be stored before it is sent.

    An entry may not be traded after its intent is over, whatever the life of an attempt.
    """
    n = order.attempts + 1
    deadline = now + life
    request = OrderRequest(
        client_order_id=uuid5(order.id, f"attempt/{n}"),
        wallet=order.wallet,
        network=order.network,
        symbol=order.symbol,
        side=order.side,
        purpose=order.purpose,
        quantity=order.quantity,
        leverage=order.leverage,
        limit_price=order.limit_price,
        expires_at=min(deadline, order.expires_at or deadline),
        signer=seal.signer if seal else None,
        nonce=seal.nonce if seal else None,
    )
    token = lease_token(order)
    return Attempt(order_id=order.id, n=n, request=request, lease_token=token, created_at=now)


def lease_token(order: Order) -> UUID:
    """Name a claim on an order; each version of an order is claimed at most once."""
    return uuid5(order.id, f"lease/{order.version}")
