"""How much collateral was at work, and when."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal, localcontext
from itertools import groupby, pairwise

from contracts.market import Usd
from domain.rounding import WIDE, rounded

SHORTEST = timedelta(seconds=1)
"""Collateral that came and went in less counts as if it had stayed this long."""
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stint:
    """A position as capital sees it: collateral in USD at work from one moment to another.

    `net_pnl` is what came of it after fees, null while held and where nobody can tell; `cost` is
    entry price times quantity, which only the old figures use.
    """

    collateral: Usd
    opened_at: datetime
    closed_at: datetime | None
    net_pnl: Usd | None = None
    cost: Usd = Decimal(0)

    def until(self, now: datetime) -> datetime:
        """Tell when its collateral was free again; for one still held that is now."""
        return max(self.closed_at or now, self.opened_at + SHORTEST)

    def within(self, start: datetime, end: datetime) -> "Stint | None":
        """Cut off what lies before or after; None when nothing is left."""
        opened_at, closed_at = max(self.opened_at, start), min(self.until(end), end)
        if closed_at <= opened_at:
            return None
        return replace(self, opened_at=opened_at, closed_at=closed_at)


def deployed(stints: Iterable[Stint], now: datetime) -> Usd | None:
    """Average the collateral at work over the time any was; None when none ever was.

    Source: the platform's own decision on its capital base (time-weighted deployed collateral).
    Time in which nothing was at work is left out: counting it as zero would shrink the base, and
    so inflate every return, of whoever trades seldom.
    """
    with localcontext(WIDE):
        busy = [(span, at_work) for span, at_work in _levels(stints, now) if at_work]
        time = sum(span for span, _ in busy)
        spent = sum((span * level for span, level in busy), Decimal(0))
        return rounded(spent / time) if time else None


def peak(stints: Iterable[Stint], now: datetime) -> Usd | None:
    """Find the most collateral that was at work at once; None when none ever was."""
    with localcontext(WIDE):
        most = max((at_work for _, at_work in _levels(stints, now)), default=Decimal(0))
        return most or None


def _levels(stints: Iterable[Stint], now: datetime) -> list[tuple[int, Usd]]:
    """List how many microseconds passed at each level of collateral, in order of time."""
    changes = [
        change
        for stint in stints
        for change in (
            (stint.opened_at, stint.collateral),
            (stint.until(now), -stint.collateral),
        )
    ]
    level, steps = Decimal(0), []
    for at, group in groupby(sorted(changes), key=lambda change: change[0]):
        level += sum(amount for _, amount in group)
        steps.append((at, level))
    return [((end - at) // MICROSECOND, held) for (at, held), (end, _) in pairwise(steps)]
