"""The shapes of Hyperliquid's answers, as far as they are read; numbers are text, and exact."""

from decimal import Decimal
from typing import Annotated, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)


class Misshapen(ValueError):
    """An answer is not what the venue is known to say."""


def _exact(value: object) -> object:
    """Let through what holds every digit: text, or a number that was never a float."""
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return Decimal(value) if isinstance(value, int) else value
    if isinstance(value, Decimal):
        return value
    raise ValueError("should be a number, as text")


Amount = Annotated[Decimal, BeforeValidator(_exact), Field(max_digits=60)]
Positive = Annotated[Amount, Field(gt=0)]
Whole = Annotated[int, Field(strict=True, ge=0, lt=2**63)]
Instant = Annotated[int, Field(strict=True, ge=0, lt=2**47)]
"""Milliseconds since 1970."""
Word = Annotated[str, StringConstraints(strict=True, max_length=500)]


class Shape(BaseModel):
    """A part of an answer; what else it holds is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Universe(Shape):
    """One market of the listing; its place in the list is its number."""

    name: Word
    sz_decimals: Annotated[int, Field(alias="szDecimals", strict=True, ge=0, le=6)]
    max_leverage: Annotated[int, Field(alias="maxLeverage", strict=True, ge=1)]
    only_isolated: bool = Field(default=False, alias="onlyIsolated")
    delisted: bool = Field(default=False, alias="isDelisted")


class Meta(Shape):
    """The listing of markets."""

    universe: list[Universe]


class Context(Shape):
    """What a market trades at now; a market that is gone may have no mark."""

    mark: Amount | None = Field(default=None, alias="markPx")


class Leverage(Shape):
    """What leverage an account has on a market, and whether its margin is shared."""

    type: Literal["cross", "isolated"]
    value: Annotated[int, Field(strict=True, ge=1)]


class AssetData(Shape):
    """An account's settings on a market."""

    coin: Word
    leverage: Leverage


class Position(Shape):
    """What an account holds of a market; `szi` is below 0 when it is short."""

    coin: Word
    szi: Amount
    leverage: Leverage


class AssetPosition(Shape):
    """A position in its wrapping."""

    position: Position


class Clearinghouse(Shape):
    """An account: what may be taken out, and what it holds."""

    withdrawable: Amount
    positions: list[AssetPosition] = Field(alias="assetPositions")


class Liquidation(Shape):
    """Whose position was liquidated by a fill."""

    user: Word | None = Field(default=None, alias="liquidatedUser")


class FillShape(Shape):
    """One fill of an account; `side` is B for bought, A for sold."""

    coin: Word
    px: Positive
    sz: Positive
    side: Literal["A", "B"]
    time: Instant
    oid: Whole
    tid: Whole
    fee: Amount
    fee_in: Word = Field(default="USDC", alias="feeToken")
    closed_pnl: Amount | None = Field(default=None, alias="closedPnl")
    cloid: Word | None = None
    dir: Word = ""
    liquidation: Liquidation | None = None


class FundingDelta(Shape):
    """What was paid or received to hold a position."""

    coin: Word
    usdc: Amount
    type: Word = "funding"


class FundingShape(Shape):
    """One payment of funding."""

    time: Instant
    delta: FundingDelta


class OrderShape(Shape):
    """An order as the venue keeps it; `sz` is what is left of `orig_sz`."""

    coin: Word
    side: Literal["A", "B"]
    sz: Amount
    orig_sz: Amount = Field(alias="origSz")
    limit_px: Amount = Field(alias="limitPx")
    oid: Whole
    timestamp: Instant
    trigger_px: Amount = Field(default=Decimal(0), alias="triggerPx")
    is_trigger: bool = Field(default=False, alias="isTrigger")
    is_position: bool = Field(default=False, alias="isPositionTpsl")
    reduce_only: bool = Field(default=False, alias="reduceOnly")
    order_type: Word = Field(default="", alias="orderType")
    cloid: Word | None = None


class KnownOrder(Shape):
    """An order and how it stands."""

    order: OrderShape
    status: Word
    since: Instant = Field(alias="statusTimestamp")


class AgentRole(Shape):
    """Whose agent an address is."""

    user: Word


class Role(Shape):
    """What an address is to the venue."""

    role: Word
    data: AgentRole | None = None


class ExtraAgent(Shape):
    """An agent with a name, and when its approval ends."""

    name: Word
    address: Word
    valid_until: Instant | None = Field(default=None, alias="validUntil")


T = TypeVar("T")


def read(shape: TypeAdapter[T], value: object) -> T:
    """Read an answer by its shape. Raises Misshapen, which quotes nothing of it."""
    try:
        return shape.validate_python(value)
    except ValidationError as error:
        raise Misshapen(_reason(error)) from None


def _reason(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
