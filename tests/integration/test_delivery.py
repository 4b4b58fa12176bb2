"""Messages travel from a commit to an effect, once, whatever happens on the way."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.stage import Turn
from contracts.positions import PositionClosed
from domain.errors import Hopeless
from infra.bus import Bus
from infra.dead_letters import list_dead_letters, replay
from infra.loopback.broker import LoopbackBroker
from infra.sweeper import Sweeper
from infra.topology import apply_topology
from tests.delivery import (
    a_closed_position,
    a_stage,
    an_alarm,
    an_effect,
    effects,
    emit,
    eventually,
    relaying,
    running,
)

pytestmark = pytest.mark.integration


@pytest.fixture
async def loopback() -> AsyncIterator[LoopbackBroker]:
    async with LoopbackBroker() as broker:
        yield broker


async def count_it(message: PositionClosed, turn: Turn) -> None:
    turn.uow.emit(an_effect(message))


async def test_what_is_committed_has_its_effect_once(
    engine: AsyncEngine, store_url: str, loopback: LoopbackBroker
) -> None:
    await apply_topology(loopback.url, engine)
    async with running(engine, store_url, loopback.url, a_stage(count_it)):
        await emit(engine, *(a_closed_position(n) for n in range(300)))

        async def all_there() -> bool:
            return len(await effects(engine)) == 300

        await eventually(all_there)
    assert set(await effects(engine)) == {an_effect(a_closed_position(n)).id for n in range(300)}


async def test_the_same_message_twice_counts_once(
    engine: AsyncEngine, store_url: str, loopback: LoopbackBroker
) -> None:
    await apply_topology(loopback.url, engine)
    async with running(engine, store_url, loopback.url, a_stage(count_it)):
        async with Bus(loopback.url) as bus:
            for _ in range(3):
                assert await bus.publish(a_closed_position(1))
        await emit(engine, a_closed_position(1))

        async def there() -> bool:
            return len(await effects(engine)) == 1

        await eventually(there)


async def test_a_broker_that_forgot_everything_loses_nothing(
    engine: AsyncEngine, store_url: str, loopback: LoopbackBroker
) -> None:
    await apply_topology(loopback.url, engine)
    await emit(engine, *(a_closed_position(n) for n in range(50)))
    async with relaying(store_url, loopback.url):

        async def relayed() -> bool:
            async with engine.connect() as connection:
                query = "select count(*) from outbox where published_at is null"
                return bool(await connection.scalar(text(query)) == 0)

        await eventually(relayed)
    loopback.forget()
    await apply_topology(loopback.url, engine)
    async with running(engine, store_url, loopback.url, a_stage(count_it)):
        async with Bus(loopback.url) as bus:
            sweeper = Sweeper(engine, bus, grace=0.0)
            assert await sweeper.sweep() == 150  # billing and intents hear it as well

        async def all_there() -> bool:
            return len(await effects(engine)) == 50

        await eventually(all_there)


async def test_a_poisoned_message_harms_no_other_and_is_parked(
    engine: AsyncEngine, store_url: str, loopback: LoopbackBroker
) -> None:
    poison = a_closed_position(13)

    async def choke(message: PositionClosed, turn: Turn) -> None:
        if message.id == poison.id:
            raise Hopeless("this one can never work")
        turn.uow.emit(an_effect(message))

    await apply_topology(loopback.url, engine)
    async with running(engine, store_url, loopback.url, a_stage(choke)):
        await emit(engine, *(a_closed_position(n) for n in range(40)))

        async def others_there() -> bool:
            return len(await effects(engine)) == 39

        await eventually(others_there)
        [letter] = await list_dead_letters(engine)
        assert letter.message_id == poison.id
        assert "can never work" in letter.error


async def test_a_parked_message_can_be_replayed(
    engine: AsyncEngine, store_url: str, loopback: LoopbackBroker
) -> None:
    mended = False

    async def choke(message: PositionClosed, turn: Turn) -> None:
        if not mended:
            raise Hopeless("not yet")
        turn.uow.emit(an_effect(message))

    await apply_topology(loopback.url, engine)
    async with running(engine, store_url, loopback.url, a_stage(choke)):
        await emit(engine, a_closed_position(1))

        async def parked() -> bool:
            return len(await list_dead_letters(engine)) == 1

        await eventually(parked)
        mended = True
        [letter] = await list_dead_letters(engine)
        await replay(engine, letter.id)
        async with Bus(loopback.url) as bus:
            await Sweeper(engine, bus, grace=60.0).sweep()

        async def there() -> bool:
            return len(await effects(engine)) == 1

        await eventually(there)
    assert await list_dead_letters(engine) == []


async def test_a_failing_message_is_tried_again_after_a_growing_delay(
    engine: AsyncEngine, store_url: str, loopback: LoopbackBroker
) -> None:
    tries = 0

    async def third_time_lucky(message: PositionClosed, turn: Turn) -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise KeyError("a bug that comes and goes")
        turn.uow.emit(an_effect(message))

    await apply_topology(loopback.url, engine)
    async with running(engine, store_url, loopback.url, a_stage(third_time_lucky)):
        await emit(engine, a_closed_position(1))
        async with Bus(loopback.url) as bus:
            sweeper = Sweeper(engine, bus, grace=0.1)

            async def there() -> bool:
                await sweeper.sweep()
                return len(await effects(engine)) == 1

            await eventually(there)
    assert tries == 3


async def test_a_fact_nobody_hears_is_kept_and_blocks_nothing(
    engine: AsyncEngine, store_url: str, loopback: LoopbackBroker
) -> None:
    await apply_topology(loopback.url, engine)
    async with running(engine, store_url, loopback.url, a_stage(count_it)):
        await emit(engine, an_alarm(1), a_closed_position(1))

        async def there() -> bool:
            return len(await effects(engine)) == 1

        await eventually(there)
