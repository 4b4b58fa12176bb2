"""Halt, kill all, start: whatever was pending, nothing enters before a person says so."""

import asyncio
import random
from asyncio import Task
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import UUID

import pytest
from faststream.rabbit import RabbitBroker
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.services import STAGES
from consumers.app import Stages, make_broker
from contracts.market import Network, Purpose
from domain.halts import HaltScope, HaltStrength
from infra.bus import Bus
from infra.loopback.broker import LoopbackBroker
from infra.outbox import Relay
from infra.topology import apply_topology
from infra.unheard import Unheard
from tests.factories import a_balance, a_deployment, an_agent, an_id
from tests.factories_intents import a_quoted_market, raise_halt
from tests.factories_orders import a_stored_entry, an_entry
from tests.factories_signals import a_signal, dump, store_signal
from tests.orders_desk import Desk, until

pytestmark = [pytest.mark.integration, pytest.mark.slow, pytest.mark.timeout(300)]
RESTARTS = 100
LIVES = (0.0, 0.01, 0.03, 0.1)
"""Seconds a start lives before it is killed, by chance; some see all of their work through."""
OTHER = 900
"""The deployment whose entries are still signals when it all stops."""


@pytest.fixture
async def agent(desk: Desk, engine: AsyncEngine) -> UUID:
    """Store an agent that would enter on every signal of its own."""
    agent_id = await an_agent(engine, "open", sources=(an_id("source/alice"),))
    await a_quoted_market(engine)
    await a_deployment(engine, agent_id, OTHER)
    await a_balance(engine, OTHER)
    return agent_id


async def pend(desk: Desk, agent_id: UUID, n: int) -> None:
    """Leave one more entry pending: planned, or intended and not heard of, or still a signal."""
    match n % 3:
        case 0:
            await desk.entry(n)
        case 1:
            intent = an_entry(n)
            await a_stored_entry(desk.engine, intent)
            async with desk.units() as uow:
                uow.emit(intent)
        case _:
            await a_new_signal(desk, agent_id, n)


async def a_new_signal(desk: Desk, agent_id: UUID, n: int) -> None:
    signal = a_signal(agent_id, an_id("source/alice"), f"{n}")
    await store_signal(desk.engine, signal)
    async with desk.units() as uow:
        uow.emit(signal)


def impatient(amqp_url: str) -> RabbitBroker:
    """Make a consuming connection that a kill does not keep waiting for its handlers."""
    broker = make_broker(amqp_url)
    broker.config.broker_config.graceful_timeout = 0.001
    return broker


@asynccontextmanager
async def started(desk: Desk, store_url: str, amqp_url: str) -> AsyncIterator[None]:
    """Run every stage and the relay, and kill them where they stand when the block ends."""
    stages = Stages(STAGES, desk.world, impatient(amqp_url), Unheard(desk.engine))
    async with Bus(amqp_url) as bus:
        work = [*stages.work(), Relay(store_url, bus, poll=0.05).run()]
        tasks: list[Task[None]] = [asyncio.ensure_future(each) for each in work]
        await stages.broker.start()
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with suppress(asyncio.CancelledError):
                await stages.broker.stop()


async def entries_sent(desk: Desk) -> int:
    return sum(request.purpose is Purpose.OPEN for request in desk.venue.placed)


async def settled(desk: Desk) -> bool:
    """Tell whether every pending entry has come to its refusal."""
    content = await dump(desk.engine, "refusal", "signal", "intent", "trade_order")
    undone = [row for row in content["trade_order"] if row["state"] == "PLANNED"]
    signals = {row["id"] for row in content["signal"]} - {an_id("signal")}
    refused = {row["signal_id"] for row in content["refusal"]}
    planned = {row["intent_id"] for row in content["trade_order"]}
    unplanned = {row["id"] for row in content["intent"]} - planned
    return not undone and not unplanned and signals <= refused


async def test_a_hundred_restarts_under_a_halt_enter_nothing_until_it_is_lifted(
    desk: Desk, agent: UUID, store_url: str
) -> None:
    dice = random.Random(100)
    halt_id = await raise_halt(desk.units, HaltScope.GLOBAL, None, HaltStrength.NO_ENTRIES)
    async with LoopbackBroker(Network.PAPER) as loopback:
        await apply_topology(loopback.url, desk.engine)
        for n in range(RESTARTS):
            await pend(desk, agent, n)
            async with started(desk, store_url, loopback.url):
                await asyncio.sleep(dice.choice(LIVES))
        assert await entries_sent(desk) == 0
        assert (await dump(desk.engine, "order_attempt"))["order_attempt"] == []

        async with started(desk, store_url, loopback.url):
            await until(lambda: settled(desk))
        assert await entries_sent(desk) == 0

        async with desk.units() as uow:
            await uow.halts.lift(halt_id, desk.clock.now())
        await a_new_signal(desk, agent, RESTARTS)
        async with started(desk, store_url, loopback.url):
            await until(lambda: sent_one(desk))

    content = await dump(desk.engine, "trade_order", "refusal")
    assert {row["reason"] for row in content["refusal"]} == {"halted"}
    states = [row["reject_reason"] for row in content["trade_order"]]
    assert states.count("halted") == len(states) - 1


async def sent_one(desk: Desk) -> bool:
    return await entries_sent(desk) == 1
