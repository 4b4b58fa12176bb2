"""The curve of what was earned, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from contracts.market import Usd
from domain.performance.ratios import PLACES
from domain.rounding import WIDE, rounded

FINEST = Decimal("1e-40")


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """What one UTC day brought, after fees; `return_share` is null when nobody can tell."""

    day: date
    closed: int
    net_pnl: Usd
    fees: Usd
    return_share: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A day, and where it left the curve.

    `equity` is all net PnL so far, `growth` what 1 at the beginning came to by compounding the
    days' returns, and `drawdown` how far growth is below its height, as a share of that.
    """

    earned: Earned
    equity: Usd
    growth: Decimal
    drawdown: Decimal


def equity_curve(days: Sequence[Earned]) -> tuple[Point, ...]:
    """Add days up, oldest first; one whose return is not known leaves growth where it was.

    The deepest drawdown of a curve is the published one of the same days.
    """
    with localcontext(WIDE):
        growth = height = Decimal(1)
        equity, points = Decimal(0), []
        for day in days:
            equity += day.net_pnl
            growth = rounded(max(growth * (1 + (day.return_share or 0)), Decimal(0)), FINEST)
            height = max(height, growth)
            points.append(
                Point(
                    earned=day,
                    equity=equity,
                    growth=rounded(growth),
                    drawdown=rounded(1 - growth / height, PLACES),
                )
            )
        return tuple(points)
