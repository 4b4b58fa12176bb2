"""The vocabulary of the market: names, sides, money, and the ids of things."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, NewType
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, StringConstraints

SourceId = NewType("SourceId", UUID)
PostId = NewType("PostId", UUID)
AgentId = NewType("AgentId", UUID)
DeploymentId = NewType("DeploymentId", UUID)
SignalId = NewType("SignalId", UUID)
IntentId = NewType("IntentId", UUID)
OrderId = NewType("OrderId", UUID)
PositionId = NewType("PositionId", UUID)

Symbol = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2,10}$")]
"""A token by its canonical name, such as BTC."""
Wallet = Annotated[str, StringConstraints(pattern=r"^0x[0-9a-f]{40}$")]
"""An address in lower case, as it is stored; the edge normalises, nothing else may."""


def _written_out(value: Decimal) -> str:
    return format(value, "f")


Exact = Annotated[
    Decimal, PlainSerializer(_written_out, return_type=str, when_used="json-unless-none")
]
"""An exact decimal; on the wire a string with every digit and no exponent."""
Price = Annotated[Exact, Field(gt=0)]
"""USD for one whole token."""
Quantity = Annotated[Exact, Field(gt=0)]
"""Whole tokens, never dollars."""
Usd = Exact
"""US dollars, of either sign."""
Fraction = Annotated[Exact, Field(ge=0, le=1)]
"""A share of one, such as 0.05 for five percent."""
Leverage = Annotated[Exact, Field(ge=1)]


class Side(StrEnum):
    LONG = "LONG"
    SHORT = "SHORT"

    @property
    def sign(self) -> int:
        """+1 when a rising price earns, -1 when a falling one does."""
        return 1 if self is Side.LONG else -1

    @property
    def opposite(self) -> "Side":
        return Side.SHORT if self is Side.LONG else Side.LONG


class VenueName(StrEnum):
    """Where an order can go. MULTI is a property of an agent and never appears here."""

    HYPERLIQUID = "HYPERLIQUID"
    OSTIUM = "OSTIUM"
    GMX = "GMX"
    SPOT = "SPOT"
    PAPER = "PAPER"


class Network(StrEnum):
    PAPER = "paper"
    TESTNET = "testnet"
    MAINNET = "mainnet"


class Purpose(StrEnum):
    """Whether an order adds to a position or takes from it."""

    OPEN = "OPEN"
    CLOSE = "CLOSE"


class Basis(StrEnum):
    """What a stop percentage is a percentage of."""

    PRICE = "PRICE"
    COLLATERAL = "COLLATERAL"


class RiskPlan(BaseModel):
    """When a position ends, decided before it begins; percentages are fractions of the basis."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    hard_stop: Annotated[Exact, Field(gt=0, lt=1)] = Decimal("0.10")
    trail_activation: Annotated[Exact, Field(gt=0, lt=1)] | None = Decimal("0.03")
    trail_distance: Annotated[Exact, Field(gt=0, lt=1)] = Decimal("0.01")
    take_profit: Annotated[Exact, Field(gt=0)] | None = None
    max_holding_seconds: Annotated[int, Field(gt=0)] | None = None
    basis: Basis = Basis.PRICE
