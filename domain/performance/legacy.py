"""The figures as the platform computed them before, kept for comparison and for nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, localcontext

from domain.performance.ratios import DAYS_A_YEAR, PLACES, deviation, mean
from domain.performance.stints import Stint
from domain.rounding import WIDE, rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class LegacyFigures:
    """The old figures as fractions (0.1014 is 10.14 %), null where the old code showed 0.

    They divide by the sum of all notionals ever traded, so whoever trades often looks bad, and
    take trades of any length for returns of one period.
    """

    legacy_apr_30d: Decimal | None = None
    legacy_apr_90d: Decimal | None = None
    legacy_apr_inception: Decimal | None = None
    legacy_sharpe_30d: Decimal | None = None


def legacy_of(stints: Sequence[Stint], now: datetime) -> LegacyFigures:
    """Compute the old figures of closed positions of known result.

    Source: the old metrics service: apr_n = sum(pnl) / sum(entry * quantity) * 365 / n, with n
    the days since the first close, at least 1, for inception; and Sharpe as below.
    """
    closed = [s for s in stints if s.net_pnl is not None and s.closed_at is not None]
    if not closed:
        return LegacyFigures()
    first = min(s.closed_at for s in closed if s.closed_at is not None)
    with localcontext(WIDE):
        age = max(Decimal(1), Decimal((now - first) // timedelta(seconds=1)) / 86_400)
    return LegacyFigures(
        legacy_apr_30d=_apr(_closed_within(closed, now, 30), Decimal(30)),
        legacy_apr_90d=_apr(_closed_within(closed, now, 90), Decimal(90)),
        legacy_apr_inception=_apr(closed, age),
        legacy_sharpe_30d=_sharpe(_closed_within(closed, now, 30)),
    )


def _closed_within(stints: Sequence[Stint], now: datetime, days: int) -> list[Stint]:
    start = now - timedelta(days=days)
    return [s for s in stints if s.closed_at is not None and s.closed_at >= start]


def _apr(stints: Sequence[Stint], days: Decimal) -> Decimal | None:
    with localcontext(WIDE):
        capital = sum((stint.cost for stint in stints), Decimal(0))
        pnl = sum((stint.net_pnl or Decimal(0) for stint in stints), Decimal(0))
        return rounded(pnl / capital * DAYS_A_YEAR / days, PLACES) if capital else None


def _sharpe(stints: Sequence[Stint]) -> Decimal | None:
    """Relate the mean return per trade to its deviation, times sqrt(365 / 30)."""
    with localcontext(WIDE):
        returns = [s.net_pnl / s.cost for s in stints if s.net_pnl is not None and s.cost]
        if len(returns) < 2 or not (spread := deviation(returns)):  # noqa: PLR2004 - n - 1
            return None
        yearly = (Decimal(DAYS_A_YEAR) / 30).sqrt()
        return rounded(mean(returns) / spread * yearly, PLACES)
