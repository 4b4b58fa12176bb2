"""Orders: what was asked, and what has become of it."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from infra.simulators.hyperliquid.words import Json, Status
from infra.venues.hyperliquid.numbers import wire_number


class Tif(StrEnum):
    """How long a limit order stays."""

    ALO = "Alo"
    IOC = "Ioc"
    GTC = "Gtc"


class TpSl(StrEnum):
    """Whether a trigger takes a profit or stops a loss."""

    TAKE_PROFIT = "tp"
    STOP_LOSS = "sl"


class Grouping(StrEnum):
    """What the orders of one request have to do with each other."""

    NONE = "na"
    PARENT = "normalTpsl"
    POSITION = "positionTpsl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """The mark that wakes an order, and what it then is."""

    price: Decimal
    is_market: bool
    tpsl: TpSl


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One order as it was asked for."""

    asset: int
    is_buy: bool
    price: Decimal
    size: Decimal
    reduce_only: bool
    tif: Tif
    trigger: Trigger | None = None
    cloid: str | None = None

    @property
    def sign(self) -> int:
        """+1 for a buyer, -1 for a seller."""
        return 1 if self.is_buy else -1


@dataclass(slots=True, kw_only=True)
class Order:
    """One order on the venue's books; `left` is what has not traded, in tokens."""

    oid: int
    user: str
    coin: str
    wanted: Wanted
    size: Decimal
    left: Decimal
    placed_at: int
    changed_at: int
    grouping: Grouping = Grouping.NONE
    parent: int | None = None
    children: list[int] = field(default_factory=list)
    status: Status = Status.OPEN
    waiting: bool = False
    """Whether it is a child whose parent has not traded yet."""

    @property
    def sleeps(self) -> bool:
        """Tell whether it waits for a mark."""
        return self.wanted.trigger is not None and self.status is Status.OPEN

    def siblings_of(self, other: "Order") -> bool:
        """Tell whether two orders guard the same position from two sides."""
        if self.parent is not None and self.parent == other.parent:
            return True
        return self.grouping is other.grouping is Grouping.POSITION


def shown(value: Decimal, places: int = 8) -> str:
    """Spell a number as answers do: at most `places` decimals, and always a point."""
    text = wire_number(value.quantize(Decimal(1).scaleb(-places)))
    return text if "." in text else f"{text}.0"


def basic(order: Order) -> Json:
    """Show an order as `openOrders` does."""
    asked = order.wanted
    row: Json = {
        "coin": order.coin,
        "side": "B" if asked.is_buy else "A",
        "limitPx": shown(asked.price),
        "sz": shown(order.left),
        "oid": order.oid,
        "timestamp": order.placed_at,
        "origSz": shown(order.size),
    }
    if asked.reduce_only:
        row["reduceOnly"] = True
    if asked.cloid is not None:
        row["cloid"] = asked.cloid
    return row


def whole_row(order: Order) -> Json:
    """Show an order as `frontendOpenOrders` and `orderStatus` do."""
    asked = order.wanted
    return basic(order) | {
        "triggerCondition": condition(asked),
        "isTrigger": asked.trigger is not None,
        "triggerPx": "0.0" if asked.trigger is None else shown(asked.trigger.price),
        "children": [],
        "isPositionTpsl": order.grouping is Grouping.POSITION,
        "reduceOnly": asked.reduce_only,
        "orderType": kind(asked),
        "tif": None if asked.trigger is not None else asked.tif.value,
        "cloid": asked.cloid,
    }


def condition(asked: Wanted) -> str:
    """Say in words when a trigger wakes."""
    if asked.trigger is None:
        return "N/A"
    word = "above" if wakes_above(asked) else "below"
    return f"Price {word} {shown(asked.trigger.price).removesuffix('.0')}"


def wakes_above(asked: Wanted) -> bool:
    """Tell whether a trigger waits for the mark to rise to it."""
    return asked.trigger is not None and asked.is_buy is (asked.trigger.tpsl is TpSl.STOP_LOSS)


def is_past(asked: Wanted, mark: Decimal) -> bool:
    """Tell whether the mark is where it wakes an order; what has no trigger is never woken."""
    if asked.trigger is None:
        return False
    return mark >= asked.trigger.price if wakes_above(asked) else mark <= asked.trigger.price


def kind(asked: Wanted) -> str:
    """Name the type of an order as the venue's own page does."""
    if asked.trigger is None:
        return "Limit"
    purpose = "Take Profit" if asked.trigger.tpsl is TpSl.TAKE_PROFIT else "Stop"
    return f"{purpose} {'Market' if asked.trigger.is_market else 'Limit'}"
