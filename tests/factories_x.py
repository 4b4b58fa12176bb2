"""The X API as tests poll it: a fake server, a real feed, and a clock that is set by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ports.unit_of_work import UnitsOfWork
from infra.clock import ManualClock
from infra.feeds.x_api import XApi
from producers.standings import CheckReport, check_posts
from producers.tweets import PollReport, poll_sources
from tests.factories import NOON
from tests.factories_posts import SNOWFLAKE, rows, sent
from tests.fake_x_api import TOKEN, serving
from tests.fake_x_state import FakePost, FakeXApi

EVERY = timedelta(hours=6)


@dataclass(slots=True, kw_only=True)
class Line:
    """A line to X: the server at the other end, the feed at ours, and the store behind it."""

    fake: FakeXApi
    feed: XApi
    engine: AsyncEngine
    units: UnitsOfWork
    clock: ManualClock

    async def poll(self) -> PollReport:
        return await poll_sources(self.feed, self.units, self.clock)

    async def check(self) -> CheckReport:
        return await check_posts(self.feed, self.units, self.clock, EVERY)

    def later(self, **much: float) -> datetime:
        self.clock.set(self.clock.now() + timedelta(**much))
        return self.clock.now()

    def post(self, *numbers: int, author: str = "alice", **extra: Any) -> FakePost:
        """Publish posts with these last digits and return the last."""
        return [
            self.fake.post(author, f"post {n}", number=SNOWFLAKE + n, at=NOON, **extra)
            for n in numbers
        ][-1]

    async def stored(self) -> list[int]:
        found = await rows(self.engine, "select external_id from post order by 1")
        return [int(row["external_id"]) - SNOWFLAKE for row in found]

    async def one(self) -> dict[str, Any]:
        (found,) = await rows(self.engine, "select * from post")
        return found

    async def alarms(self) -> list[tuple[str, str]]:
        found = await sent(self.engine, "alarm.raised.v1")
        return [(alarm["kind"], alarm["subject"]) for alarm in found]

    async def read_today(self) -> int:
        found = await rows(self.engine, "select sum(posts)::int as posts from feed_reads")
        return int(found[0]["posts"] or 0)


@asynccontextmanager
async def a_line(
    engine: AsyncEngine, units: UnitsOfWork, *, budget: int = 1000, token: str = TOKEN
) -> AsyncIterator[Line]:
    """Open a line to a fake X."""
    fake, clock = FakeXApi(), ManualClock(NOON)
    async with (
        serving(fake) as url,
        XApi(url, SecretStr(token), units, clock, budget=budget, timeout=3) as feed,
    ):
        yield Line(fake=fake, feed=feed, engine=engine, units=units, clock=clock)
