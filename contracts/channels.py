"""The only place with names on the wire: exchanges, routing keys and queues."""

from contracts.alarms import AlarmRaised
from contracts.base import Message
from contracts.billing import FeeAccrued
from contracts.intents import ExitIntended, TradeIntended, TradeRefused
from contracts.metrics import MetricsUpdated
from contracts.orders import OrderFilled, OrderRejected, OrderUnknown
from contracts.positions import PositionClosed, PositionOpened, PriceMarked
from contracts.posts import PostClassified, PostPublished
from contracts.signals import SignalIgnored, SignalRaised

EVENTS = "evt"
"""The topic exchange every message is published to."""
UNROUTED = "unrouted"
"""Where the alternate exchange sends what no queue asked for."""
DEAD_LETTERS = "dlx"
UNROUTED_QUEUE = "unrouted.q"
DEAD_LETTER_QUEUE = "dlq.all"

ROUTING_KEYS: dict[type[Message], str] = {
    PostPublished: "post.published.v1",
    PostClassified: "post.classified.v1",
    SignalRaised: "signal.raised.v1",
    SignalIgnored: "signal.ignored.v1",
    TradeIntended: "trade.intended.v1",
    TradeRefused: "trade.refused.v1",
    ExitIntended: "exit.intended.v1",
    OrderFilled: "order.filled.v1",
    OrderRejected: "order.rejected.v1",
    OrderUnknown: "order.unknown.v1",
    PriceMarked: "price.marked.v1",
    PositionOpened: "position.opened.v1",
    PositionClosed: "position.closed.v1",
    FeeAccrued: "fee.accrued.v1",
    MetricsUpdated: "metrics.updated.v1",
    AlarmRaised: "alarm.raised.v1",
}
MESSAGES: dict[str, type[Message]] = {key: message for message, key in ROUTING_KEYS.items()}

TRANSIENT: frozenset[type[Message]] = frozenset({PriceMarked})
"""Messages whose loss is harmless because the next one replaces them."""

SUBSCRIPTIONS: dict[str, tuple[type[Message], ...]] = {
    "posts": (PostPublished,),
    "signals": (PostClassified,),
    "intents": (SignalRaised, PositionClosed),
    "orders": (TradeIntended, ExitIntended),
    "positions": (OrderFilled, OrderRejected, TradeRefused, PriceMarked),
    "billing": (PositionClosed,),
    "metrics": (PositionClosed,),
}
"""Which stage hears which messages: one queue for each pair."""


def routing_key(message: type[Message]) -> str:
    """Return the key a message travels under, its version included."""
    return ROUTING_KEYS[message]


def queue_name(message: type[Message], stage: str) -> str:
    """Name the stage's own queue for a message."""
    return f"{stage}.{routing_key(message)}.q"
