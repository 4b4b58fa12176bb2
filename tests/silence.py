"""Stages whose broker is away, for tests of what goes on without one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aio_pika
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.app import Stages, make_broker
from consumers.fetcher import PING_SECONDS
from consumers.stage import Stage, World
from contracts.channels import queue_name
from contracts.positions import PositionClosed
from infra.bus import Bus
from infra.loopback.broker import LoopbackBroker
from infra.outbox import Relay
from infra.topology import apply_topology
from infra.unheard import Unheard
from tests.delivery import (
    a_world,
    eventually,
)


@asynccontextmanager
async def staged(
    stage: Stage, world: World, engine: AsyncEngine, amqp_url: str, store_url: str = ""
) -> AsyncIterator[Stages]:
    """Run one stage, and a relay if there is a store for it, until the block ends."""
    stages = Stages([stage], world, make_broker(amqp_url), Unheard(engine, patience=0.2))
    async with Bus(amqp_url) as bus:
        work = [*stages.work(), *([Relay(store_url, bus, poll=0.1).run()] if store_url else [])]
        tasks = [asyncio.ensure_future(each) for each in work]
        await stages.broker.start()
        try:
            yield stages
        finally:
            await stages.broker.stop()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def away(
    broker: LoopbackBroker, engine: AsyncEngine, store_url: str, stage: Stage
) -> AsyncIterator[Stages]:
    """Run a stage and a relay whose broker has gone away."""
    await apply_topology(broker.url, engine)
    async with staged(stage, a_world(engine), engine, broker.url, store_url) as stages:
        await broker.stop()
        await eventually(lambda: lost(stages))
        yield stages


async def lost(stages: Stages) -> bool:
    return not await stages.broker.ping(PING_SECONDS)


async def delivered(amqp_url: str, stage: str) -> bool:
    """Tell whether a stage was brought all that waited: what comes now has its turn later."""
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(queue_name(PositionClosed, stage), passive=True)
        found = queue.declaration_result
    return bool(found.consumer_count) and not found.message_count


async def all_published(engine: AsyncEngine) -> bool:
    waiting = "select count(*) from outbox where published_at is null"
    async with engine.connect() as connection:
        return bool(await connection.scalar(text(waiting)) == 0)
