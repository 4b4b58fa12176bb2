"""What fills add up to: quantities, average prices, and money earned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, localcontext

from contracts.market import Purpose, Side
from domain.rounding import WIDE, rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionFill:
    """One fill of a position: what it added (OPEN) or took (CLOSE). Fee in USD."""

    purpose: Purpose
    quantity: Decimal
    price: Decimal
    fee: Decimal
    filled_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What fills add up to; prices are averages, money is USD and realised only."""

    opened_quantity: Decimal
    quantity: Decimal
    entry_price: Decimal | None
    exit_price: Decimal | None
    gross_pnl: Decimal
    fees: Decimal
    net_pnl: Decimal


def held(side: Side, fills: Sequence[PositionFill]) -> Holding:
    """Add fills up; what was earned is a sum of cash flows, never of rounded averages.

    While part is held, the entry's cost is shared out by quantity. What a venue took beyond
    what we opened is not ours and counts for nothing.
    """
    with localcontext(WIDE):
        bought, cost = _sums(fills, Purpose.OPEN)
        sold, proceeds = _sums(fills, Purpose.CLOSE)
        fees = sum((fill.fee for fill in fills), Decimal(0))
        matched = min(bought, sold)
        gross = Decimal(0)
        if matched:
            gross = side.sign * (proceeds * matched / sold - cost * matched / bought)
        gross = rounded(gross)
        return Holding(
            opened_quantity=bought,
            quantity=bought - matched,
            entry_price=rounded(cost / bought) if bought else None,
            exit_price=rounded(proceeds / sold) if sold else None,
            gross_pnl=gross,
            fees=fees,
            net_pnl=gross - fees,
        )


def _sums(fills: Sequence[PositionFill], purpose: Purpose) -> tuple[Decimal, Decimal]:
    mine = [fill for fill in fills if fill.purpose is purpose]
    quantity = sum((fill.quantity for fill in mine), Decimal(0))
    return quantity, sum((fill.quantity * fill.price for fill in mine), Decimal(0))
