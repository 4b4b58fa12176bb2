"""Sizing: from a share of a balance to a quantity a venue accepts."""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Context, Decimal, localcontext

from contracts.market import Fraction, Leverage, Price, Quantity, Usd

_EXACT = Context(prec=80, rounding=ROUND_FLOOR)
_ONE = Decimal(1)
_GRAIN = Decimal("1e-18")
"""The finest amount of money the store keeps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much to trade: tokens, the USD behind them, and how often they are borrowed."""

    quantity: Quantity
    collateral: Usd
    leverage: Leverage
    notional: Usd


@dataclass(frozen=True, slots=True, kw_only=True)
class TooSmall:
    """What the balance could buy, in USD, and the least that may be traded."""

    notional: Usd
    minimum: Usd


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a market and the platform allow: a step in tokens, a least notional in USD."""

    lot: Quantity
    minimum: Usd


def tidy(amount: Decimal) -> Decimal:
    """Drop the zeros that storing an amount put behind it, and never use an exponent."""
    bare = amount.normalize(_EXACT)
    return bare.quantize(_ONE, context=_EXACT) if bare == bare.to_integral_value() else bare


def leverage_within(wanted: Decimal, *caps: Decimal) -> Leverage:
    """Bound a wish by every cap; it is never below 1."""
    return max(_ONE, min(wanted, *caps))


def size(
    available: Usd, share: Fraction, *, leverage: Leverage, price: Price, bounds: Bounds
) -> Size | TooSmall:
    """Turn a share of what is available into whole lots, never committing more than it."""
    with localcontext(_EXACT):
        budget = max(available, Decimal(0)) * share
        lots = (budget * leverage / price / bounds.lot).to_integral_value(ROUND_FLOOR)
        quantity = lots * bounds.lot
        notional = quantity * price
        if lots == 0 or notional < bounds.minimum:
            return TooSmall(notional=tidy(notional), minimum=tidy(bounds.minimum))
        collateral = (notional / leverage).quantize(_GRAIN)
    return Size(
        quantity=tidy(quantity),
        collateral=tidy(collateral),
        leverage=tidy(leverage),
        notional=tidy(notional),
    )
