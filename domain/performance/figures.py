"""The published figures, each null until there is enough to say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal, localcontext

from contracts.market import Usd
from domain.metrics import MIN_SAMPLE
from domain.performance.days import Day
from domain.performance.ratios import (
    DAYS_A_YEAR,
    PLACES,
    max_drawdown,
    mean,
    sharpe,
    sortino,
)
from domain.performance.stints import Stint, deployed
from domain.rounding import WIDE, rounded

MIN_DAYS = 14
"""Daily ratios of fewer days than this are noise."""
SHORTEST_TRACK = timedelta(days=7)
"""What a younger track earned is annualised as if it were this old."""
RATIO_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is published of an agent; shares are fractions, null means not enough data.

    `capital` is the time-weighted collateral behind `apr_inception`, in USD.
    """

    apr_30d: Decimal | None = None
    apr_90d: Decimal | None = None
    apr_inception: Decimal | None = None
    sharpe_30d: Decimal | None = None
    sortino_30d: Decimal | None = None
    max_drawdown: Decimal | None = None
    profit_factor: Decimal | None = None
    expectancy: Usd | None = None
    capital: Usd | None = None


def figures_of(stints: Sequence[Stint], days: Sequence[Day], now: datetime) -> Figures:
    """Compute every figure of one track; `days` are its whole days, oldest first."""
    results = [s.net_pnl for s in stints if s.closed_at is not None and s.net_pnl is not None]
    if len(results) < MIN_SAMPLE:
        return Figures()
    returns = [r for day in days if (r := day.return_share) is not None]
    today = now.astimezone(UTC).date()
    since = today - timedelta(days=RATIO_DAYS)
    lately = [r for d in days if since <= d.day < today and (r := d.return_share) is not None]
    enough = len(lately) >= MIN_DAYS
    return Figures(
        apr_30d=_window_apr(stints, now, 30),
        apr_90d=_window_apr(stints, now, 90),
        apr_inception=_apr(stints, now, _age(stints, now)),
        sharpe_30d=sharpe(lately) if enough else None,
        sortino_30d=sortino(lately) if enough else None,
        max_drawdown=max_drawdown(returns),
        profit_factor=profit_factor(results),
        expectancy=rounded(mean(results), PLACES),
        capital=deployed(stints, now),
    )


def profit_factor(results: Sequence[Usd]) -> Decimal | None:
    """Divide all that was won by all that was lost; null while nothing was lost.

    Source: the usual definition, gross profit over gross loss, after fees.
    """
    with localcontext(WIDE):
        won = sum((r for r in results if r > 0), Decimal(0))
        lost = -sum((r for r in results if r < 0), Decimal(0))
        return rounded(won / lost, PLACES) if lost else None


def _window_apr(stints: Sequence[Stint], now: datetime, days: int) -> Decimal | None:
    """Annualise a window; null while the track is younger than the window it would fill."""
    window = timedelta(days=days)
    if not stints or min(s.opened_at for s in stints) > now - window:
        return None
    start = now - window
    chosen = [s.within(start, now) if s.closed_at is None else s for s in stints]
    inside = [s for s in chosen if s and (s.closed_at is None or s.closed_at > start)]
    return _apr(inside, now, window)


def _apr(stints: Sequence[Stint], now: datetime, over: timedelta) -> Decimal | None:
    """Divide net PnL by the collateral behind it, times a year over the time it took.

    Source: simple (not compounded) annualisation of return on time-weighted deployed collateral.
    A position brings its whole life into the base, one still held only its part of the window.
    """
    results = [s.net_pnl for s in stints if s.net_pnl is not None]
    base = deployed(stints, now)
    if len(results) < MIN_SAMPLE or not base:
        return None
    with localcontext(WIDE):
        seconds = Decimal(over // timedelta(seconds=1))
        earned = sum(results, Decimal(0)) / base
        return rounded(earned * DAYS_A_YEAR * 86_400 / seconds, PLACES)


def _age(stints: Sequence[Stint], now: datetime) -> timedelta:
    return max(now - min(s.opened_at for s in stints), SHORTEST_TRACK)
