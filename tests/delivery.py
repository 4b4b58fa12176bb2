"""A pipeline of one stage, small enough to watch every message of."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from faststream.rabbit import RabbitBroker
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.app import Stages, make_broker
from consumers.stage import Handler, Stage, World
from contracts.alarms import AlarmKind, AlarmRaised
from contracts.market import AgentId, Network
from contracts.metrics import MetricsUpdated
from contracts.positions import PositionClosed
from domain.policy import Policy
from infra.bus import Bus
from infra.classifiers.rules import RulesClassifier
from infra.clock import SystemClock
from infra.database import units_of_work
from infra.outbox import Relay
from infra.unheard import Unheard
from tests.factories import NOON, an_id


def a_closed_position(n: int) -> PositionClosed:
    """Make a distinct message that a stage with a queue subscribes to."""
    return PositionClosed.model_validate(
        {
            "id": an_id(f"closed/{n}"),
            "trace_id": an_id("trace"),
            "occurred_at": NOON,
            "position_id": an_id(f"position/{n}"),
            "agent_id": an_id("agent"),
            "deployment_id": an_id(f"deployment/{n % 10}"),
            "signal_id": an_id("signal"),
            "wallet": f"0x{n:040x}",
            "venue": "PAPER",
            "symbol": "BTC",
            "side": "LONG",
            "quantity": "1",
            "entry_price": "100",
            "exit_price": "101",
            "reason": "MANUAL",
            "gross_pnl": "1",
            "fees": "0",
            "net_pnl": "1",
            "opened_at": NOON,
            "closed_at": NOON,
        }
    )


def an_effect(message: PositionClosed, *, at: datetime = NOON) -> MetricsUpdated:
    """Make the message that the test stage answers with."""
    return MetricsUpdated.model_validate(
        {
            **message.leads_to("effect", at=at),
            "agent_id": AgentId(message.position_id),
            "closed_positions": 1,
            "net_pnl": "1",
            "fees": "0",
            "win_rate": None,
        }
    )


def an_alarm(n: int) -> AlarmRaised:
    return AlarmRaised(
        id=an_id(f"alarm/{n}"),
        trace_id=an_id("trace"),
        occurred_at=NOON,
        kind=AlarmKind.POST_GAP,
        subject=f"subject/{n}",
        detail="",
    )


def a_world(engine: AsyncEngine) -> World:
    return World(
        units=units_of_work(engine, Network.PAPER),
        clock=SystemClock(),
        policy=Policy(),
        classifier=RulesClassifier(),
        venues={},
    )


def a_stage(handler: Handler) -> Stage:
    return Stage("metrics", handlers={PositionClosed: handler})


@asynccontextmanager
async def running(
    engine: AsyncEngine, store_url: str, amqp_url: str, stage: Stage
) -> AsyncIterator[RabbitBroker]:
    """Run a relay and one stage until the block ends."""
    broker = make_broker(amqp_url)
    stages = Stages([stage], a_world(engine), broker, Unheard(engine))
    async with Bus(amqp_url) as bus:
        relay = Relay(store_url, bus, poll=0.1)
        tasks = [asyncio.ensure_future(work) for work in [*stages.work(), relay.run()]]
        await broker.start()
        try:
            yield broker
        finally:
            await broker.stop()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def relaying(store_url: str, amqp_url: str) -> AsyncIterator[None]:
    """Run a relay alone until the block ends."""
    async with Bus(amqp_url) as bus:
        task = asyncio.ensure_future(Relay(store_url, bus, poll=0.1).run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def emit(engine: AsyncEngine, *messages: PositionClosed | AlarmRaised) -> None:
    """Commit messages to the outbox."""
    async with units_of_work(engine, Network.PAPER)() as uow:
        uow.emit(*messages)


async def effects(engine: AsyncEngine) -> list[UUID]:
    """Return the ids of the messages that the test stage answered with."""
    query = "select message_id from outbox where routing_key = 'metrics.updated.v1' order by id"
    async with engine.connect() as connection:
        return list((await connection.execute(text(query))).scalars())


async def eventually(condition: Callable[[], object], *, within: float = 20.0) -> None:
    """Wait, looking often, until a condition that may be a coroutine function holds."""
    async with asyncio.timeout(within):
        while True:
            result = condition()
            if asyncio.iscoroutine(result):
                result = await result
            if result:
                return
            await asyncio.sleep(0.02)
