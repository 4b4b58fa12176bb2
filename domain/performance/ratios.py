"""Ratios of a series of daily returns; each is null where it would say nothing."""

from collections.abc import Sequence
from decimal import Decimal, localcontext

from domain.rounding import PLACES as FINEST
from domain.rounding import WIDE, rounded

DAYS_A_YEAR = 365
"""This market never closes."""
PLACES = Decimal("0.000001")


def mean(values: Sequence[Decimal]) -> Decimal:
    """Return the arithmetic mean of at least one value."""
    with localcontext(WIDE):
        return sum(values, Decimal(0)) / len(values)


def deviation(values: Sequence[Decimal]) -> Decimal:
    """Return the sample standard deviation (n - 1 below the line) of at least two values.

    Values closer than what the store keeps are the same: three equal quotients do not come out
    quite equal to their mean, and a ratio to what is left would be beyond all bounds.
    """
    with localcontext(WIDE):
        middle = mean(values)
        squares = sum((rounded(value - middle, FINEST) ** 2 for value in values), Decimal(0))
        return (squares / (len(values) - 1)).sqrt()


def sharpe(returns: Sequence[Decimal]) -> Decimal | None:
    """Relate mean to deviation, times the root of a year's days; null when nothing moved.

    Source: W. F. Sharpe, "The Sharpe Ratio" (1994), ex post, risk-free rate 0, daily, annualised
    by the square root of time.
    """
    if len(returns) < 2 or not (spread := deviation(returns)):  # noqa: PLR2004 - n - 1
        return None
    return _annual(mean(returns), spread)


def sortino(returns: Sequence[Decimal]) -> Decimal | None:
    """Relate mean to downside deviation below 0, likewise; null when no day lost.

    Source: F. A. Sortino and L. N. Price (1994); the downside is the root of the mean square of
    the losses over all days, winning ones counting as 0.
    """
    with localcontext(WIDE):
        squares = [min(value, Decimal(0)) ** 2 for value in returns]
        if not any(squares):
            return None
        return _annual(mean(returns), mean(squares).sqrt())


def max_drawdown(returns: Sequence[Decimal]) -> Decimal | None:
    """Find the deepest fall from a height, as a share of it between 0 and 1; null without days.

    Source: the usual definition on wealth that starts at 1 and compounds day by day; what is lost
    entirely does not come back.
    """
    if not returns:
        return None
    with localcontext(WIDE):
        wealth = height = Decimal(1)
        deepest = Decimal(0)
        for value in returns:
            wealth = rounded(max(wealth * (1 + value), Decimal(0)), Decimal("1e-40"))
            height = max(height, wealth)
            deepest = max(deepest, 1 - wealth / height)
        return rounded(deepest, PLACES)


def _annual(middle: Decimal, spread: Decimal) -> Decimal:
    with localcontext(WIDE):
        return rounded(middle / spread * Decimal(DAYS_A_YEAR).sqrt(), PLACES)
