"""What if: the same inputs by other rules, and how sure the difference is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from random import Random

from cli.replay.outcome import Outcome, Trade, daily, days_between
from cli.replay.play import Played
from contracts.market import Usd

DRAWS = 4000
CONFIDENCE = Decimal("0.95")
FEWEST_DAYS = 5
"""An interval over fewer days than this would pretend to know something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """The changed run less the base run, in USD; the interval is None for too few days.

    Days are paired: each is compared with itself. The interval is where the total lies in 95 %
    of redrawings of those days, which were drawn by a seed and so are always the same.
    """

    days: int
    difference: Usd
    low: Usd | None
    high: Usd | None
    same: int
    altered: int
    only_base: int
    only_changed: int

    @property
    def clear(self) -> bool:
        """Tell whether the interval leaves out 0."""
        return self.low is not None and self.high is not None and not self.low <= 0 <= self.high

    def __str__(self) -> str:
        total = f"{self.difference:+,.2f} USD over {self.days} days"
        trades = (
            f"{self.same} trades the same, {self.altered} altered, {self.only_base} gone, "
            f"{self.only_changed} new"
        )
        if self.low is None or self.high is None:
            return f"{total}; too few days for an interval; {trades}"
        verdict = "clear of 0" if self.clear else "not clear of 0"
        return f"{total}, 95 % interval {self.low:+,.2f} to {self.high:+,.2f}: {verdict}; {trades}"


def compare(base: Played, changed: Played, ours: Outcome, theirs: Outcome, *, seed: int) -> Paired:
    """Pair two replays of the same inputs, day by day and trade by trade."""
    days = days_between(min(base.began, changed.began), _last(base, changed, ours, theirs))
    before, after = daily(ours.trades, days), daily(theirs.trades, days)
    differences = [b - a for a, b in zip(before, after, strict=True)]
    low, high = interval(differences, seed=seed)
    known = {trade.position_id: trade for trade in ours.trades}
    other = {trade.position_id: trade for trade in theirs.trades}
    both = known.keys() & other.keys()
    same = sum(_alike(known[each], other[each]) for each in both)
    return Paired(
        days=len(days),
        difference=sum(differences, Decimal(0)),
        low=low,
        high=high,
        same=same,
        altered=len(both) - same,
        only_base=len(known) - len(both),
        only_changed=len(other) - len(both),
    )


def interval(differences: Sequence[Usd], *, seed: int) -> tuple[Usd | None, Usd | None]:
    """Bound the sum of daily differences by redrawing the days; nothing for too few of them."""
    if len(differences) < FEWEST_DAYS:
        return None, None
    luck = Random(seed)  # noqa: S311 - not a secret; the same seed has to give the same interval
    count = len(differences)
    sums = sorted(sum(luck.choices(differences, k=count), Decimal(0)) for _ in range(DRAWS))
    tail = (1 - CONFIDENCE) / 2
    return sums[int(DRAWS * tail)], sums[int(DRAWS * (1 - tail)) - 1]


def _alike(one: Trade, other: Trade) -> bool:
    return (one.net_pnl, one.opened_at, one.closed_at) == (
        other.net_pnl,
        other.opened_at,
        other.closed_at,
    )


def _last(base: Played, changed: Played, ours: Outcome, theirs: Outcome) -> datetime:
    ends = [trade.closed_at for outcome in (ours, theirs) for trade in outcome.trades[-1:]]
    return max(base.ended, changed.ended, *ends)
