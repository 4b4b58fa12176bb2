"""Stops that trade, and what goes wrong around them: booked once, told of, never doubled."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.intents import ExitIntended
from contracts.market import PositionId
from domain.ports.unit_of_work import UnitsOfWork
from domain.stops import VERIFY, stop_name
from infra.tables.orders import FillRow, OrderRow
from producers.guarding import StopReport
from tests.factories import NOON
from tests.factories_positions import all_rows, an_order
from tests.guarded_desk import GuardedDesk, a_guarded_desk

pytestmark = pytest.mark.integration

PLACED = StopReport(placed=1)


@pytest.fixture
async def desk(engine: AsyncEngine, units: UnitsOfWork) -> GuardedDesk:
    return await a_guarded_desk(engine, units)


def name_of(position: UUID, n: int) -> UUID:
    return stop_name(PositionId(position), n)


async def test_a_stop_that_traded_closes_the_position_at_the_venues_own_fills(
    desk: GuardedDesk,
) -> None:
    position = await desk.opened()
    await desk.keep()
    desk.venue.fire(name_of(position, 1), desk.clock.now() + timedelta(seconds=1), price="88")
    await desk.costs("88")

    assert await desk.keep() == StopReport(filled=1)
    await desk.hear()

    assert await desk.status(position) == ("CLOSED", "HARD_STOP_LOSS")
    row = await desk.position(position)
    assert (row["gross_pnl"], row["net_pnl"]) == (-120, Decimal("-120.5"))
    assert not [message for message in await desk.told() if isinstance(message, ExitIntended)]
    await desk.keep()
    assert (await desk.guard())["over_at"] is not None
    assert await desk.stops() == [(1, "FILLED")]


async def test_a_stop_that_traded_a_part_is_booked_and_the_rest_gets_a_stop(
    desk: GuardedDesk,
) -> None:
    position = await desk.opened()
    await desk.keep()
    at = desk.clock.now() + timedelta(seconds=1)
    desk.venue.fire(name_of(position, 1), at, price="89", share="0.4")

    assert (await desk.keep(after=VERIFY.total_seconds())).filled == 1
    await desk.hear()
    row = await desk.position(position)
    assert (row["status"], row["quantity"]) == ("OPEN", 6)
    assert await desk.keep() == PLACED
    assert [stop.quantity for stop in desk.venue.resting.values()] == [6]


async def test_a_stop_that_trades_while_our_exit_is_in_flight_is_booked_once_and_all_is_told(
    desk: GuardedDesk,
) -> None:
    position = await desk.opened()
    await desk.keep()
    await desk.change(position, status="CLOSING", closing_reason="KILL_SWITCH", closing_at=NOON)
    exit_order = await an_order(desk.engine, position, "CLOSE", state="UNKNOWN")
    desk.venue.fire(name_of(position, 1), desk.clock.now() + timedelta(seconds=1), price="88")

    assert (await desk.keep()).filled == 1
    await desk.hear()
    await desk.hear()

    # Until the exit's fate is known its place is taken, or the exit would close what comes next.
    assert await desk.status(position) == ("CLOSING", None)
    assert (await desk.position(position))["quantity"] == 0
    await desk.keep(after=60)
    await desk.end(exit_order, "REJECTED")
    await desk.hear()
    assert await desk.status(position) == ("CLOSED", "KILL_SWITCH")
    orders = {row["id"]: row for row in await all_rows(desk.engine, OrderRow)}
    [fill] = [row for row in await all_rows(desk.engine, FillRow) if row["purpose"] == "CLOSE"]
    assert (fill["quantity"], fill["order_id"] != exit_order) == (10, True)
    assert orders[fill["order_id"]]["detail"] == "closed by the stop that rested on the venue"
    assert orders[exit_order]["state"] == "REJECTED"


async def test_a_part_traded_by_the_stop_leaves_the_exit_under_way(desk: GuardedDesk) -> None:
    position = await desk.opened()
    await desk.keep()
    await desk.change(position, status="CLOSING", closing_reason="KILL_SWITCH", closing_at=NOON)
    await an_order(desk.engine, position, "CLOSE", state="UNKNOWN")
    at = desk.clock.now() + timedelta(seconds=1)
    desk.venue.fire(name_of(position, 1), at, price="88", share="0.4")

    await desk.keep()
    await desk.hear()
    row = await desk.position(position)
    assert (row["status"], row["quantity"], row["close_attempts"]) == ("CLOSING", 6, 1)


async def test_a_stop_that_traded_after_its_position_was_over_raises_an_alarm(
    desk: GuardedDesk,
) -> None:
    position = await desk.opened()
    await desk.keep()
    ended = {"status": "CLOSED", "exit_reason": "MANUAL", "closed_at": desk.clock.now()}
    await desk.change(position, **ended)
    desk.venue.fire(name_of(position, 1), desk.clock.now() + timedelta(seconds=1), price="88")

    await desk.keep()
    [alarm] = await desk.alarms()
    assert "after the position was over" in alarm
    assert await desk.stops() == [(1, "FILLED")]


async def test_a_venue_that_does_not_tell_what_rests_is_asked_again_and_told_of_in_the_end(
    desk: GuardedDesk,
) -> None:
    position = await desk.opened()
    await desk.keep()
    desk.venue.silent |= {"stops"}
    await desk.change(position, quantity=Decimal(4))
    failures = sum([(await desk.keep(after=20)).failed for _ in range(4)])

    assert failures == 4
    [alarm] = await desk.alarms()
    assert "does not tell what rests" in alarm
    assert desk.resting(position) == [1]


async def test_trades_that_are_not_told_leave_a_stop_open_to_question(desk: GuardedDesk) -> None:
    position = await desk.opened()
    await desk.keep()
    desk.venue.fire(name_of(position, 1), desk.clock.now(), price="88")
    desk.venue.silent |= {"trades"}
    await desk.costs("88")
    await desk.keep()
    assert await desk.stops() == [(1, "RESTING")]


async def test_a_wallet_without_a_key_raises_an_alarm(desk: GuardedDesk) -> None:
    await desk.opened(wallet=f"0x{7:040x}")
    for _ in range(3):
        assert (await desk.keep(after=30)).failed == 1
    [alarm] = await desk.alarms()
    assert "has approved no key" in alarm


async def test_keepers_side_by_side_ask_for_one_stop(desk: GuardedDesk) -> None:
    await desk.opened()
    async with desk.units() as uow:
        await uow.stops.begin(desk.venue.name, NOON)
        lease = timedelta(seconds=30)
        assert await uow.stops.claim(desk.venue.name, NOON, lease=lease, limit=5)
    assert await desk.keep() == StopReport()
    assert desk.venue.calls == []


async def test_a_venue_where_no_stop_rests_is_left_alone(desk: GuardedDesk) -> None:
    await desk.opened()
    async with desk.units() as uow:
        assert await uow.stops.named([]) == {}
