"""The positions stage on a real database: marks, halts and people end positions."""

from asyncio import gather
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid5

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.intents import ExitReason
from contracts.market import (
    DeploymentId,
    PositionId,
    RiskPlan,
)
from domain.halts import Halt, HaltScope, HaltStrength
from domain.ports.unit_of_work import UnitsOfWork
from infra.tables.agents import DeploymentRow
from infra.tables.markets import MarkRow
from infra.tables.signals import IntentRow
from tests.bells import (
    ALARM,
    EXIT,
    filled,
    marked,
    rejected,
    tell,
    tick,
)
from tests.factories import (
    NOON,
    a_deployment,
    a_mark,
    a_source,
    a_wallet,
    an_agent,
    an_id,
)
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


@pytest.fixture
async def reserved(engine: AsyncEngine) -> UUID:
    """Reserve one LONG position in BTC, as the intents stage does."""
    agent_id = await an_agent(engine)
    deployment_id = await a_deployment(engine, agent_id)
    signal_id = await a_signal(engine, agent_id)
    return await a_position(engine, agent_id, deployment_id, signal_id)


@pytest.fixture
async def opened(engine: AsyncEngine, units: UnitsOfWork, reserved: UUID) -> UUID:
    """Open that position: one token at 100."""
    await a_fill(engine, await an_order(engine, reserved), "100")
    await tell(units, filled(reserved))
    return reserved


async def test_marks_trail_a_long_position_and_end_it_once(
    engine: AsyncEngine, units: UnitsOfWork, opened: UUID
) -> None:
    for second, price in enumerate(("102", "103.5", "102.6"), start=1):
        await tell(units, marked(price, second=second))
    row = await the_position(engine, opened)
    assert (row["status"], row["trigger_below"]) == ("OPEN", D("102.465"))
    await tell(units, marked("102.4", second=4), marked("80", second=5))
    row = await the_position(engine, opened)
    assert (row["status"], row["closing_reason"]) == ("CLOSING", "TRAILING_STOP")
    (message,) = await sent(engine, EXIT)
    assert message["intent_id"] == str(uuid5(opened, "exit/0"))
    assert (D(message["quantity"]), D(message["reference_price"])) == (D(1), D("102.4"))
    assert message["trace_id"] == str(row["trace_id"])
    (intent,) = [i for i in await all_rows(engine, IntentRow) if i["purpose"] == "CLOSE"]
    assert (intent["id"], intent["reason"]) == (uuid5(opened, "exit/0"), "TRAILING_STOP")


async def test_an_older_mark_than_the_last_one_ends_nothing(
    engine: AsyncEngine, units: UnitsOfWork, opened: UUID
) -> None:
    await tell(units, marked("100", second=5), marked("50", second=4), second=5)
    assert (await the_position(engine, opened))["status"] == "OPEN"


@pytest.mark.parametrize("second", [31, -31])
async def test_a_mark_that_is_not_fresh_ends_nothing_and_is_not_believed(
    engine: AsyncEngine, units: UnitsOfWork, opened: UUID, second: int
) -> None:
    await tell(units, marked("50"), second=second)
    assert (await the_position(engine, opened))["status"] == "OPEN"
    assert await all_rows(engine, MarkRow) == []


async def test_a_mark_of_another_symbol_ends_nothing(
    engine: AsyncEngine, units: UnitsOfWork, opened: UUID
) -> None:
    await tell(units, marked("50", symbol="ETH"))
    assert (await the_position(engine, opened))["status"] == "OPEN"


@pytest.mark.parametrize("status", ["PAUSED", "CANCELLED"])
async def test_stops_run_when_the_deployment_does_not(
    engine: AsyncEngine, units: UnitsOfWork, opened: UUID, status: str
) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(DeploymentRow).values(status=status))
    await tell(units, marked("90"))
    assert (await the_position(engine, opened))["closing_reason"] == "HARD_STOP_LOSS"


async def test_a_failed_exit_is_tried_again_at_the_next_mark_with_a_new_intent(
    engine: AsyncEngine, units: UnitsOfWork, opened: UUID
) -> None:
    await tell(units, marked("90", second=1))
    await an_order(engine, opened, "CLOSE", state="REJECTED")
    await tell(units, rejected(opened, purpose="CLOSE"), rejected(opened, purpose="CLOSE"))
    row = await the_position(engine, opened)
    assert (row["status"], row["close_attempts"]) == ("OPEN", 1)
    await tell(units, marked("95", second=2))
    first, second = await sent(engine, EXIT)
    assert (first["attempt"], second["attempt"]) == (0, 1)
    assert second["intent_id"] == str(uuid5(opened, "exit/1"))
    assert second["reason"] == "HARD_STOP_LOSS"


async def test_an_exit_that_keeps_failing_raises_one_alarm(
    engine: AsyncEngine, units: UnitsOfWork, opened: UUID
) -> None:
    for attempt in range(4):
        await tell(units, marked("90", second=20 * attempt + 1))
        await an_order(engine, opened, "CLOSE", attempt, state="REJECTED")
        await tell(units, rejected(opened, attempt, "CLOSE"), second=20 * attempt + 2)
    assert (await the_position(engine, opened))["close_attempts"] == 4
    assert [alarm["kind"] for alarm in await sent(engine, ALARM)] == ["naked_position"]


async def test_two_callers_get_one_licence_to_exit(
    engine: AsyncEngine, units: UnitsOfWork, opened: UUID
) -> None:
    async with units() as uow:
        first = await uow.positions.request_exit([PositionId(opened)], ExitReason.MANUAL, NOON)
    async with units() as uow:
        second = await uow.positions.request_exit([PositionId(opened)], ExitReason.MANUAL, NOON)
    assert [intended.reason for intended in first] == [ExitReason.MANUAL]
    assert second == []


async def test_time_ends_a_position_at_a_mark_only(engine: AsyncEngine, units: UnitsOfWork) -> None:
    agent_id = await an_agent(engine)
    deployment_id = await a_deployment(engine, agent_id)
    signal_id = await a_signal(engine, agent_id)
    plan = RiskPlan(max_holding_seconds=100)
    held_id = await a_position(engine, agent_id, deployment_id, signal_id, plan=plan)
    await a_fill(engine, await an_order(engine, held_id), "100")
    await tell(units, filled(held_id))
    assert await tick(units, second=101) == 0
    assert (await the_position(engine, held_id))["status"] == "OPEN"
    await tell(units, marked("100", second=102))
    assert (await the_position(engine, held_id))["closing_reason"] == "TIME_EXPIRED"


async def test_a_stale_mark_over_a_position_raises_one_alarm_an_episode(
    engine: AsyncEngine, units: UnitsOfWork, opened: UUID
) -> None:
    await a_mark(engine, price="100")
    await a_mark(engine, "ETH", price="100", seen_at=NOON - timedelta(days=1))
    for second in (60, 61, 65):
        assert await tick(units, second=second) == 0
    await tell(units, marked("100", second=70))
    await tick(units, second=71)
    assert [alarm["subject"] for alarm in await sent(engine, ALARM)] == ["PAPER/BTC"]
    await tick(units, second=131)
    assert len(await sent(engine, ALARM)) == 2
    assert (await the_position(engine, opened))["status"] == "OPEN"


async def test_a_position_whose_market_was_never_marked_raises_an_alarm(
    engine: AsyncEngine, units: UnitsOfWork, opened: UUID
) -> None:
    await tick(units)
    await tick(units, second=1)
    assert len(await sent(engine, ALARM)) == 1
    await tell(units, marked("100", second=12))
    assert (await the_position(engine, opened))["naked_seconds"] == 12


async def test_time_without_a_fresh_mark_is_counted_once(
    engine: AsyncEngine, units: UnitsOfWork, opened: UUID
) -> None:
    for second in (0, 50, 100):
        await tell(units, marked("100", second=second))
    assert (await the_position(engine, opened))["naked_seconds"] == 0
    await tell(units, marked("100", second=200), marked("100", second=200))
    assert (await the_position(engine, opened))["naked_seconds"] == 40
    await tell(units, marked("100", second=300))
    row = await the_position(engine, opened)
    assert (row["naked_seconds"], row["watched_until"]) == (80, NOON + timedelta(seconds=300))


def a_halt(scope: HaltScope, target: str | None, strength: HaltStrength) -> Halt:
    return Halt(id=an_id(scope), scope=scope, target=target, strength=strength, reason="stop")


@pytest.mark.parametrize("scope", list(HaltScope))
async def test_a_flattening_halt_exits_what_it_covers_and_nothing_else(
    engine: AsyncEngine, units: UnitsOfWork, scope: HaltScope
) -> None:
    source_id = await a_source(engine)
    agent_id = await an_agent(engine)
    deployment_id = await a_deployment(engine, agent_id)
    signal_id = await a_signal(engine, agent_id, source_id=source_id)
    held_id = await a_position(engine, agent_id, deployment_id, signal_id)
    await a_fill(engine, await an_order(engine, held_id), "100")
    await tell(units, filled(held_id))
    targets = {
        HaltScope.GLOBAL: None,
        HaltScope.VENUE: "PAPER",
        HaltScope.AGENT: str(agent_id),
        HaltScope.SOURCE: str(source_id),
        HaltScope.DEPLOYMENT: str(deployment_id),
        HaltScope.WALLET: a_wallet(1),
    }
    other = None if scope is HaltScope.GLOBAL else str(an_id("other"))
    strength = HaltStrength.REDUCE_ONLY if other is None else HaltStrength.FLATTEN
    async with units() as uow:
        await uow.halts.raise_halt(a_halt(scope, other, strength), "test", NOON)
    assert await tick(units) == 0
    halt = replace(a_halt(scope, targets[scope], HaltStrength.FLATTEN), id=an_id("halt"))
    async with units() as uow:
        await uow.halts.raise_halt(halt, "test", NOON)
    assert await tick(units) == 1
    assert await tick(units) == 0
    (message,) = await sent(engine, EXIT)
    assert (message["reason"], message["reference_price"]) == ("KILL_SWITCH", None)


async def test_a_halt_waits_between_attempts_like_everyone_else(
    engine: AsyncEngine, units: UnitsOfWork, opened: UUID
) -> None:
    halt = a_halt(HaltScope.GLOBAL, None, HaltStrength.FLATTEN)
    async with units() as uow:
        await uow.halts.raise_halt(halt, "test", NOON)
    for attempt in range(2):
        assert await tick(units) == 1
        await an_order(engine, opened, "CLOSE", attempt, state="REJECTED")
        await tell(units, rejected(opened, attempt, "CLOSE"))
    assert await tick(units) == 0
    assert await tick(units, second=1) == 1


async def test_what_is_held_and_what_a_deployment_had_can_be_read(
    engine: AsyncEngine, units: UnitsOfWork, opened: UUID
) -> None:
    deployment_id = (await the_position(engine, opened))["deployment_id"]
    async with units() as uow:
        (live,) = await uow.positions.held()
        (one,) = await uow.positions.by_deployment(DeploymentId(deployment_id))
        assert {live.id: live} == {one.id: one} == await uow.positions.lock([PositionId(opened)])
        assert await uow.positions.open_count([a_wallet(1), a_wallet(2)]) == {a_wallet(1): 1}


async def test_many_watchers_at_once_begin_one_exit(
    engine: AsyncEngine, units: UnitsOfWork, opened: UUID
) -> None:
    await gather(*(tell(units, marked("90", second=second)) for second in range(1, 7)))
    assert (await the_position(engine, opened))["closing_reason"] == "HARD_STOP_LOSS"
    assert len(await sent(engine, EXIT)) == 1
    assert len([i for i in await all_rows(engine, IntentRow) if i["purpose"] == "CLOSE"]) == 1
