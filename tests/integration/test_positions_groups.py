"""The positions stage takes messages in groups: to the same end, in a few statements."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager, suppress
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.positions import stage
from consumers.turns import Turns
from contracts.base import Message
from contracts.market import Network, RiskPlan, Side
from contracts.positions import PriceMarked
from domain.exits import Terms, watch_from
from domain.ports.unit_of_work import UnitsOfWork
from infra.database import make_engine, units_of_work
from infra.servers.postgres import Postgres
from infra.tables.delivery import DeadLetterRow, OutboxRow
from infra.tables.markets import MarkRow
from infra.tables.positions import PositionRow
from infra.tables.signals import IntentRow
from tests.bells import (
    CLOSED,
    EXIT,
    OPENED,
    a_world,
    filled,
    many_deployments,
    many_positions,
    marked,
    refused,
    rejected,
    tell,
    tell_together,
)
from tests.factories import NOON, a_deployment, a_wallet, an_agent, an_id
from tests.factories_positions import (
    a_fill,
    a_position,
    a_signal,
    all_rows,
    an_order,
    sent,
    the_position,
)

D = Decimal
SYMBOLS = ("BTC", "ETH", "SOL")
LONG = Terms(side=Side.LONG, plan=RiskPlan(), leverage=D(1))
SHORT = Terms(side=Side.SHORT, plan=RiskPlan(), leverage=D(3))


@pytest.fixture
async def twin(postgres_server: Postgres, template: str) -> AsyncIterator[AsyncEngine]:
    """Lend a second database, so that the same can happen in two ways."""
    name = f"test_{uuid4().hex}"
    engine = make_engine(postgres_server.create_database(name, template=template))
    yield engine
    await engine.dispose()
    postgres_server.drop_database(name)


async def state(engine: AsyncEngine) -> list[list[str]]:
    """Read all the stage decided: positions, intents, marks, and what it told."""
    told = [
        {name: row[name] for name in ("message_id", "routing_key", "payload")}
        for row in await all_rows(engine, OutboxRow)
    ]
    stored = [await all_rows(engine, table) for table in (PositionRow, IntentRow, MarkRow)]
    return [sorted(str(sorted(row.items())) for row in rows) for rows in (*stored, told)]


def a_walk(dice: random.Random, symbol: str) -> Iterator[PriceMarked]:
    """Let a price wander, a mark a second."""
    price = D(100)
    for second in range(1, 13):
        price *= 1 + D(dice.randint(-20, 21)) / 1000
        yield marked(str(price.quantize(D("1e-9"))), second=second, symbol=symbol)


async def watched(engine: AsyncEngine) -> None:
    """Store positions of both sides in each market, with stops near and far."""
    await many_deployments(engine, 20)
    plans = [RiskPlan(hard_stop=D(n) / 50, trail_activation=D(n) / 100) for n in range(1, 6)]
    terms = [Terms(side=side, plan=plan, leverage=D(1)) for side in Side for plan in plans]
    for symbol in SYMBOLS:
        await many_positions(engine, 20, [(t, watch_from(t, D(100))) for t in terms], symbol)


@pytest.mark.parametrize("seed", [1, 2])
async def test_marks_taken_together_in_any_order_decide_what_each_decides_alone(
    engine: AsyncEngine, twin: AsyncEngine, seed: int
) -> None:
    dice = random.Random(seed)
    marks = [mark for symbol in SYMBOLS for mark in a_walk(dice, symbol)]
    groups = [
        [m for m in marks if n * 4 < (m.seen_at - NOON).seconds <= n * 4 + 4] for n in (0, 1, 2)
    ]
    for each in (engine, twin):
        await watched(each)
    for group in groups:
        in_time = sorted(group, key=lambda mark: mark.seen_at)
        await tell(units_of_work(twin, Network.PAPER), *in_time, second=13)
        dice.shuffle(group)
        again = dice.sample(group, 4)
        await tell_together(units_of_work(engine, Network.PAPER), group + again, second=13)
    assert await state(engine) == await state(twin)
    assert 10 <= len(await sent(engine, EXIT)) < 60


async def test_a_stop_that_only_the_first_of_two_marks_touches_is_exited_at_its_price(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    await many_deployments(engine, 1)
    (position_id,) = await many_positions(engine, 1, [(LONG, watch_from(LONG, D(100)))])
    await tell_together(units, [marked("89", second=1), marked("101", second=2)], second=2)
    (exit_,) = await sent(engine, EXIT)
    assert exit_["position_id"] == str(position_id)
    assert D(exit_["reference_price"]) == 89
    assert (await the_position(engine, position_id))["closing_reason"] == "HARD_STOP_LOSS"


async def test_the_best_of_two_marks_is_what_the_other_trails(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    await many_deployments(engine, 1)
    (position_id,) = await many_positions(engine, 1, [(LONG, watch_from(LONG, D(100)))])
    await tell_together(units, [marked("110", second=1), marked("108", second=2)], second=2)
    row = await the_position(engine, position_id)
    assert (row["extreme"], row["closing_reason"]) == (110, "TRAILING_STOP")


async def test_a_group_counts_the_time_without_marks_of_each_market(
    engine: AsyncEngine, twin: AsyncEngine
) -> None:
    marks = [marked("100", second=at, symbol=name) for at in (0, 300) for name in SYMBOLS[:2]]
    later = [marked("100", second=330), marked("100", second=330, symbol="SOL")]
    for each in (engine, twin):
        await watched(each)
    for second, group in ((0, marks[:2]), (300, marks[2:]), (330, later)):
        await tell_together(units_of_work(engine, Network.PAPER), group, second=second)
        await tell(units_of_work(twin, Network.PAPER), *group, second=second)
    assert await state(engine) == await state(twin)
    naked = {
        str(row["symbol"]): row["naked_seconds"] for row in await all_rows(engine, PositionRow)
    }
    assert naked == {"BTC": 240, "ETH": 240, "SOL": 330}


async def reserved(engine: AsyncEngine, count: int) -> list[UUID]:
    """Reserve one position a deployment, as the intents stage does."""
    agent_id = await an_agent(engine)
    signal_id = await a_signal(engine, agent_id)
    return [
        await a_position(
            engine,
            agent_id,
            await a_deployment(engine, agent_id, n),
            signal_id,
            wallet=a_wallet(n),
        )
        for n in range(1, count + 1)
    ]


async def filled_and_not(engine: AsyncEngine) -> list[UUID]:
    """Open one position, close one, fail one, and refuse two, one of them filled all the same."""
    ids = opened, closed, failed, bought, _ = await reserved(engine, 5)
    for n, position_id in enumerate((opened, closed, bought)):
        order_id = await an_order(engine, position_id)
        await a_fill(engine, order_id, f"10{n}", fee=D("0.1"))
    await a_fill(engine, await an_order(engine, closed, "CLOSE"), "120", filled_at=NOON)
    await an_order(engine, failed, state="REJECTED")
    return ids


async def test_bells_rung_together_come_to_what_each_comes_to_alone(
    engine: AsyncEngine, twin: AsyncEngine
) -> None:
    opened, closed, failed, bought, lost = await filled_and_not(engine)
    assert await filled_and_not(twin) == [opened, closed, failed, bought, lost]
    bell = filled(opened)
    groups: list[list[Any]] = [
        [refused(bought), refused(None), refused(lost), refused(bought)],
        [bell, filled(closed), bell, filled(closed, 1, "CLOSE"), filled(bought), filled(lost)],
        [rejected(failed), rejected(opened, 2), rejected(failed)],
    ]
    for group in groups:
        await tell_together(units_of_work(engine, Network.PAPER), group)
        await tell(units_of_work(twin, Network.PAPER), *group, second=0)
    assert await state(engine) == await state(twin)
    rows = {row["id"]: row["status"] for row in await all_rows(engine, PositionRow)}
    assert [rows[name] for name in (opened, closed, failed, bought, lost)] == [
        *("OPEN", "CLOSED", "OPEN_FAILED", "OPEN", "OPEN_FAILED")
    ]
    assert len(await sent(engine, OPENED)) == 3
    assert len(await sent(engine, CLOSED)) == 1


async def test_an_unknown_position_in_a_group_harms_no_other(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    opened, *_, bought, lost = await filled_and_not(engine)
    nowhere = filled(an_id("nowhere"))
    await in_turns(units, [filled(opened), nowhere, filled(bought), refused(bought), refused(lost)])
    rows = {row["id"]: row["status"] for row in await all_rows(engine, PositionRow)}
    assert [rows[name] for name in (opened, bought, lost)] == ["OPEN", "OPEN", "OPEN_FAILED"]
    (letter,) = await all_rows(engine, DeadLetterRow)
    assert letter["message_id"] == nowhere.id


async def in_turns(units: UnitsOfWork, messages: Sequence[Message]) -> None:
    """Let the stage's runner take messages that wait together."""
    turns = Turns(stage, a_world(units))
    taken = [asyncio.ensure_future(turns.take(message)) for message in messages]
    await asyncio.sleep(0)
    running = asyncio.ensure_future(turns.run())
    await asyncio.gather(*taken)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


@contextmanager
def counted(engine: AsyncEngine) -> Iterator[list[str]]:
    """Collect the statements sent to the database until the block ends."""
    sent_off: list[str] = []

    def note(*about: Any) -> None:
        sent_off.append(about[2])
        assert not about[5], "many parameter sets are many statements"

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield sent_off
    event.remove(engine.sync_engine, "before_cursor_execute", note)


async def test_the_statements_of_a_group_of_bells_do_not_grow_with_it(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    ids = await reserved(engine, 12)
    for position_id in ids:
        await a_fill(engine, await an_order(engine, position_id), "100")
    with counted(engine) as of_one:
        await tell_together(units, [filled(ids[0])])
    with counted(engine) as of_many:
        await tell_together(units, [filled(position_id) for position_id in ids[1:]])
    assert of_many == of_one
    assert len(await sent(engine, OPENED)) == 12


async def test_the_statements_of_a_group_of_marks_do_not_grow_with_it(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    symbols = [f"COIN{n}" for n in range(8)]
    await many_deployments(engine, 2)
    watches = [(LONG, watch_from(LONG, D(100))), (SHORT, watch_from(SHORT, D(100)))]
    for symbol in symbols:
        await many_positions(engine, 2, watches, symbol)
    with counted(engine) as of_one:
        await tell_together(units, [marked("89", symbol=symbols[0])])
    with counted(engine) as of_many:
        await tell_together(units, [marked("89", symbol=symbol) for symbol in symbols[1:]])
    assert of_many == of_one
    assert len(await sent(engine, EXIT)) == 8
