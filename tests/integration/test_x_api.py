"""The X API v2 over real HTTP into a real Postgres: what is read, kept, and paid for."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ports.unit_of_work import UnitsOfWork
from producers.tweets import PollReport
from tests.factories import NOON, a_source
from tests.factories_posts import SNOWFLAKE, rows, sent
from tests.factories_x import Line, a_line
from tests.fake_x_faults import Fault
from tests.fake_x_state import Account

pytestmark = pytest.mark.integration


@pytest.fixture
async def line(engine: AsyncEngine, units: UnitsOfWork) -> AsyncIterator[Line]:
    async with a_line(engine, units) as line:
        yield line


async def test_posts_come_in_with_their_whole_text_and_are_announced(line: Line) -> None:
    await a_source(line.engine)
    line.post(1, note_tweet={"text": "a long story about $BTC &amp; &gt; 60k"})
    assert await line.poll() == PollReport(healthy=True, polled=1, stored=1)
    post = await line.one()
    assert (post["text"], post["kind"]) == ("a long story about $BTC & > 60k", "ORIGINAL")
    assert post["published_at"] == NOON
    (announced,) = await sent(line.engine, "post.published.v1")
    assert announced["text"] == post["text"]
    assert "edit_history_tweet_ids" in line.fake.asked_for("tweets")[0]["tweet.fields"]


async def test_an_account_without_news_sends_no_data_and_loses_no_strike(line: Line) -> None:
    await a_source(line.engine, cursor=Decimal(SNOWFLAKE + 1))
    line.post(1)
    assert await line.poll() == PollReport(healthy=True, polled=1)


async def test_everything_since_the_cursor_is_read_page_by_page_and_read_once(line: Line) -> None:
    await a_source(line.engine, cursor=Decimal(SNOWFLAKE))
    line.post(*range(231))
    report = await line.poll()
    assert (report.stored, report.gaps) == (230, 0)
    queries = line.fake.asked_for("tweets")
    assert [query["max_results"] for query in queries] == ["15", "100", "100", "100"]
    assert {query["since_id"] for query in queries} == {str(SNOWFLAKE)}
    assert await line.read_today() == 230
    assert await line.alarms() == []
    assert (await line.poll()).stored == 0


async def test_more_than_is_read_in_one_go_is_noted_as_a_gap(line: Line) -> None:
    await a_source(line.engine, cursor=Decimal(SNOWFLAKE))
    line.post(*range(1000))
    report = await line.poll()
    assert (report.stored, report.gaps) == (815, 1)
    assert await line.alarms() == [("post_gap", "X/alice")]


async def test_ids_of_accounts_are_asked_for_together_and_only_once(line: Line) -> None:
    for n in range(120):
        await a_source(line.engine, f"source{n}")
        line.fake.user(f"source{n}")
    assert (await line.poll()).failing == ()
    assert (await line.poll()).failing == ()
    asked = line.fake.asked_for("users/by")
    assert sorted(len(query["usernames"].split(",")) for query in asked) == [20, 100]
    async with a_line(line.engine, line.units) as another:
        another.fake.users = line.fake.users
        assert (await another.poll()).failing == ()
        assert another.fake.asked_for("users/by") == []


async def test_an_account_that_changes_its_name_is_still_the_same_one(line: Line) -> None:
    await a_source(line.engine)
    alice = line.fake.user("alice")
    await line.poll()
    line.fake.users = {"alicia": alice}
    alice.handle = "alicia"
    line.fake.post("alicia", "still me", number=SNOWFLAKE + 1, at=NOON)
    assert (await line.poll()).stored == 1


async def test_a_name_no_account_can_have_spoils_nobody_elses_lookup(line: Line) -> None:
    await a_source(line.engine, "no such name, I fear".replace(" ", "-").lower())
    await a_source(line.engine)
    line.post(1)
    report = await line.poll()
    assert (report.stored, len(report.failing)) == (1, 1)


@pytest.mark.parametrize("state", [Account.SUSPENDED, Account.PROTECTED, None])
async def test_an_account_that_is_away_is_given_up_after_three_polls(
    line: Line, state: Account | None
) -> None:
    await a_source(line.engine, "ghost")
    await a_source(line.engine)
    line.post(1)
    if state is not None:
        line.fake.user("ghost", state)
    for active in (True, True, False):
        await line.poll()
        (ghost,) = await rows(line.engine, "select active from source where handle = 'ghost'")
        assert ghost["active"] is active
    assert await line.alarms() == [("source_failing", "X/ghost")]
    assert await line.stored() == [1]


async def test_an_edited_post_is_one_post_with_one_verdict_and_its_first_words(line: Line) -> None:
    await a_source(line.engine)
    post = line.post(1)
    await line.poll()
    post.versions.append((SNOWFLAKE + 5, "I never said that", NOON + timedelta(minutes=20)))
    edited_at = line.later(minutes=25)
    assert (await line.poll()).stored == 0
    kept = await line.one()
    assert (kept["external_id"], kept["text"]) == (str(SNOWFLAKE + 1), "post 1")
    assert (kept["edit_id"], kept["edited_at"]) == (str(SNOWFLAKE + 5), edited_at)
    assert len(await sent(line.engine, "post.published.v1")) == 1
    (source,) = await rows(line.engine, "select cursor from source")
    assert source["cursor"] == SNOWFLAKE + 5


async def test_a_post_first_seen_edited_is_as_old_as_its_first_version(line: Line) -> None:
    await a_source(line.engine)
    post = line.post(1)
    post.versions.append((SNOWFLAKE + 2**40, "long BTC", NOON + timedelta(minutes=5)))
    line.later(minutes=10)
    assert (await line.poll()).stored == 1
    kept = await line.one()
    assert (kept["external_id"], kept["text"]) == (str(SNOWFLAKE + 1), "long BTC")
    assert kept["published_at"] < NOON + timedelta(minutes=5)


async def test_replies_and_reposts_are_stored_and_judged_by_what_they_are(line: Line) -> None:
    await a_source(line.engine)
    line.fake.lists_reposts = True
    alice = line.fake.user("alice").id
    line.post(0, referenced_tweets=[{"type": "retweeted", "id": "5"}])
    line.post(1, referenced_tweets=[{"type": "replied_to", "id": "5"}], in_reply_to_user_id="9")
    line.post(2, referenced_tweets=[{"type": "quoted", "id": "5"}])
    line.post(3, referenced_tweets=[{"type": "replied_to", "id": "5"}], in_reply_to_user_id=alice)
    assert (await line.poll()).stored == 4
    found = await rows(line.engine, "select kind from post order by external_id")
    assert [row["kind"] for row in found] == ["REPOST", "REPLY", "QUOTE", "ORIGINAL"]
    assert len(await sent(line.engine, "post.published.v1")) == 2
    judged = await sent(line.engine, "post.classified.v1")
    reasons = {(m["verdict"]["candidate"], m["verdict"]["reason"]) for m in judged}
    assert reasons == {(False, "repost"), (False, "reply")}
    verdicts = await rows(line.engine, "select state, classifier from verdict")
    assert {(v["state"], v["classifier"]) for v in verdicts} == {("DONE", "kind-1")}


async def test_reposts_are_not_asked_for_because_each_would_be_billed(line: Line) -> None:
    await a_source(line.engine)
    line.post(1, referenced_tweets=[{"type": "retweeted", "id": "5"}])
    assert (await line.poll()).stored == 0
    assert await line.read_today() == 0


async def test_a_post_that_is_gone_is_noted_with_the_time_and_kept(line: Line) -> None:
    await a_source(line.engine)
    gone = line.post(1)
    line.post(2)
    await line.poll()
    gone.deleted = True
    assert (await line.check()).asked == 0
    found_at = line.later(hours=7)
    report = await line.check()
    assert (report.asked, report.gone) == (2, 1)
    posts = await rows(line.engine, "select text, gone_at from post order by external_id")
    assert [(p["text"], p["gone_at"]) for p in posts] == [("post 1", found_at), ("post 2", None)]
    line.later(hours=7)
    assert (await line.check()).asked == 1
    line.later(hours=24)
    assert (await line.check()).asked == 0
    assert await line.read_today() == 4


async def test_an_edit_between_two_polls_of_old_posts_is_noticed_too(line: Line) -> None:
    await a_source(line.engine)
    post = line.post(1)
    await line.poll()
    post.versions.append((SNOWFLAKE + 5, "I never said that", NOON))
    line.later(hours=7)
    await line.check()
    kept = await line.one()
    assert (kept["text"], kept["edit_id"]) == ("post 1", str(SNOWFLAKE + 5))


async def test_many_posts_are_looked_up_a_hundred_at_a_time(line: Line) -> None:
    await a_source(line.engine, cursor=Decimal(SNOWFLAKE))
    line.post(*range(1, 151))
    await line.poll()
    line.later(hours=7)
    assert (await line.check()).asked == 150
    asked = line.fake.asked_for("/2/tweets")
    assert [len(query["ids"].split(",")) for query in asked] == [100, 50]


async def test_the_days_budget_ends_polling_until_the_next_day_with_one_alarm(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    async with a_line(engine, units, budget=20) as line:
        await a_source(engine, cursor=Decimal(SNOWFLAKE))
        line.post(*range(1, 19))
        assert (await line.poll()).stored == 18
        asked = len(line.fake.asked)
        line.post(19)
        for _ in range(3):
            assert len((await line.poll()).failing) == 1
        assert len(line.fake.asked) == asked
        assert await line.alarms() == [("source_failing", "feed/X")]
        line.clock.set(datetime(2026, 1, 6, 0, 1, tzinfo=UTC))
        assert (await line.poll()).stored == 1
        assert await line.stored() == list(range(1, 20))


async def test_a_budget_spent_on_the_way_leaves_a_gap_that_is_noted(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    async with a_line(engine, units, budget=60) as line:
        await a_source(engine, cursor=Decimal(SNOWFLAKE))
        line.post(*range(1, 101))
        report = await line.poll()
        assert (report.stored, report.gaps) == (60, 1)
        assert await line.read_today() == 60


async def test_the_token_that_is_refused_raises_one_alarm(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    async with a_line(engine, units, token="wrong") as line:
        for handle in ("alice", "bob"):
            await a_source(engine, handle)
        assert len((await line.poll()).failing) == 2
        assert await line.alarms() == [("source_failing", "feed/X")]


@pytest.mark.parametrize("fault", [Fault.CAPPED, Fault.UNPAID])
async def test_a_cap_that_waiting_will_not_lift_raises_one_alarm_a_day(
    line: Line, fault: Fault
) -> None:
    for handle in ("alice", "bob"):
        await a_source(line.engine, handle)
        line.post(1 if handle == "alice" else 2, author=handle)
        line.fake.faults[handle] = fault
    for _ in range(3):
        await line.poll()
    assert await line.alarms() == [("source_failing", "feed/X")]
    line.fake.faults.clear()
    assert (await line.poll()).stored == 2
