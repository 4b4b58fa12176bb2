"""Reconciliation and resting stops against the simulated Hyperliquid, over its real wire."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ports.unit_of_work import UnitsOfWork
from domain.stops import VERIFY, stop_name
from infra.simulators.hyperliquid.faults import Fault, Kind
from infra.tables.orders import OrderRow
from producers.guarding import StopReport
from producers.statements import statements
from tests.factories import NOON
from tests.factories_hyperliquid import hyperliquid
from tests.factories_positions import all_rows
from tests.hyperliquid_crew import USER, Crew, a_crew, name_of_position

pytestmark = [pytest.mark.integration, pytest.mark.slow]
D = Decimal
FORGOTTEN = """
update position set status = 'OPEN_FAILED', exit_reason = 'OPEN_FAILED', closed_at = created_at,
  quantity = 0, opened_quantity = 0, entry_price = null, opened_at = null, hard_stop_price = null,
  trigger_below = null, extreme = null, ratchet_at = null
"""


@pytest.fixture
async def crew(engine: AsyncEngine, units: UnitsOfWork) -> AsyncIterator[Crew]:
    async with hyperliquid() as trading:
        yield await a_crew(engine, units, trading)


async def agrees(crew: Crew) -> bool:
    """Tell whether the account's statement finds no difference at all."""
    made, silent = await statements(crew.world.venues, crew.units, NOON - timedelta(days=1))
    [account] = [each for each in made if each.wallet == USER]
    return (account.differences, dict(silent)) == ((), {})


async def test_an_entry_waits_for_the_first_look_and_is_then_guarded_at_the_venue(
    crew: Crew,
) -> None:
    await crew.enter()
    await crew.work()
    assert (await crew.position())["status"] == "OPENING"
    assert crew.trading.sim.state.orders == {}

    await crew.look()
    await crew.work()
    await crew.keep()
    await crew.keep()
    position = await crew.position()
    assert (position["status"], position["quantity"]) == ("OPEN", D("0.01"))
    [stop] = await crew.trading.venue.stops([USER])
    assert stop.client_order_id == stop_name(name_of_position(), 1)
    assert abs(stop.trigger_price - position["hard_stop_price"]) < 1
    assert await agrees(crew)


async def test_a_mark_past_the_stop_fires_it_at_the_venue_and_is_booked_to_the_cent(
    crew: Crew,
) -> None:
    await crew.held()
    assert (await crew.keep()).placed == 1
    crew.trading.advance(1)
    crew.trading.sim.set_mark("BTC", D(44_000))
    assert crew.trading.sim.position(USER, "BTC") is None

    assert (await crew.keep(after=VERIFY.total_seconds())).filled == 1
    position = await crew.position()
    assert (position["status"], position["exit_reason"]) == ("CLOSED", "HARD_STOP_LOSS")
    assert await crew.settled()
    assert await agrees(crew)
    assert await crew.alarms() == []


async def test_an_exit_of_ours_with_a_stop_in_place_ends_flat_and_leaves_nothing_behind(
    crew: Crew,
) -> None:
    await crew.held()
    await crew.keep()
    await crew.leave()
    await crew.work()
    await crew.keep()

    position = await crew.position()
    assert (position["status"], position["exit_reason"]) == ("CLOSED", "KILL_SWITCH")
    assert crew.trading.sim.position(USER, "BTC") is None
    assert await crew.trading.venue.stops([USER]) == []
    assert (await crew.look()).differing == 0
    assert await crew.settled()


async def test_a_stop_that_fires_before_our_exit_arrives_is_booked_once(crew: Crew) -> None:
    await crew.held()
    await crew.keep()
    await crew.leave()
    crew.trading.advance(1)
    crew.trading.sim.set_mark("BTC", D(44_000))
    await crew.work()
    for _ in range(2):
        await crew.keep(after=5)

    position = await crew.position()
    assert (position["status"], position["exit_reason"]) == ("CLOSED", "HARD_STOP_LOSS")
    exits = [row for row in await all_rows(crew.engine, OrderRow) if row["purpose"] == "CLOSE"]
    assert sorted(row["state"] for row in exits) == ["FILLED", "REJECTED"]
    assert await crew.settled()
    assert await agrees(crew)


async def test_a_part_the_user_closed_is_booked_and_the_stop_follows(crew: Crew) -> None:
    await crew.held()
    await crew.keep()
    crew.trading.advance(1)
    crew.trading.sim.trade(USER, "BTC", is_buy=False, size=D("0.004"))
    await crew.look()
    assert (await crew.look()).booked == 1

    assert (await crew.position())["quantity"] == D("0.006")
    assert (await crew.keep()).placed == 1
    await crew.keep()
    assert [s.quantity for s in await crew.trading.venue.stops([USER])] == [D("0.006")]
    assert await agrees(crew)


async def test_what_the_user_holds_himself_is_external_and_stays(crew: Crew) -> None:
    await crew.held()
    crew.trading.sim.trade(USER, "ETH", is_buy=True, size=D(1))
    assert (await crew.look()).external == 1
    made, _ = await statements(crew.world.venues, crew.units, NOON - timedelta(days=1))
    [account] = [each for each in made if each.wallet == USER]
    assert [held.symbol for held in account.external] == ["ETH"]
    assert account.differences == ()


async def test_a_liquidation_is_told_as_one(crew: Crew) -> None:
    await crew.held(leverage=D(10))
    crew.trading.advance(1)
    crew.trading.sim.set_mark("BTC", D(44_000))
    assert crew.trading.sim.position(USER, "BTC") is None
    await crew.look()
    await crew.look()
    position = await crew.position()
    assert (position["status"], position["exit_reason"]) == ("CLOSED", "LIQUIDATED")
    assert await crew.settled()


async def test_a_stop_whose_answer_was_lost_is_found_and_not_doubled(crew: Crew) -> None:
    await crew.held()
    crew.trading.sim.faults.add(Fault(kind=Kind.DROP_AFTER, action="order"))
    assert (await crew.keep()).failed == 1
    assert await crew.keep() == StopReport()
    assert len(await crew.trading.venue.stops([USER])) == 1
    assert (await crew.position())["status"] == "OPEN"


async def test_a_refused_stop_raises_an_alarm_and_is_laid_down_anew(crew: Crew) -> None:
    await crew.held()
    words = "Invalid TP/SL price. asset=3"
    crew.trading.sim.faults.add(Fault(kind=Kind.REFUSE_ORDERS, action="order", text=words))
    assert (await crew.keep()).failed == 1
    [alarm] = await crew.alarms()
    assert "has no stop at its venue" in alarm
    assert (await crew.keep()).placed == 1


async def test_an_order_given_up_for_dead_that_traded_is_adopted_by_its_fill(crew: Crew) -> None:
    await crew.look()
    await crew.enter()
    await crew.work()
    [order] = await all_rows(crew.engine, OrderRow)
    assert order["state"] == "FILLED", order["detail"]
    async with crew.engine.begin() as connection:
        for forget in (
            "delete from fill",
            "update trade_order set state = 'DEAD', filled = 0",
            FORGOTTEN,
        ):
            await connection.exec_driver_sql(forget)
        await connection.exec_driver_sql("delete from outbox where routing_key like 'order.%'")
    crew.heard = 0

    assert (await crew.look()).adopted == 1
    position = await crew.position()
    assert (position["status"], position["quantity"]) == ("OPEN", D("0.01"))
    assert (await crew.keep()).placed == 1
    assert await agrees(crew)


async def test_a_statement_names_each_difference_and_tells_of_funding(crew: Crew) -> None:
    await crew.held()
    crew.trading.sim.fund("BTC", D("0.0001"))
    async with crew.engine.begin() as connection:
        await connection.exec_driver_sql("update fill set fee = fee + 1, quantity = 0.008")
    made, _ = await statements(crew.world.venues, crew.units, NOON - timedelta(days=1))
    [account] = [each for each in made if each.wallet == USER]

    assert account.funding == D("-0.05")
    assert [difference.split(":")[0] for difference in account.differences] == [
        "BTC held",
        f"fill {account.differences[1].split()[1]} is told otherwise now than when it was booked",
        "fees",
    ]
    assert account.foreign_fills == 0
