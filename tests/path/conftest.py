"""The whole platform for a test: every stage, on either broker, on a clock set by hand."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo.pipeline import Pipeline, running, running_on
from cli.world import make_world
from infra.clock import ManualClock
from infra.settings import Settings
from infra.venues.paper.behaviour import PaperBehaviour
from tests.factories import NOON
from tests.scenarios import PLAIN, Start


@pytest.fixture(params=["loopback", "rabbitmq"])
async def pipeline(
    request: pytest.FixtureRequest, engine: AsyncEngine, store_url: str
) -> AsyncIterator[Pipeline]:
    """Yield a running platform, once on each broker."""
    world, paper = await make_world(Settings(), engine, ManualClock(NOON), PaperBehaviour())
    if request.param == "loopback":
        async with running(store_url, engine, world, paper) as pipeline:
            yield pipeline
    else:
        url = request.getfixturevalue("rabbitmq_url")
        async with running_on(url, store_url, engine, world, paper) as pipeline:
            yield pipeline
    await paper.close()


@pytest.fixture
async def start(engine: AsyncEngine, store_url: str) -> AsyncIterator[Start]:
    """Yield what starts the platform on a venue of some behaviour."""
    async with AsyncExitStack() as stack:

        async def begin(behaviour: PaperBehaviour = PLAIN) -> Pipeline:
            clock = ManualClock(NOON)
            world, paper = await make_world(Settings(), engine, clock, behaviour)
            stack.push_async_callback(paper.close)
            pipeline = await stack.enter_async_context(running(store_url, engine, world, paper))
            await pipeline.list_markets()
            await pipeline.quote({"BTC": Decimal(100)})
            return pipeline

        yield begin
