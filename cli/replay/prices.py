"""Prices by the moment, as a venue would have quoted them then."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from contracts.market import Symbol, VenueName
from contracts.positions import PriceMarked
from domain.markets import marked
from domain.ports.venue import Quote

GAP = timedelta(minutes=10)
"""How long a venue goes on quoting a price that nothing followed."""


class Prices:
    """Marks of one file, looked up by time; a symbol not marked for a while has no price.

    Whatever venue they are of, the paper venue quotes them; of two at once the last one counts.
    """

    def __init__(self, marks: Iterable[PriceMarked], *, gap: timedelta = GAP) -> None:
        self._gap = gap
        self._times: dict[Symbol, list[datetime]] = {}
        self._marks: dict[Symbol, list[PriceMarked]] = {}
        self._at: dict[datetime, list[PriceMarked]] = {}
        of_paper = (m if m.venue is VenueName.PAPER else _again(m, m.seen_at) for m in marks)
        once = {(mark.symbol, mark.seen_at): mark for mark in of_paper}
        for mark in sorted(once.values(), key=lambda mark: (mark.symbol, mark.seen_at)):
            self._times.setdefault(mark.symbol, []).append(mark.seen_at)
            self._marks.setdefault(mark.symbol, []).append(mark)
            self._at.setdefault(mark.seen_at, []).append(mark)

    def at(self, moment: datetime) -> list[PriceMarked]:
        """Return what is quoted at that moment: the last price of each symbol, if not too old."""
        exactly = self._at.get(moment, [])
        if len(exactly) == len(self._times):
            return exactly
        quoted = []
        for symbol, times in self._times.items():
            last = bisect_right(times, moment) - 1
            if last >= 0 and moment - times[last] < self._gap:
                mark = self._marks[symbol][last]
                quoted.append(mark if times[last] == moment else _again(mark, moment))
        return quoted

    def moments(self) -> list[datetime]:
        """List every moment at which something was marked."""
        return sorted(self._at)

    def series(self) -> Iterator[tuple[Symbol, Sequence[PriceMarked]]]:
        """Go through the symbols, each with its marks by time."""
        return iter(self._marks.items())

    def within(self, since: datetime, until: datetime) -> "Prices":
        """Leave out what was marked before a moment, or at another and later."""
        marks = [mark for each in self._marks.values() for mark in each]
        return Prices([m for m in marks if since <= m.seen_at < until], gap=self._gap)

    def __len__(self) -> int:
        return sum(len(times) for times in self._times.values())


def _again(mark: PriceMarked, moment: datetime) -> PriceMarked:
    """Quote a price once more, as seen at a later moment."""
    quote = Quote(symbol=mark.symbol, price=mark.price, seen_at=moment)
    return marked(VenueName.PAPER, quote)
