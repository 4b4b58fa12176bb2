"""What it costs to act on a call."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Shares of the traded value, on the way in and again on the way out.

    The defaults are a taker's fee of the cheapest tier, and half a spread with some slippage.
    """

    fee: Decimal = Decimal("0.00045")
    slippage: Decimal = Decimal("0.00030")

    def __post_init__(self) -> None:
        if not (0 <= self.fee < 1 and 0 <= self.slippage < 1):
            raise ValueError("costs are shares from 0 to 1")
