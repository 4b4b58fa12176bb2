"""The whole story in one file: a tweet becomes a closed position, its bills and its figures.

Read this first. Everything is real: the feed answers over HTTP, messages go over AMQP, rows are in
Postgres, the venue keeps a ledger of its own; only the time is set by hand.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo.pipeline import Pipeline
from contracts.market import VenueName
from infra.feeds.x_proxy import XProxy
from infra.reading.explain import find, gather
from infra.reading.explain_story import as_document
from infra.reading.explain_telling import tell
from producers.tweets import poll_sources
from tests.factories import NOON, a_deployment, a_source, a_wallet, an_agent
from tests.fake_x_proxy import FakeX, serving

pytestmark = pytest.mark.integration


async def one(engine: AsyncEngine, query: str) -> dict[str, Any]:
    async with engine.connect() as connection:
        return dict((await connection.execute(text(query))).mappings().one())


async def everybody(engine: AsyncEngine) -> None:
    """Let one agent follow alice on two wallets, one of them paused."""
    agent = await an_agent(engine, "momentum", sources=(await a_source(engine, "alice"),))
    await a_deployment(engine, agent, n=1)
    await a_deployment(engine, agent, n=2, status="PAUSED")


async def let_alice_say(pipeline: Pipeline, words: str) -> str:
    """Let a tweet be polled from the proxy, and return its id."""
    fake = FakeX()
    tweet = fake.tweet("alice", words, at=NOON)
    async with serving(fake) as url, XProxy(url) as feed:
        await poll_sources(feed, pipeline.world.units, pipeline.world.clock)
    return str(tweet)


async def let_bitcoin_cost(pipeline: Pipeline, price: int, *, minute: int) -> None:
    """Let time pass up to a minute after noon, at which bitcoin costs this much."""
    pipeline.advance(NOON + timedelta(minutes=minute))
    await pipeline.quote({"BTC": Decimal(price)})
    await pipeline.settle(NOON + timedelta(minutes=minute + 1))


async def test_a_tweet_becomes_a_closed_position(pipeline: Pipeline, engine: AsyncEngine) -> None:
    await everybody(engine)
    await let_bitcoin_cost(pipeline, 60_000, minute=0)
    await pipeline.list_markets()
    await pipeline.ask_balances()

    tweet = await let_alice_say(pipeline, "Just opened a long on $BTC here")
    await pipeline.settle(NOON + timedelta(minutes=2))

    held = await one(engine, "select * from position")
    assert (held["status"], held["side"], held["wallet"]) == ("OPEN", "LONG", a_wallet(1))
    assert held["hard_stop_price"] < held["entry_price"]
    assert (await one(engine, "select reason from refusal"))["reason"] == "not_active"

    await let_bitcoin_cost(pipeline, 63_000, minute=60)
    await let_bitcoin_cost(pipeline, 66_000, minute=90)
    await let_bitcoin_cost(pipeline, 65_000, minute=120)

    closed = await one(engine, "select * from position")
    assert (closed["status"], closed["exit_reason"]) == ("CLOSED", "TRAILING_STOP")
    assert closed["net_pnl"] == closed["gross_pnl"] - closed["fees"] > 0
    await what_follows_from_it(pipeline, engine, closed)
    await what_it_tells(engine, tweet)


async def what_follows_from_it(
    pipeline: Pipeline, engine: AsyncEngine, closed: dict[str, Any]
) -> None:
    bills = await one(engine, "select count(*) as n, sum(amount) as owed from bill")
    assert bills["n"] == 2
    assert bills["owed"] > Decimal("0.20")
    figures = await one(engine, "select * from agent_metrics")
    assert (figures["closed_positions"], figures["net_pnl"]) == (1, closed["net_pnl"])
    venue = pipeline.world.venues[VenueName.PAPER]
    assert await venue.balance(a_wallet(1)) == 10_000 + closed["net_pnl"]


async def what_it_tells(engine: AsyncEngine, tweet: str) -> None:
    async with engine.connect() as connection:
        story = as_document(tell(await gather(connection, await find(connection, tweet))))
    assert "TRAILING_STOP" in str(story)
    assert "not_active" in str(story)
