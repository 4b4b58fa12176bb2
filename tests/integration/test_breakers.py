"""Breakers in the positions stage: a halt that is stored, told, and keeps orders from leaving."""

from asyncio import gather
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.positions import break_circuits
from domain.halts import HaltScope, HaltStrength
from domain.policy import Policy
from domain.ports.unit_of_work import UnitsOfWork
from domain.risk_limits import Limit, LimitName, LimitScope
from tests.bells import ALARM, a_world, filled, marked, tell
from tests.factories import NOON, a_deployment, a_wallet, an_agent
from tests.factories_positions import a_fill, a_position, a_signal, an_order, sent
from tests.orders_desk import Desk

pytestmark = pytest.mark.integration
LOST = """
    update position set status = 'CLOSED', exit_reason = 'MANUAL', net_pnl = -600000,
      closed_at = '2026-01-05T12:00:00Z'
    where wallet = '0x0000000000000000000000000000000000000002'
"""
"""The second wallet loses more in a day than the platform may by the standard limits."""


async def look(units: UnitsOfWork, second: int = 0) -> int:
    return await break_circuits(a_world(units, second=second))


async def set_drawdown(units: UnitsOfWork, value: int, scope: LimitScope) -> None:
    limit = Limit(scope=scope, name=LimitName.DRAWDOWN, value=Decimal(value))
    async with units() as uow:
        await uow.risk.set_limit(limit, "ops", NOON)


@pytest.fixture
async def opened(engine: AsyncEngine, units: UnitsOfWork) -> UUID:
    """Hold one token long at 100."""
    agent_id = await an_agent(engine)
    deployment_id = await a_deployment(engine, agent_id)
    signal_id = await a_signal(engine, agent_id)
    position_id = await a_position(engine, agent_id, deployment_id, signal_id)
    await a_fill(engine, await an_order(engine, position_id), "100")
    await tell(units, filled(position_id))
    return position_id


@pytest.mark.parametrize("scope", list(LimitScope))
async def test_an_open_loss_trips_it_once_and_the_halt_is_stored_and_told(
    engine: AsyncEngine, units: UnitsOfWork, opened: UUID, scope: LimitScope
) -> None:
    await set_drawdown(units, 9, scope)
    await tell(units, marked("102", second=1))
    assert await look(units, 1) == 0
    await tell(units, marked("93", second=12))

    told = [await look(units, second) for second in (5, 12, 13, 30)]

    assert told == [0, 1, 0, 0]
    async with units() as uow:
        [halt] = await uow.halts.in_force()
    assert halt.strength is HaltStrength.REDUCE_ONLY
    expected = {
        LimitScope.PLATFORM: HaltScope.GLOBAL,
        LimitScope.AGENT: HaltScope.AGENT,
        LimitScope.WALLET: HaltScope.WALLET,
    }[scope]
    assert halt.scope is expected
    assert halt.target == {HaltScope.WALLET: a_wallet(1)}.get(expected, halt.target)
    assert "fell 9.00 USD from 2.00 to -7.00, at most 9.00" in halt.reason
    [alarm] = await sent(engine, ALARM)
    assert (alarm["kind"], str(halt.id) in alarm["detail"]) == ("breaker_tripped", True)


async def test_a_lifted_halt_is_not_raised_again_by_the_same_loss(
    units: UnitsOfWork, opened: UUID
) -> None:
    await set_drawdown(units, 5, LimitScope.PLATFORM)
    await tell(units, marked("93", second=1))
    assert await look(units, 1) == 1
    async with units() as uow:
        [halt] = await uow.halts.in_force()
        await uow.halts.lift(halt.id, NOON)

    assert await look(units, 12) == 0
    await tell(units, marked("91", second=14))
    assert await look(units, 24) == 0
    await tell(units, marked("88", second=26))
    assert await look(units, 36) == 1


async def test_without_positions_or_with_the_standard_limits_nothing_trips(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    assert await look(units) == 0
    assert await sent(engine, ALARM) == []


async def test_an_entry_planned_before_the_breaker_tripped_never_leaves(desk: Desk) -> None:
    planned = [await desk.entry(n) for n in (1, 2)]
    await desk.run(LOST)
    assert await break_circuits(desk.world) == 1

    await desk.work()

    orders = [await desk.order(entry) for entry in planned]
    assert [(each.state, each.reject_reason) for each in orders] == 2 * [("REJECTED", "halted")]
    assert desk.venue.placed == []


async def test_many_that_look_at_once_raise_one_halt(
    engine: AsyncEngine, units: UnitsOfWork, opened: UUID
) -> None:
    await set_drawdown(units, 5, LimitScope.PLATFORM)
    await tell(units, marked("93", second=1))

    assert sum(await gather(*(look(units, 1) for _ in range(3)))) == 1
    async with engine.connect() as connection:
        assert await connection.scalar(text("select count(*) from halt")) == 1


async def test_where_no_drawdown_is_limited_nobody_looks(units: UnitsOfWork, opened: UUID) -> None:
    await tell(units, marked("71", second=1))

    world = replace(a_world(units, second=1), policy=Policy(limits={}))
    assert await break_circuits(world) == 0

    async with units() as uow:
        assert await uow.risk.breakers() == []
