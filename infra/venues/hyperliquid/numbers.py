"""Numbers on Hyperliquid's wire: decimals in, text out, and never more digits than it takes."""

from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal, Inexact, localcontext
from typing import Final

from contracts.market import Price, Quantity

WIRE_DECIMALS: Final = 8
SIGNIFICANT: Final = 5
PERP_DECIMALS: Final = 6
SPOT_DECIMALS: Final = 8
"""A price has at most these many decimals, less those of its size."""
_WIDE: Final = Context(prec=60)


def wire_number(value: Decimal) -> str:
    """Spell a number as it is signed: plain, no exponent, no needless zero, no minus zero.

    Raises ValueError when it has more than eight decimals, or is no number at all.
    """
    if not value.is_finite():
        raise ValueError(f"not a number that can be sent: {value}")
    with localcontext(_WIDE) as exact:
        exact.traps[Inexact] = True
        try:
            kept = value.quantize(Decimal(1).scaleb(-WIRE_DECIMALS))
        except Inexact:
            raise ValueError(f"more than {WIRE_DECIMALS} decimals: {value}") from None
        bare = kept.normalize()
    return "0" if not bare else format(bare, "f")


def round_price(
    price: Price, sz_decimals: int, *, perp: bool = True, rounding: str = ROUND_HALF_EVEN
) -> Price:
    """Round a price to what the venue accepts: five significant figures, few decimals.

    A whole price is accepted as it is, however long. `sz_decimals` is the market's own number
    of decimals of a size; `rounding` names the direction, to the nearest unless told.
    """
    if price == price.to_integral_value():
        return price
    decimals = (PERP_DECIMALS if perp else SPOT_DECIMALS) - sz_decimals
    finest = max(price.adjusted() - SIGNIFICANT + 1, -decimals)
    step = Decimal(1).scaleb(min(finest, 0))
    return price.quantize(step, rounding, _WIDE)


def round_size(size: Quantity, sz_decimals: int) -> Quantity:
    """Round a size down to the market's lot; what is left over is not traded."""
    return size.quantize(Decimal(1).scaleb(-sz_decimals), ROUND_FLOOR, _WIDE)
