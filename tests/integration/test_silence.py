"""The pipeline goes on while the broker is away, and whatever comes twice counts once."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.jobs import Jobs
from cli.world import make_world
from consumers import positions
from consumers.stage import Stage, Turn, World
from contracts.base import lineage
from contracts.market import Purpose, Side
from contracts.orders import OrderFilled
from contracts.positions import PositionClosed, PositionOpened, PriceMarked
from domain.policy import Policy
from domain.ports.unit_of_work import UnitsOfWork
from infra.bus import Bus
from infra.classifiers.rules import RulesClassifier
from infra.clock import SystemClock
from infra.loopback.broker import LoopbackBroker
from infra.servers.rabbitmq import RabbitMQ
from infra.settings import Settings
from infra.topology import apply_topology
from tests.delivery import (
    a_closed_position,
    a_stage,
    a_world,
    an_effect,
    effects,
    emit,
    eventually,
    relaying,
)
from tests.factories import NOON, a_wallet, an_id
from tests.factories_positions import a_fill, a_position, a_signal, an_order
from tests.guarded_desk import HL, GuardedDesk, a_guarded_desk
from tests.silence import all_published, away, delivered, lost, staged

pytestmark = pytest.mark.integration


@pytest.fixture
def mortal() -> Iterator[RabbitMQ]:
    """Yield a RabbitMQ that nobody else needs: a kill so soon may cost it young queues."""
    with RabbitMQ() as server:
        yield server


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_a_fill_opens_its_position_and_gets_its_stop_while_rabbitmq_is_dead(
    engine: AsyncEngine, units: UnitsOfWork, store_url: str, mortal: RabbitMQ
) -> None:
    await apply_topology(mortal.url, engine)
    desk = await a_guarded_desk(engine, units)
    world = a_guarded_world(desk)
    async with staged(positions.stage, world, engine, mortal.url, store_url) as stages:
        await asyncio.to_thread(mortal.kill)
        await eventually(lambda: lost(stages))
        position = await an_entry_filled(desk)

        async def is_open() -> bool:
            return (await desk.status(position))[0] == "OPEN"

        await eventually(is_open)
        assert (await desk.keep()).placed == 1
        [stop] = desk.venue.resting.values()
        assert stop.quantity == Decimal(10)
        told = [type(message) for message in await desk.told()]
        assert told.count(PositionOpened) == 1
        assert not await all_published(engine)


def a_guarded_world(desk: GuardedDesk) -> World:
    return World(
        units=desk.units,
        clock=desk.clock,
        policy=Policy(),
        classifier=RulesClassifier(),
        venues={},
    )


async def an_entry_filled(desk: GuardedDesk) -> UUID:
    """Store an entry of 10 that its venue filled, and tell of it as the orders stage does."""
    signal = await a_signal(desk.engine, desk.agent)
    position = await a_position(desk.engine, desk.agent, desk.deployment, signal, venue=HL)
    order = await an_order(desk.engine, position, quantity=Decimal(10))
    await a_fill(desk.engine, order, "100", "10")
    desk.venue.held[a_wallet(1), "BTC"] = Decimal(10)
    fill = OrderFilled.model_validate(
        {
            **lineage(order, "fill/1", trace_id=an_id("trace/one"), at=NOON),
            "order_id": order,
            "intent_id": an_id("intent"),
            "agent_id": desk.agent,
            "deployment_id": desk.deployment,
            "position_id": position,
            "purpose": Purpose.OPEN,
            "venue": HL,
            "symbol": "BTC",
            "side": Side.LONG,
            "fill_id": f"{order}/1",
            "quantity": "10",
            "price": "100",
            "fee": "0",
            "filled_at": NOON,
        }
    )
    async with desk.units() as uow:
        uow.emit(fill)
    return position


async def test_what_comes_both_ways_has_its_effect_once_and_in_the_order_it_was_told(
    engine: AsyncEngine, store_url: str
) -> None:
    handled: list[UUID] = []

    async def count(message: PositionClosed, turn: Turn) -> None:
        handled.append(message.id)
        turn.uow.emit(an_effect(message))

    messages = [a_closed_position(n) for n in range(60)]
    async with LoopbackBroker() as broker, away(broker, engine, "", a_stage(count)):
        await emit(engine, *messages)
        await eventually(lambda: len(handled) == 60)
        assert handled == [message.id for message in messages]

        await broker.start(urlsplit(broker.url).port or 0)
        await apply_topology(broker.url, engine)
        async with relaying(store_url, broker.url):
            await eventually(lambda: all_published(engine))
            await eventually(lambda: delivered(broker.url, "metrics"))
            await emit(engine, a_closed_position(60))
            await eventually(lambda: len(handled) == 61)
    assert max(Counter(handled).values()) == 1
    assert len(await effects(engine)) == 61


async def test_a_poisoned_message_harms_no_other_while_the_broker_is_away(
    engine: AsyncEngine, store_url: str
) -> None:
    poison, tries = a_closed_position(3), 0

    async def choke(message: PositionClosed, turn: Turn) -> None:
        nonlocal tries
        if message.id == poison.id:
            tries += 1
            if tries < 3:
                raise KeyError("a bug that comes and goes")
        turn.uow.emit(an_effect(message))

    async def so_many(count: int) -> bool:
        return len(await effects(engine)) == count

    async with LoopbackBroker() as broker, away(broker, engine, store_url, a_stage(choke)):
        await emit(engine, *(a_closed_position(n) for n in range(20)))
        await eventually(lambda: so_many(20))
    assert tries == 3


async def test_a_body_that_cannot_be_read_is_passed_by(engine: AsyncEngine, store_url: str) -> None:
    async def answer(message: PositionClosed, turn: Turn) -> None:
        turn.uow.emit(an_effect(message))

    async with LoopbackBroker() as broker, away(broker, engine, store_url, a_stage(answer)):
        async with engine.begin() as connection:
            await connection.execute(
                text(
                    "insert into outbox"
                    " (message_id, trace_id, routing_key, partition, payload, occurred_at)"
                    " select gen_random_uuid(), gen_random_uuid(), 'position.closed.v1', 'p', '{}',"
                    " clock_timestamp() from generate_series(1, 600)"
                )
            )
        await emit(engine, a_closed_position(1))

        async def there() -> bool:
            return len(await effects(engine)) == 1

        await eventually(there)


async def test_a_stage_goes_on_while_only_the_relay_stands_still(engine: AsyncEngine) -> None:
    async def answer(message: PositionClosed, turn: Turn) -> None:
        turn.uow.emit(an_effect(message))

    async with LoopbackBroker() as broker:
        await apply_topology(broker.url, engine)
        async with staged(a_stage(answer), a_world(engine), engine, broker.url) as stages:
            await emit(engine, *(a_closed_position(n) for n in range(5)))

            async def there() -> bool:
                return len(await effects(engine)) == 5

            await eventually(there)
            assert not await lost(stages)


async def test_a_mark_reaches_the_stops_of_this_process_while_no_broker_takes_it(
    engine: AsyncEngine, store_url: str
) -> None:
    settings, seen = Settings(), []

    async def watch(mark: PriceMarked, turn: Turn) -> None:
        seen.append(mark.price)

    world, paper = await make_world(settings, engine, SystemClock())
    stage = Stage("positions", handlers={PriceMarked: watch})
    async with (
        LoopbackBroker() as broker,
        Bus(broker.url) as bus,
        away(broker, engine, "", stage) as stages,
    ):
        jobs = Jobs(
            settings=settings,
            engine=engine,
            bus=bus,
            world=world,
            paper=paper,
            database_url=store_url,
            rabbitmq_url=broker.url,
            tell=stages.tell,
        )
        marking = asyncio.create_task(jobs.job("marks"))
        await eventually(lambda: seen)
        marking.cancel()
        await asyncio.gather(marking, return_exceptions=True)
    await paper.close()
