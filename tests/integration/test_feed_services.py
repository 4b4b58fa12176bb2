"""The two services that read from outside, as processes: what is said there is stored here."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from infra.topology import apply_topology
from tests.delivery import eventually
from tests.factories import a_source
from tests.factories_posts import rows
from tests.fake_x_api import TOKEN, serving
from tests.fake_x_state import FakeXApi

pytestmark = [pytest.mark.integration, pytest.mark.slow, pytest.mark.timeout(300)]


@asynccontextmanager
async def started(name: str, environment: Mapping[str, str]) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli", "run", name, env={**os.environ, **environment}
    )
    try:
        yield
    finally:
        process.terminate()
        await process.wait()


@pytest.fixture
async def surroundings(
    engine: AsyncEngine, store_url: str, rabbitmq_url: str, port_offset: int
) -> Mapping[str, str]:
    await apply_topology(rabbitmq_url, engine)
    servers = {"DATABASE_URL": store_url, "RABBITMQ_URL": rabbitmq_url}
    often = {"TWEET_INTERVAL": "0.2", "RESEARCH_INTERVAL": "0.2"}
    return servers | often | {"PORT_OFFSET": str(port_offset)}


async def test_the_tweet_worker_reads_the_x_api_that_the_settings_name(
    engine: AsyncEngine, surroundings: Mapping[str, str]
) -> None:
    await a_source(engine)
    fake = FakeXApi()
    fake.post("alice", "long BTC")
    async with serving(fake) as url:
        settings = {"X_API_BASE_URL": url, "X_BEARER_TOKEN": TOKEN}
        async with started("tweet-ingestion-worker", {**surroundings, **settings}):
            await eventually(lambda: texts(engine, ["long BTC"]), within=100)
            fake.post("alice", "short ETH")
            await eventually(lambda: texts(engine, ["long BTC", "short ETH"]), within=100)


async def test_the_research_worker_reads_the_files_that_the_settings_name(
    engine: AsyncEngine, surroundings: Mapping[str, str], tmp_path: Path
) -> None:
    await a_source(engine, "acme", kind="RESEARCH")
    notes = tmp_path / "notes.jsonl"
    notes.write_text('{"text": "LONG BTC", "published_at": "2026-01-05T12:00:00Z"}\n')
    settings = {"RESEARCH_FEEDS": json.dumps({"acme": str(notes)})}
    async with started("research-signal-worker", {**surroundings, **settings}):
        await eventually(lambda: texts(engine, ["LONG BTC"]), within=100)


async def texts(engine: AsyncEngine, expected: list[str]) -> bool:
    found = await rows(engine, "select text from post order by first_seen_at, text")
    return [row["text"] for row in found] == expected


async def test_the_metrics_worker_ranks_sources_anew_every_so_often(
    engine: AsyncEngine, surroundings: Mapping[str, str]
) -> None:
    await a_source(engine)
    async with started("metrics-updater-worker", {**surroundings, "LEADERBOARD_INTERVAL": "0.2"}):
        await eventually(lambda: ranked(engine, ["alice"]), within=100)
        await a_source(engine, "bob")
        await eventually(lambda: ranked(engine, ["alice", "bob"]), within=100)


async def ranked(engine: AsyncEngine, expected: list[str]) -> bool:
    query = """select handle from source_standing r join source s on s.id = r.source_id
        where verdict = 'NOT_ENOUGH_DATA' order by handle"""
    return [row["handle"] for row in await rows(engine, query)] == expected
