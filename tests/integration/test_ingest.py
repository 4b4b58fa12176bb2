"""Recorded posts in: from a file into a real Postgres, once each, whatever happens."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.posts import SourceKind
from domain.ports.unit_of_work import UnitsOfWork
from infra.clock import ManualClock
from infra.feeds.jsonl import read_posts
from infra.feeds.x_proxy import XProxy
from producers.posts import ingest
from producers.tweets import poll_sources
from tests.factories import NOON
from tests.factories_posts import SNOWFLAKE, break_writes_to, repair_writes_to, rows, sent
from tests.fake_x_proxy import FakeX, serving

pytestmark = pytest.mark.integration


def a_file(*lines: dict[str, Any] | str) -> io.BytesIO:
    spelled = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    return io.BytesIO("\n".join(spelled).encode())


def a_line(n: int, author: str = "alice") -> dict[str, Any]:
    return {
        "id": str(SNOWFLAKE + n),
        "author": author,
        "text": f"post {n}",
        "created_at": "2026-01-05T11:59:00Z",
    }


async def test_recorded_posts_are_stored_and_announced_and_their_authors_become_sources(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    posts = read_posts(a_file(a_line(1), "oops", a_line(2, "@Bob"), a_line(1)))
    report = await ingest(units, posts, NOON)
    assert (report.stored, report.known) == (2, 1)
    assert [bad.number for bad in report.bad] == [2]
    assert len(await sent(engine, "post.published.v1")) == 2
    (bob,) = await rows(engine, "select kind, active from source where handle = 'bob'")
    assert (bob["kind"], bob["active"]) == (SourceKind.X, True)


async def test_recorded_posts_read_twice_change_nothing(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    lines = [a_line(n, f"author{n % 7}") for n in range(450)]
    first = await ingest(units, read_posts(a_file(*lines)), NOON)
    second = await ingest(units, read_posts(a_file(*lines)), NOON + timedelta(hours=1))
    assert (first.stored, first.known) == (450, 0)
    assert (second.stored, second.known) == (0, 450)
    assert len(await sent(engine, "post.published.v1")) == 450


async def test_a_batch_that_cannot_be_stored_leaves_no_half(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    await break_writes_to(engine, "outbox")
    with pytest.raises(Exception, match="the disk is gone"):
        await ingest(units, read_posts(a_file(a_line(1))), NOON)
    assert await rows(engine, "select * from post") == []
    assert await rows(engine, "select * from source") == []
    await repair_writes_to(engine, "outbox")
    assert (await ingest(units, read_posts(a_file(a_line(1))), NOON)).stored == 1


async def test_a_post_both_recorded_and_polled_is_one_post(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    await ingest(units, read_posts(a_file(a_line(1))), NOON)
    fake = FakeX()
    for n in (1, 2):
        fake.tweet("alice", f"tweet {n}", tweet_id=SNOWFLAKE + n, at=NOON)
    async with serving(fake) as url, XProxy(url) as proxy:
        report = await poll_sources(proxy, units, ManualClock(NOON))
    assert report.stored == 1
    texts = await rows(engine, "select text from post order by external_id")
    assert [row["text"] for row in texts] == ["post 1", "tweet 2"]
