"""Bad days of the X API: nothing is lost over any of them, and polling catches up by itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ports.unit_of_work import UnitsOfWork
from infra.clock import ManualClock
from infra.feeds.x_api import XApi
from producers.tweets import poll_sources
from tests.factories import NOON, a_source
from tests.factories_posts import SNOWFLAKE, rows
from tests.factories_x import Line, a_line
from tests.fake_x_api import TOKEN, serving
from tests.fake_x_faults import Fault
from tests.fake_x_state import FakeXApi

pytestmark = pytest.mark.integration


@pytest.fixture
async def line(engine: AsyncEngine, units: UnitsOfWork) -> AsyncIterator[Line]:
    async with a_line(engine, units) as line:
        for n, handle in enumerate(("alice", "bob", "carol")):
            await a_source(engine, handle, cursor=Decimal(SNOWFLAKE))
            line.post(n + 1, author=handle)
        yield line


_BOB = "select cursor, strikes, active from source where handle = 'bob'"


async def nothing_is_lost_over(line: Line, fault: Fault) -> None:
    """Let one account fail, and others not; more is posted meanwhile; then the fault is over."""
    line.fake.faults["bob"] = fault
    report = await line.poll()
    assert [handle for handle, _ in report.failing] == ["bob"]
    assert await line.stored() == [1, 3]
    line.post(*range(10, 50), author="bob")
    assert (await line.poll()).stored == 0
    (bob,) = await rows(
        line.engine, "select cursor, strikes, active from source where handle='bob'"
    )
    assert (bob["cursor"], bob["strikes"], bob["active"]) == (SNOWFLAKE, 0, True)
    line.fake.faults.clear()
    report = await line.poll()
    assert (report.stored, report.gaps, report.failing) == (41, 0, ())
    assert await line.stored() == [1, 2, 3, *range(10, 50)]


async def test_nothing_is_lost_over_a_server_error(line: Line) -> None:
    await nothing_is_lost_over(line, Fault.BROKEN)


async def test_nothing_is_lost_over_an_error_page(line: Line) -> None:
    await nothing_is_lost_over(line, Fault.NOT_JSON)


async def test_nothing_is_lost_over_json_of_another_shape(line: Line) -> None:
    await nothing_is_lost_over(line, Fault.WRONG_JSON)


async def test_nothing_is_lost_over_a_list_shorter_than_it_says(line: Line) -> None:
    await nothing_is_lost_over(line, Fault.FEWER_THAN_SAID)


async def test_nothing_is_lost_over_a_truncated_body(line: Line) -> None:
    await nothing_is_lost_over(line, Fault.CUT_SHORT)


async def test_nothing_is_lost_over_a_slow_body(line: Line) -> None:
    await nothing_is_lost_over(line, Fault.SLOW)


async def test_nothing_is_lost_over_the_posts_of_somebody_else(line: Line) -> None:
    await nothing_is_lost_over(line, Fault.SOMEBODY_ELSE)


async def test_nothing_is_lost_over_a_next_page_that_is_this_one(line: Line) -> None:
    await nothing_is_lost_over(line, Fault.SAME_PAGE)


async def test_nothing_is_lost_over_a_429_of_one_account(line: Line) -> None:
    await nothing_is_lost_over(line, Fault.RATE_LIMITED)


async def test_a_limit_that_is_reached_is_respected_until_its_reset(line: Line) -> None:
    line.fake.remaining, line.fake.reset = 1, NOON + timedelta(minutes=15)
    report = await line.poll()
    assert (report.stored, len(report.failing)) == (1, 2)
    assert report.retry_after == timedelta(minutes=15)
    asked = len(line.fake.asked_for("tweets"))
    line.later(minutes=14)
    assert (await line.poll()).retry_after == timedelta(minutes=1)
    assert len(line.fake.asked_for("tweets")) == asked
    line.later(minutes=1)
    line.fake.remaining = None
    report = await line.poll()
    assert (report.stored, report.failing) == (2, ())
    assert await line.stored() == [1, 2, 3]


async def test_nothing_is_lost_when_the_second_page_fails(line: Line) -> None:
    line.post(*range(10, 60), author="bob")
    line.fake.remaining, line.fake.reset = 3, NOON + timedelta(minutes=15)
    report = await line.poll()
    assert [handle for handle, _ in report.failing] == ["bob"]
    line.later(minutes=16)
    line.fake.remaining = None
    assert (await line.poll()).stored == 51
    assert await line.stored() == [1, 2, 3, *range(10, 60)]


async def test_accounts_known_by_id_are_read_although_names_cannot_be_looked_up(
    line: Line,
) -> None:
    await line.poll()
    await a_source(line.engine, "dave", cursor=Decimal(SNOWFLAKE))
    line.post(5, author="dave")
    line.post(6)
    line.fake.faults["users"] = Fault.BROKEN
    report = await line.poll()
    assert (report.stored, [handle for handle, _ in report.failing]) == (1, ["dave"])
    line.fake.faults.clear()
    assert (await line.poll()).stored == 1
    (dave,) = await rows(line.engine, "select strikes from source where handle = 'dave'")
    assert dave["strikes"] == 0


async def test_a_lookup_that_fails_notes_nothing_and_is_made_again(line: Line) -> None:
    await line.poll()
    line.fake.posts[0].deleted = True
    line.later(hours=7)
    line.fake.faults["posts"] = Fault.WRONG_JSON
    report = await line.check()
    assert (report.asked, report.error is None) == (0, False)
    line.fake.faults.clear()
    assert (await line.check()).gone == 1


async def test_nothing_is_lost_while_x_is_away(engine: AsyncEngine, units: UnitsOfWork) -> None:
    await a_source(engine, cursor=Decimal(SNOWFLAKE))
    fake, clock = FakeXApi(), ManualClock(NOON)
    fake.post("alice", "before", number=SNOWFLAKE + 1, at=NOON)
    async with AsyncExitStack() as stack:
        first = AsyncExitStack()
        url = await first.enter_async_context(serving(fake))
        port = urlsplit(url).port or 0
        feed = XApi(url, SecretStr(TOKEN), units, clock, budget=1000, timeout=1)
        await stack.enter_async_context(feed)
        assert (await poll_sources(feed, units, clock)).stored == 1
        await first.aclose()
        assert len((await poll_sources(feed, units, clock)).failing) == 1
        fake.post("alice", "meanwhile", number=SNOWFLAKE + 2, at=NOON)
        await stack.enter_async_context(serving(fake, port))
        assert (await poll_sources(feed, units, clock)).stored == 1


async def test_two_pollers_at_once_store_each_post_once(line: Line) -> None:
    line.post(*range(10, 30), author="bob")
    reports = await asyncio.gather(*(line.poll() for _ in range(3)))
    assert sum(report.stored for report in reports) == 23
    assert await line.stored() == [1, 2, 3, *range(10, 30)]
