"""A recorded week of prices, gone through again and again, for a venue that has no market."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from contracts.market import Price, Symbol
from contracts.positions import PriceMarked
from infra.feeds.marks_csv import read_marks

WEEK = timedelta(days=7)
GAP = timedelta(minutes=10)


class RecordedPrices:
    """The prices of one week by weekday and time of day; the next week repeats it."""

    def __init__(self, path: Path) -> None:
        """Read a CSV of marks. Raises OSError, and ValueError when it holds no mark."""
        marks = [mark for mark in read_marks(path) if isinstance(mark, PriceMarked)]
        if not marks:
            raise ValueError(f"{path} holds no marks")
        self._monday = _monday(min(mark.seen_at for mark in marks))
        self._times: dict[Symbol, list[timedelta]] = {}
        self._prices: dict[Symbol, list[Price]] = {}
        for mark in sorted(marks, key=lambda mark: mark.seen_at):
            self._times.setdefault(mark.symbol, []).append((mark.seen_at - self._monday) % WEEK)
            self._prices.setdefault(mark.symbol, []).append(mark.price)

    def at(self, moment: datetime) -> Mapping[Symbol, Price]:
        """Return the last price of each symbol at this point of the week.

        A symbol that was not quoted for ten minutes then is left out, as it was left out then.
        """
        point = (moment - self._monday) % WEEK
        found = {}
        for symbol, times in self._times.items():
            last = bisect_right(times, point) - 1  # -1 is the last price of the week before
            if (point - times[last]) % WEEK < GAP:
                found[symbol] = self._prices[symbol][last]
        return found


def _monday(moment: datetime) -> datetime:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=midnight.weekday())
