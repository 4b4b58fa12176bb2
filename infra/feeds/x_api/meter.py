"""What we may read in a day: X bills every post, so each is counted where all processes see it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.errors import FeedSpent, FeedUnavailable
from domain.ports.clock import Clock
from domain.ports.unit_of_work import UnitsOfWork

FEED = "X"


@dataclass(slots=True, kw_only=True)
class Request:
    """A request for posts: how many it may bring, and how many it brought."""

    most: int
    read: int = 0


class Meter:
    """Grants requests while the day's budget lasts, and counts what they bring."""

    def __init__(self, units: UnitsOfWork, clock: Clock, budget: int) -> None:
        self._units = units
        self._clock = clock
        self._budget = budget
        self._asked = 0

    @asynccontextmanager
    async def asking(self, wanted: int, least: int) -> AsyncIterator[Request]:
        """Grant a request for at most so many posts, fewer when little is left.

        Raises FeedSpent when less than `least` is left, and FeedUnavailable when that depends on
        what requests under way bring.
        """
        now = self._clock.now()
        request = Request(most=await self._granted(wanted, least, now))
        self._asked += request.most
        try:
            yield request
        finally:
            try:
                await self._count(request.read, now)
            finally:
                self._asked -= request.most

    async def _granted(self, wanted: int, least: int, now: datetime) -> int:
        async with self._units() as uow:
            left = self._budget - await uow.posts.reads(FEED, now.date())
        if left < least:
            detail = f"the budget of {self._budget} posts is spent until the next day of UTC"
            raise FeedSpent(detail, retry_after=_midnight(now) - now)
        if left - self._asked < least:
            raise FeedUnavailable("the rest of the day's budget is being asked for")
        return min(wanted, left - self._asked)

    async def _count(self, posts: int, now: datetime) -> None:
        if posts:
            async with self._units() as uow:
                await uow.posts.count_reads(FEED, now.date(), posts)


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
