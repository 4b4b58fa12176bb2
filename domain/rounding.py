"""Exact arithmetic on money, rounded once, to the places the store keeps."""

from decimal import ROUND_HALF_EVEN, Context, Decimal

PLACES = Decimal("1e-18")
"""The finest amount the store keeps."""
WIDE = Context(prec=120)
"""Wide enough that products of two stored amounts, and sums of many of them, lose nothing."""


def rounded(value: Decimal, places: Decimal = PLACES, rounding: str = ROUND_HALF_EVEN) -> Decimal:
    """Round an exact amount to what the store keeps."""
    return value.quantize(places, rounding, WIDE)
