"""What a stage has not heard is read from the outbox, and nothing else is."""

from collections.abc import Sequence
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.app import make_broker
from consumers.fetcher import SETTLED, Fetcher
from consumers.stage import Stage, Turn
from contracts.base import Message
from contracts.channels import routing_key
from contracts.positions import PositionClosed
from domain.ports.unit_of_work import UnitsOfWork
from infra.dead_letters import list_dead_letters, replay
from infra.loopback.broker import LoopbackBroker
from infra.topology import apply_topology, record_subscriptions
from infra.unheard import Unheard
from tests.delivery import a_closed_position, a_world, an_alarm, emit, eventually

pytestmark = pytest.mark.integration

KEY = routing_key(PositionClosed)


@pytest.fixture
async def engine(engine: AsyncEngine) -> AsyncEngine:
    await record_subscriptions(engine)
    await run(engine, "update subscription set since = since - interval '1 hour'")
    return engine


async def run(engine: AsyncEngine, statement: str) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(statement))


async def unheard(
    engine: AsyncEngine, *, silent: bool, floor: int = 0, patience: float = 0.0
) -> Sequence[UUID]:
    look = Unheard(engine, patience=patience)
    told = await look.read("metrics", [KEY], floor=floor, silent=silent, but=())
    return [row.message_id for row in told]


async def test_what_the_relay_left_is_read_in_the_order_it_was_told(engine: AsyncEngine) -> None:
    for n in (3, 1, 2):
        await emit(engine, a_closed_position(n), an_alarm(n))
    wanted = [a_closed_position(n).id for n in (3, 1, 2)]
    assert await unheard(engine, silent=False) == wanted
    assert await unheard(engine, silent=True) == wanted


async def test_the_relay_is_given_its_time_and_more_while_it_works(engine: AsyncEngine) -> None:
    await emit(engine, a_closed_position(1))
    assert await unheard(engine, silent=False, patience=60) == []
    await run(engine, "update outbox set created_at = created_at - interval '2 minutes'")
    assert len(await unheard(engine, silent=False, patience=60)) == 1
    await emit(engine, a_closed_position(2))
    await run(engine, "update outbox set published_at = clock_timestamp() where id > 1")
    assert await unheard(engine, silent=False, patience=60) == []


async def test_a_stage_that_is_merely_behind_has_nothing_to_fetch(engine: AsyncEngine) -> None:
    await emit(engine, *(a_closed_position(n) for n in range(5)))
    await run(engine, "update outbox set published_at = clock_timestamp()")
    assert await unheard(engine, silent=False) == []
    assert len(await unheard(engine, silent=True)) == 5


async def test_what_was_taken_or_parked_is_not_read_again(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    taken, parked, left = (a_closed_position(n) for n in range(3))
    await emit(engine, taken, parked, left)
    async with units() as uow:
        await uow.inbox.take("metrics", [taken])
        await uow.inbox.park("metrics", parked, "it can never work")
        await uow.inbox.take("billing", [left])
    for silent in (False, True):
        assert await unheard(engine, silent=silent) == [left.id]
    [letter] = await list_dead_letters(engine)
    await replay(engine, letter.id)
    assert await unheard(engine, silent=True) == [parked.id, left.id]


async def test_what_failed_is_left_alone_until_it_is_due(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    message = a_closed_position(1)
    await emit(engine, message)
    async with units() as uow:
        await uow.inbox.fail("metrics", message, "not now", limit=8)
    for silent in (False, True):
        assert await unheard(engine, silent=silent) == []
    await run(engine, "update retry set next_attempt_at = clock_timestamp()")
    for silent in (False, True):
        assert await unheard(engine, silent=silent) == [message.id]


async def test_what_the_sweeper_noted_does_not_wait_for_its_turn_at_the_broker(
    engine: AsyncEngine,
) -> None:
    await emit(engine, a_closed_position(1))
    await run(engine, "update outbox set published_at = clock_timestamp()")
    await run(
        engine,
        "insert into retry (stage, message_id, attempts, sweeps, next_attempt_at)"
        " select 'metrics', message_id, 0, 3, clock_timestamp() + interval '1 hour' from outbox",
    )
    assert await unheard(engine, silent=True, floor=10) == [a_closed_position(1).id]
    assert await unheard(engine, silent=False) == []


async def test_a_subscription_does_not_reach_back_before_it_was_made(engine: AsyncEngine) -> None:
    await emit(engine, a_closed_position(1))
    await run(engine, "update subscription set since = clock_timestamp()")
    await emit(engine, a_closed_position(2))
    assert await unheard(engine, silent=True) == [a_closed_position(2).id]


async def test_the_floor_lies_below_whatever_may_still_appear(engine: AsyncEngine) -> None:
    look = Unheard(engine)
    assert await look.floor() == await look.floor(first=True) == 0
    await emit(engine, *(a_closed_position(n) for n in range(4)))
    assert await look.floor() == 0
    old = "update outbox set created_at = created_at - interval '2 minutes' where id <= 3"
    await run(engine, old)
    await run(engine, "update outbox set published_at = clock_timestamp() where id = 1")
    assert await look.floor() == 3
    assert await look.floor(first=True) == 1


async def test_a_stage_that_is_merely_behind_fetches_nothing_before_its_broker_is_lost(
    engine: AsyncEngine,
) -> None:
    taken: list[UUID] = []

    async def take(message: Message) -> None:
        taken.append(message.id)

    async with LoopbackBroker() as loopback:
        await apply_topology(loopback.url, engine)
        await emit(engine, *(a_closed_position(n) for n in range(5)))
        async with engine.begin() as connection:
            await connection.execute(text("update outbox set published_at = clock_timestamp()"))
        broker = make_broker(loopback.url)
        stage = Stage("metrics", handlers={PositionClosed: never})
        fetcher = Fetcher(stage, take, broker, Unheard(engine, patience=0))
        assert await fetcher.fetch(a_world(engine)) == 0
        await broker.start()
        assert await fetcher.fetch(a_world(engine)) == 0

        await loopback.stop()

        async def fetched() -> bool:
            return await fetcher.fetch(a_world(engine)) == 5

        await eventually(fetched)
        await broker.stop()
    assert taken == [a_closed_position(n).id for n in range(5)]


async def never(message: PositionClosed, turn: Turn) -> None:
    raise AssertionError("the fetcher hands messages over and handles none")


async def test_what_was_looked_at_is_not_looked_at_for_ever(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    handed: list[UUID] = []

    async def take(message: Message) -> None:
        handed.append(message.id)
        async with units() as uow:
            await uow.inbox.take("metrics", [message])

    stage = Stage("metrics", handlers={PositionClosed: never})
    broker = make_broker("amqp://127.0.0.1:1/")
    fetcher = Fetcher(stage, take, broker, Unheard(engine, patience=0))
    await emit(engine, a_closed_position(1))
    await run(engine, "update outbox set created_at = created_at - interval '2 minutes'")
    assert await fetcher.fetch(a_world(engine)) == 1
    for _ in range(SETTLED + 1):
        assert await fetcher.fetch(a_world(engine)) == 0
    await run(engine, "delete from inbox")
    assert await fetcher.fetch(a_world(engine)) == 0
    await emit(engine, a_closed_position(2))
    assert await fetcher.fetch(a_world(engine)) == 1
    assert handed == [a_closed_position(n).id for n in (1, 2)]
