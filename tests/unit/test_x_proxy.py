"""The X proxy, spoken to over real HTTP on the loopback, its odd replies included."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from domain.errors import FeedForbidden, FeedUnavailable, UnknownUser
from domain.posts import said_at
from infra.feeds.x_proxy import XProxy
from tests.fake_x_proxy import FakeX, Oddity, serving

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
SNOWFLAKE = 2008000000000000000


@pytest.fixture
def fake() -> FakeX:
    return FakeX()


@pytest.fixture
async def url(fake: FakeX) -> AsyncIterator[str]:
    async with serving(fake) as url:
        yield url


@pytest.fixture
async def proxy(url: str) -> AsyncIterator[XProxy]:
    async with XProxy(url, timeout=3, health_timeout=3) as proxy:
        yield proxy


async def test_a_page_holds_the_posts_newest_first(fake: FakeX, proxy: XProxy) -> None:
    for number in (SNOWFLAKE + 2, SNOWFLAKE, SNOWFLAKE + 1):
        fake.tweet("alice", f"tweet {number}", tweet_id=number, at=NOON)
    page = await proxy.page("alice", since_id=None, limit=15)
    numbers = [int(post.external_id) - SNOWFLAKE for post in page.posts]
    assert numbers == [2, 1, 0]
    assert page.posts[0].author == "alice"
    assert page.posts[0].published_at == NOON
    assert fake.asked == [("alice", {"max_results": "15"})]


async def test_ids_are_compared_as_numbers(fake: FakeX, proxy: XProxy) -> None:
    for number in (9, 99, 100):
        fake.tweet("alice", "gm", tweet_id=number, at=NOON)
    page = await proxy.page("alice", since_id=99, limit=15)
    assert [post.external_id for post in page.posts] == ["100"]
    page = await proxy.page("alice", since_id=None, limit=15)
    assert [post.external_id for post in page.posts] == ["100", "99", "9"]


async def test_the_size_of_a_page_stays_within_what_x_allows(fake: FakeX, proxy: XProxy) -> None:
    fake.tweets["alice"] = []
    await proxy.page("alice", since_id=7, limit=1)
    await proxy.page("alice", since_id=7, limit=1000)
    assert [query["max_results"] for _, query in fake.asked] == ["5", "100"]
    assert fake.asked[0][1]["since_id"] == "7"


async def test_an_account_without_posts_gives_an_empty_page(fake: FakeX, proxy: XProxy) -> None:
    fake.tweets["alice"] = []
    assert (await proxy.page("alice", since_id=None, limit=15)).posts == ()


async def test_a_missing_date_is_read_from_the_id(fake: FakeX, proxy: XProxy) -> None:
    fake.tweet("alice", "gm", tweet_id=SNOWFLAKE, at=NOON)
    fake.odd["alice"] = Oddity.NULL_DATES
    (post,) = (await proxy.page("alice", since_id=None, limit=15)).posts
    assert post.published_at == said_at(SNOWFLAKE)
    assert post.published_at.year == 2026


async def test_ids_sent_as_numbers_are_read_exactly(fake: FakeX, proxy: XProxy) -> None:
    fake.tweet("alice", "gm", tweet_id=SNOWFLAKE + 1, at=NOON)
    fake.odd["alice"] = Oddity.NUMERIC_IDS
    (post,) = (await proxy.page("alice", since_id=None, limit=15)).posts
    assert post.external_id == str(SNOWFLAKE + 1)


@pytest.mark.parametrize(
    "oddity",
    [
        Oddity.OLD_KEY,
        Oddity.NOT_JSON,
        Oddity.CUT_SHORT,
        Oddity.HUGE,
        Oddity.SLOW,
        Oddity.REDIRECT,
        Oddity.SOMEBODY_ELSE,
        Oddity.BAD_ID,
        Oddity.BROKEN,
        Oddity.RATE_LIMITED,
        Oddity.UNAUTHORIZED,
    ],
)
async def test_a_broken_reply_is_an_unavailable_feed(
    fake: FakeX, proxy: XProxy, oddity: Oddity
) -> None:
    fake.tweet("alice", "gm", tweet_id=SNOWFLAKE, at=NOON)
    fake.odd["alice"] = oddity
    with pytest.raises(FeedUnavailable):
        await proxy.page("alice", since_id=None, limit=15)


async def test_a_refused_key_is_told_apart(fake: FakeX, proxy: XProxy) -> None:
    fake.tweets["alice"] = []
    fake.odd["alice"] = Oddity.UNAUTHORIZED
    with pytest.raises(FeedForbidden):
        await proxy.page("alice", since_id=None, limit=15)


async def test_a_limit_of_requests_says_how_long_to_wait(fake: FakeX, proxy: XProxy) -> None:
    fake.tweets["alice"] = []
    fake.odd["alice"] = Oddity.RATE_LIMITED
    with pytest.raises(FeedUnavailable) as caught:
        await proxy.page("alice", since_id=None, limit=15)
    assert caught.value.retry_after == timedelta(seconds=120)


@pytest.mark.parametrize("handle", ["nobody", "..", "a/b", "", "a?x=1"])
async def test_an_unknown_account_is_no_failure_of_the_feed(proxy: XProxy, handle: str) -> None:
    with pytest.raises(UnknownUser):
        await proxy.page(handle, since_id=None, limit=15)


async def test_the_feed_is_healthy_when_it_says_so(fake: FakeX, proxy: XProxy) -> None:
    assert await proxy.healthy()
    fake.healthy = False
    assert not await proxy.healthy()


async def test_a_feed_that_is_not_there_is_neither_healthy_nor_available() -> None:
    async with XProxy("http://127.0.0.1:1", timeout=2) as nobody:
        assert not await nobody.healthy()
        with pytest.raises(FeedUnavailable):
            await nobody.page("alice", since_id=None, limit=15)


async def test_a_tweet_published_to_the_fake_is_read_back(url: str, proxy: XProxy) -> None:
    async with httpx.AsyncClient(base_url=url) as client:
        answer = await client.post("/publish", json={"author": "@Alice", "text": "long BTC"})
    (post,) = (await proxy.page("alice", since_id=None, limit=15)).posts
    assert (post.external_id, post.text) == (answer.json()["id"], "long BTC")
