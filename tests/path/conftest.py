"""The whole platform for a test: every stage, on either broker, on a clock set by hand."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo.pipeline import Pipeline, running, running_on
from infra.clock import ManualClock
from infra.settings import Settings
from infra.venues.paper.behaviour import PaperBehaviour
from tests.factories import NOON
from tests.scenarios import PLAIN, Start
from tests.worlds import opened_world


@pytest.fixture(params=["loopback", "rabbitmq"])
async def pipeline(
    request: pytest.FixtureRequest, engine: AsyncEngine, store_url: str
) -> AsyncIterator[Pipeline]:
    """Yield a running platform, once on each broker."""
    async with opened_world(Settings(), engine, ManualClock(NOON), PaperBehaviour()) as made:
        if request.param == "loopback":
            async with running(store_url, engine, *made) as pipeline:
                yield pipeline
        else:
            url = request.getfixturevalue("rabbitmq_url")
            async with running_on(url, store_url, engine, *made) as pipeline:
                yield pipeline


@pytest.fixture
async def start(engine: AsyncEngine, store_url: str) -> AsyncIterator[Start]:
    """Yield what starts the platform on a venue of some behaviour."""
    async with AsyncExitStack() as stack:

        async def begin(behaviour: PaperBehaviour = PLAIN) -> Pipeline:
            world = opened_world(Settings(), engine, ManualClock(NOON), behaviour)
            made = await stack.enter_async_context(world)
            pipeline = await stack.enter_async_context(running(store_url, engine, *made))
            await pipeline.list_markets()
            await pipeline.quote({"BTC": Decimal(100)})
            return pipeline

        yield begin
