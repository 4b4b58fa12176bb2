"""What each UTC day brought, and on how much."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, localcontext

from contracts.market import Usd
from domain.performance.stints import SHORTEST, Stint, peak
from domain.rounding import WIDE, rounded

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One UTC day: what was realised, and the most collateral at work at once.

    `base` is null when nothing was at work; `whole` is false when a result of the day is not
    known.
    """

    day: date
    closed: int = 0
    net_pnl: Usd = Decimal(0)
    base: Usd | None = None
    whole: bool = True

    @property
    def return_share(self) -> Decimal | None:
        """Tell the day's return on its base; 0 when nothing was at work, null when not known.

        Source: result over capital at risk. The base is the day's peak, not its average: a result
        lands in one instant, and a small position held on afterwards must not shrink what it is
        measured against.
        """
        if not self.whole:
            return None
        if self.base is None:
            return Decimal(0)
        with localcontext(WIDE):
            return rounded(self.net_pnl / self.base)


def by_day(stints: Sequence[Stint], until: date, now: datetime) -> tuple[Day, ...]:
    """List every day from the first with collateral at work up to, not including, `until`."""
    if not stints:
        return ()
    first = min(stint.opened_at for stint in stints).astimezone(UTC).date()
    days = [first + DAY * n for n in range((until - first).days)]
    working = _working_on(stints, days, now)
    return tuple(_day(day, working[day], now) for day in days)


def midnight(day: date) -> datetime:
    """Tell when a UTC day begins."""
    return datetime.combine(day, time(), UTC)


def _working_on(
    stints: Iterable[Stint], days: Sequence[date], now: datetime
) -> dict[date, list[Stint]]:
    working: dict[date, list[Stint]] = {day: [] for day in days}
    for stint in stints:
        day, last = stint.opened_at.astimezone(UTC).date(), stint.until(now).astimezone(UTC).date()
        while day <= last:
            if day in working:
                working[day].append(stint)
            day += DAY
    return working


def _day(day: date, stints: Sequence[Stint], now: datetime) -> Day:
    start = midnight(day)
    parts = [part for s in stints if (part := _part(s, start)) is not None]
    ended = [s for s in stints if s.closed_at is not None and start <= s.closed_at < start + DAY]
    known = [s.net_pnl for s in ended if s.net_pnl is not None]
    with localcontext(WIDE):
        return Day(
            day=day,
            closed=len(known),
            net_pnl=sum(known, Decimal(0)),
            base=peak(parts, now),
            whole=len(known) == len(ended),
        )


def _part(stint: Stint, start: datetime) -> Stint | None:
    """Cut a stint to one day; one that ended on its first stroke was at work for a moment of it."""
    if stint.closed_at == start and stint.opened_at < start:
        return replace(stint, opened_at=start, closed_at=start + SHORTEST)
    return stint.within(start, start + DAY)
