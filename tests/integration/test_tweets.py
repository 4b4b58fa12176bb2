"""Posts in, over real HTTP into a real Postgres: nothing twice, nothing lost unnoticed."""

import asyncio
from collections.abc import AsyncIterator, Collection
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ports.feed import Page
from domain.ports.unit_of_work import UnitsOfWork
from infra.clock import ManualClock
from infra.feeds.x_proxy import XProxy
from producers.tweets import PollLimits, PollReport, poll_sources
from tests.factories import NOON, a_source
from tests.factories_posts import (
    SNOWFLAKE,
    break_writes_to,
    repair_writes_to,
    rows,
    sent,
)
from tests.fake_x_proxy import FakeX, Oddity, serving

pytestmark = pytest.mark.integration


@pytest.fixture
def fake() -> FakeX:
    return FakeX()


@pytest.fixture
async def proxy(fake: FakeX) -> AsyncIterator[XProxy]:
    async with serving(fake) as url, XProxy(url, timeout=1, health_timeout=1) as proxy:
        yield proxy


def tweet(fake: FakeX, *numbers: int, author: str = "alice") -> None:
    for n in numbers:
        fake.tweet(author, f"tweet {n}", tweet_id=SNOWFLAKE + n, at=NOON)


async def poll(proxy: XProxy, units: UnitsOfWork, clock: ManualClock | None = None) -> PollReport:
    return await poll_sources(proxy, units, clock or ManualClock(NOON))


async def source(engine: AsyncEngine, handle: str = "alice") -> dict[str, Any]:
    (found,) = await rows(engine, "select * from source where handle = :handle", handle=handle)
    return found


async def stored(engine: AsyncEngine) -> list[int]:
    found = await rows(engine, "select external_id from post order by external_id::numeric")
    return [int(row["external_id"]) - SNOWFLAKE for row in found]


async def seen_up_to(engine: AsyncEngine, n: int, handle: str = "alice") -> UUID:
    return await a_source(engine, handle, cursor=Decimal(SNOWFLAKE + n))


async def test_the_first_poll_takes_one_page_and_sets_the_cursor(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeX, proxy: XProxy
) -> None:
    await a_source(engine)
    tweet(fake, *range(40))
    report = await poll(proxy, units)
    assert report == PollReport(healthy=True, polled=1, stored=15)
    assert await stored(engine) == list(range(25, 40))
    assert len(await sent(engine, "post.published.v1")) == 15
    alice = await source(engine)
    assert (alice["cursor"], alice["last_seen_at"]) == (SNOWFLAKE + 39, NOON)
    assert len(fake.asked) == 1


async def test_the_next_poll_asks_only_for_what_is_newer(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeX, proxy: XProxy
) -> None:
    await seen_up_to(engine, 1)
    tweet(fake, 0, 1, 2, 3)
    assert (await poll(proxy, units)).stored == 2
    assert (await poll(proxy, units)).stored == 0
    assert await stored(engine) == [2, 3]
    assert [int(query["since_id"]) - SNOWFLAKE for _, query in fake.asked] == [1, 3]
    assert (await source(engine))["cursor"] == SNOWFLAKE + 3


async def test_ids_are_compared_as_numbers_and_not_as_words(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeX, proxy: XProxy
) -> None:
    await a_source(engine, cursor=Decimal(99))
    for number in (9, 99, 100, 1000):
        fake.tweet("alice", "gm", tweet_id=number, at=NOON)
    assert (await poll(proxy, units)).stored == 2
    assert (await source(engine))["cursor"] == 1000


async def test_a_full_page_is_asked_for_again_until_the_cursor_is_reached(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeX, proxy: XProxy
) -> None:
    await seen_up_to(engine, 0)
    tweet(fake, *range(61))
    assert (await poll(proxy, units)) == PollReport(healthy=True, polled=1, stored=60)
    assert await stored(engine) == list(range(1, 61))
    assert [query["max_results"] for _, query in fake.asked] == ["15", "100"]
    assert await sent(engine, "alarm.raised.v1") == []


async def test_posts_that_were_missed_are_noted_and_an_alarm_is_raised(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeX, proxy: XProxy
) -> None:
    source_id = await seen_up_to(engine, 0)
    tweet(fake, *range(121))
    report = await poll(proxy, units)
    assert (report.stored, report.gaps) == (100, 1)
    (gap,) = await rows(engine, "select source_id, after_id, before_id from post_gap")
    assert gap == {
        "source_id": source_id,
        "after_id": SNOWFLAKE,
        "before_id": SNOWFLAKE + 21,
    }
    (alarm,) = await sent(engine, "alarm.raised.v1")
    assert (alarm["kind"], alarm["subject"]) == ("post_gap", "X/alice")
    assert (await source(engine))["cursor"] == SNOWFLAKE + 120


async def test_a_feed_that_ignores_the_cursor_makes_no_gap(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeX, proxy: XProxy
) -> None:
    await seen_up_to(engine, 118)
    tweet(fake, *range(121))
    fake.odd["alice"] = Oddity.DEAF
    assert (await poll(proxy, units)) == PollReport(healthy=True, polled=1, stored=2)
    assert await stored(engine) == [119, 120]


@pytest.mark.parametrize("table", ["source", "outbox", "post"])
async def test_posts_their_messages_and_the_cursor_are_stored_together_or_not_at_all(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeX, proxy: XProxy, table: str
) -> None:
    await seen_up_to(engine, 0)
    tweet(fake, 1, 2)
    await break_writes_to(engine, table)
    with pytest.raises(Exception, match="the disk is gone"):
        await poll(proxy, units)
    assert await stored(engine) == []
    assert await sent(engine, "post.published.v1") == []
    assert (await source(engine))["cursor"] == SNOWFLAKE
    await repair_writes_to(engine, table)
    assert (await poll(proxy, units)).stored == 2
    assert len(await sent(engine, "post.published.v1")) == 2


async def test_polling_by_two_at_once_stores_each_post_once(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeX, proxy: XProxy
) -> None:
    for handle in ("alice", "bob", "carol"):
        await seen_up_to(engine, 0, handle)
    for n, handle in enumerate(("alice", "bob", "carol")):
        tweet(fake, *range(100 * n + 1, 100 * n + 11), author=handle)
    reports = await asyncio.gather(*(poll(proxy, units) for _ in range(3)))
    assert sum(report.stored for report in reports) == 30
    assert len(await sent(engine, "post.published.v1")) == 30


@pytest.mark.parametrize(
    "oddity", [Oddity.BROKEN, Oddity.OLD_KEY, Oddity.NOT_JSON, Oddity.RATE_LIMITED, Oddity.SLOW]
)
async def test_an_account_that_fails_never_stops_the_others(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeX, proxy: XProxy, oddity: Oddity
) -> None:
    for handle in ("alice", "bob", "carol"):
        await seen_up_to(engine, 0, handle)
    tweet(fake, 1, author="alice")
    tweet(fake, 2, author="bob")
    tweet(fake, 3, author="carol")
    fake.odd["bob"] = oddity
    report = await poll(proxy, units)
    assert await stored(engine) == [1, 3]
    assert [handle for handle, _ in report.failing] == ["bob"]
    assert report.retry_after == (timedelta(seconds=120) if oddity is Oddity.RATE_LIMITED else None)
    bob = await source(engine, "bob")
    assert (bob["cursor"], bob["strikes"], bob["active"]) == (SNOWFLAKE, 0, True)
    del fake.odd["bob"]
    assert (await poll(proxy, units)).stored == 1


async def test_a_refused_key_raises_one_alarm_however_many_accounts_there_are(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeX, proxy: XProxy
) -> None:
    for handle in ("alice", "bob"):
        await a_source(engine, handle)
        tweet(fake, 1, author=handle)
        fake.odd[handle] = Oddity.UNAUTHORIZED
    assert len((await poll(proxy, units)).failing) == 2
    (alarm,) = await sent(engine, "alarm.raised.v1")
    assert (alarm["kind"], alarm["subject"]) == ("source_failing", "feed/X")
    later = ManualClock(NOON + timedelta(hours=1))
    await poll(proxy, units, later)
    assert len(await sent(engine, "alarm.raised.v1")) == 2


async def test_an_unknown_account_is_given_up_after_three_polls_in_a_row(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeX, proxy: XProxy
) -> None:
    await a_source(engine, "ghost")
    for strikes in (1, 2):
        await poll(proxy, units)
        ghost = await source(engine, "ghost")
        assert (ghost["strikes"], ghost["active"]) == (strikes, True)
    assert await sent(engine, "alarm.raised.v1") == []
    await poll(proxy, units)
    assert not (await source(engine, "ghost"))["active"]
    (alarm,) = await sent(engine, "alarm.raised.v1")
    assert (alarm["kind"], alarm["subject"]) == ("source_failing", "X/ghost")
    assert (await poll(proxy, units)).polled == 0


async def test_an_account_that_is_back_has_its_strikes_forgiven(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeX, proxy: XProxy
) -> None:
    await a_source(engine, "ghost", strikes=2)
    tweet(fake, 1, author="ghost")
    await poll(proxy, units)
    assert (await source(engine, "ghost"))["strikes"] == 0


async def test_an_unhealthy_feed_is_not_asked_and_raises_an_alarm(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeX, proxy: XProxy
) -> None:
    await a_source(engine)
    fake.healthy = False
    assert await poll(proxy, units) == PollReport(healthy=False)
    assert fake.asked == []
    assert len(await sent(engine, "alarm.raised.v1")) == 1


async def test_accounts_that_are_not_active_are_not_polled(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeX, proxy: XProxy
) -> None:
    await a_source(engine, "alice", active=False)
    await a_source(engine, "institute", kind="RESEARCH")
    assert (await poll(proxy, units)).polled == 0
    assert fake.asked == []


async def test_an_id_from_the_future_is_stored_but_does_not_blind_the_cursor(
    engine: AsyncEngine, units: UnitsOfWork, fake: FakeX, proxy: XProxy
) -> None:
    await seen_up_to(engine, 0)
    fake.tweet("alice", "from afar", tweet_id=9_000_000_000_000_000_000, at=NOON)
    tweet(fake, 1)
    assert (await poll(proxy, units)).stored == 2
    assert (await source(engine))["cursor"] == SNOWFLAKE + 1
    tweet(fake, 2)
    assert (await poll(proxy, units)).stored == 1


async def test_no_more_accounts_are_asked_at_once_than_allowed(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    for n in range(8):
        await a_source(engine, f"source{n}")
    feed = CountingFeed()
    await poll_sources(feed, units, ManualClock(NOON), PollLimits(at_once=3))
    assert (feed.asked, feed.most) == (8, 3)


class CountingFeed:
    """A feed without posts that watches how many ask at the same time."""

    def __init__(self) -> None:
        self.now = self.most = self.asked = 0

    async def healthy(self) -> bool:
        return True

    async def prepare(self, handles: Collection[str]) -> None:
        pass

    async def page(self, handle: str, *, since_id: int | None, limit: int) -> Page:
        self.asked += 1
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0.01)
        self.now -= 1
        return Page(())
