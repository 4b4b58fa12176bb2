"""Each open position has a stop resting at its venue, through failures, crashes and races."""

from decimal import Decimal
from uuid import UUID

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.intents import ExitIntended
from contracts.market import PositionId
from contracts.orders import RejectReason
from domain.errors import FateUnknown, VenueRefused, VenueUnavailable
from domain.ports.unit_of_work import UnitsOfWork
from domain.stops import LATE, VERIFY, stop_name
from infra.gauges import Gauges
from producers.guarding import StopReport
from tests.factories import an_id
from tests.guarded_desk import GuardedDesk, a_guarded_desk

pytestmark = pytest.mark.integration

REFUSAL = VenueRefused(RejectReason.VENUE_REFUSED, "invalid TP/SL price")
PLACED = StopReport(placed=1)


@pytest.fixture
async def desk(engine: AsyncEngine, units: UnitsOfWork) -> GuardedDesk:
    return await a_guarded_desk(engine, units)


def name_of(position: UUID, n: int) -> UUID:
    return stop_name(PositionId(position), n)


async def test_an_open_position_gets_a_stop_for_all_of_it_at_its_hard_stop(
    desk: GuardedDesk,
) -> None:
    position = await desk.opened()
    assert await desk.keep(after=2) == PLACED

    [stop] = desk.venue.resting.values()
    assert (stop.quantity, stop.trigger_price) == (Decimal(10), Decimal(90))
    assert stop.client_order_id == name_of(position, 1)
    assert await desk.stops() == [(1, "RESTING")]
    guard = await desk.guard()
    assert (guard["naked_seconds"], guard["naked_since"]) == (2, None)


async def test_a_stop_that_rests_costs_no_calls_until_it_is_looked_at_again(
    desk: GuardedDesk,
) -> None:
    await desk.opened()
    await desk.keep()
    desk.venue.calls.clear()

    for _ in range(5):
        assert await desk.keep() == StopReport()
    assert desk.venue.calls == []
    await desk.keep(after=VERIFY.total_seconds())
    assert desk.venue.calls == ["stops"]
    assert await desk.stops() == [(1, "RESTING")]


async def test_a_position_that_grows_gets_a_new_stop_before_the_old_one_goes(
    desk: GuardedDesk,
) -> None:
    position = await desk.opened()
    await desk.keep()
    desk.venue.held = dict.fromkeys(desk.venue.held, Decimal(30))
    await desk.change(position, quantity=Decimal(15), opened_quantity=Decimal(15))

    assert await desk.keep() == PLACED
    assert desk.resting(position) == [1, 2]
    assert await desk.keep() == StopReport(removed=1)
    assert desk.resting(position) == [2]
    assert await desk.stops() == [(1, "GONE"), (2, "RESTING")]
    # What a stop is too small for counts as naked: 3 s before the first, 3 s before the second.
    assert (await desk.guard())["naked_seconds"] == 6


async def test_a_venue_that_cancels_the_older_stop_by_itself_leaves_one(desk: GuardedDesk) -> None:
    position = await desk.opened()
    await desk.keep()
    await desk.change(position, quantity=Decimal(6))
    desk.venue.held = dict.fromkeys(desk.venue.held, Decimal(6))

    assert await desk.keep() == PLACED
    assert desk.resting(position) == [2]
    await desk.keep()
    assert await desk.stops() == [(1, "GONE"), (2, "RESTING")]


async def test_a_change_within_a_lot_moves_no_stop(desk: GuardedDesk) -> None:
    position = await desk.opened()
    await desk.keep()
    desk.venue.calls.clear()
    await desk.change(position, quantity=Decimal("9.999995"))
    for _ in range(3):
        await desk.keep()
    assert desk.venue.calls == ["stops"]


async def test_the_stop_of_a_position_that_is_over_is_taken_away_and_others_stay(
    desk: GuardedDesk,
) -> None:
    position = await desk.opened()
    await desk.keep()
    theirs = desk.venue.of_somebody(an_id("theirs"), "5")
    ended = {"status": "CLOSED", "exit_reason": "MANUAL", "closed_at": desk.clock.now()}
    await desk.change(position, **ended)

    assert await desk.keep() == StopReport(removed=1)
    assert list(desk.venue.resting.values()) == [theirs]
    assert (await desk.guard())["over_at"] == desk.clock.now()
    assert await desk.keep(after=600) == StopReport()
    assert await desk.alarms() == []


async def test_a_stop_that_cannot_be_taken_away_is_tried_again(desk: GuardedDesk) -> None:
    position = await desk.opened()
    await desk.keep()
    ended = {"status": "CLOSED", "exit_reason": "MANUAL", "closed_at": desk.clock.now()}
    await desk.change(position, **ended)
    desk.venue.fails["unprotect"] = FateUnknown("no answer")

    assert (await desk.keep()).failed == 1
    assert await desk.keep() == StopReport(removed=1)
    assert desk.venue.resting == {}


async def test_a_refused_stop_raises_one_alarm_and_is_tried_again_ever_later(
    desk: GuardedDesk,
) -> None:
    position = await desk.opened()
    tries = []
    for second in range(40):
        desk.venue.fails["protect"] = REFUSAL
        if (await desk.keep(after=1)).failed:
            tries.append(second)
    assert tries == [0, 2, 6, 14, 30]
    [alarm] = await desk.alarms()
    assert alarm.startswith("naked_position")
    assert "invalid TP/SL price" in alarm

    desk.venue.fails.clear()
    assert await desk.keep(after=60) == PLACED
    guard = await desk.guard()
    assert (guard["failures"], guard["naked_seconds"]) == (0, 100)
    assert desk.resting(position) == [6]


async def test_a_price_past_the_stop_exits_at_the_market_by_the_rule_of_every_exit(
    desk: GuardedDesk,
) -> None:
    position = await desk.opened()
    await desk.costs("89")
    assert await desk.keep() == StopReport(exits=1)

    assert (await desk.position(position))["closing_reason"] == "HARD_STOP_LOSS"
    [exit_] = [message for message in await desk.told() if isinstance(message, ExitIntended)]
    assert (exit_.quantity, exit_.reference_price) == (Decimal(10), Decimal(89))
    assert "protect" not in desk.venue.calls
    assert await desk.keep() == StopReport()


async def test_an_old_price_past_the_stop_decides_nothing(desk: GuardedDesk) -> None:
    await desk.opened()
    await desk.costs("89")
    assert await desk.keep(after=60) == PLACED


async def test_a_crash_before_the_stop_was_asked_for_leads_to_looking_first(
    desk: GuardedDesk,
) -> None:
    position = await desk.opened()
    desk.venue.fails["protect"] = VenueUnavailable("it never left")
    assert (await desk.keep()).failed == 1
    assert await desk.stops() == [(1, "PLACING")]
    desk.venue.calls.clear()

    assert await desk.keep() == PLACED
    assert desk.venue.calls == ["stops", "trades", "protect"]
    assert desk.resting(position) == [1]


async def test_a_stop_whose_answer_was_lost_is_found_and_not_asked_for_again(
    desk: GuardedDesk,
) -> None:
    await desk.opened()
    desk.venue.rests_anyway = True
    desk.venue.fails["protect"] = FateUnknown("no answer")
    await desk.keep()
    desk.venue.calls.clear()

    assert await desk.keep() == StopReport()
    assert desk.venue.calls == ["stops"]
    assert await desk.stops() == [(1, "RESTING")]
    assert await desk.alarms() == []


async def test_a_stop_asked_for_another_quantity_is_left_to_be_found_or_to_be_over(
    desk: GuardedDesk,
) -> None:
    position = await desk.opened()
    desk.venue.fails["protect"] = VenueUnavailable("it never left")
    await desk.keep()
    await desk.change(position, quantity=Decimal(4))
    assert await desk.keep() == PLACED
    assert await desk.stops() == [(1, "PLACING"), (2, "RESTING")]
    await desk.keep(after=LATE.total_seconds())
    assert await desk.stops() == [(1, "GONE"), (2, "RESTING")]


async def test_a_late_stop_of_a_position_that_is_over_is_waited_for_and_taken_away(
    desk: GuardedDesk,
) -> None:
    position = await desk.opened()
    desk.venue.fails["protect"] = FateUnknown("no answer")
    await desk.keep()
    ended = {"status": "CLOSED", "exit_reason": "MANUAL", "closed_at": desk.clock.now()}
    await desk.change(position, **ended)
    await desk.keep()
    assert (await desk.guard())["over_at"] is None

    theirs = desk.venue.of_somebody(name_of(position, 1), "10")
    assert await desk.keep() == StopReport(removed=1)
    assert theirs.client_order_id not in desk.venue.resting
    assert (await desk.guard())["over_at"] is not None


async def test_a_stop_that_somebody_took_away_is_put_back_and_counts_as_naked_meanwhile(
    desk: GuardedDesk,
) -> None:
    position = await desk.opened()
    await desk.keep(after=0)
    desk.venue.resting.clear()
    span = VERIFY.total_seconds()
    assert await desk.keep(after=span) == PLACED

    assert desk.resting(position) == [2]
    assert (await desk.guard())["naked_seconds"] == Decimal(int(span))


async def test_without_a_key_nothing_is_taken_away_and_it_is_tried_again(desk: GuardedDesk) -> None:
    position = await desk.opened()
    await desk.keep()
    async with desk.engine.begin() as connection:
        await connection.exec_driver_sql("update credential set status = 'REVOKED'")
    ended = {"status": "CLOSED", "exit_reason": "MANUAL", "closed_at": desk.clock.now()}
    await desk.change(position, **ended)
    assert (await desk.keep()).failed == 1
    assert desk.resting(position) == [1]
    async with desk.engine.begin() as connection:
        await connection.exec_driver_sql("update credential set status = 'APPROVED'")
    assert await desk.keep() == StopReport(removed=1)


async def test_the_gauges_show_what_is_not_guarded(desk: GuardedDesk) -> None:
    await desk.opened()
    registry = CollectorRegistry()
    gauges = Gauges(desk.engine, registry)
    desk.venue.silent |= {"protect"}
    await desk.keep()
    await desk.look()
    await gauges.read()
    assert registry.get_sample_value("maxxit_stops_missing") == 1
    assert (registry.get_sample_value("maxxit_stops_naked_seconds") or 0) > 3
    assert registry.get_sample_value("maxxit_wallets_unsettled") == 1
    assert registry.get_sample_value("maxxit_marks_age_seconds") == 0

    desk.venue.silent.clear()
    await desk.costs("100")
    await desk.keep(after=60)
    await gauges.read()
    assert registry.get_sample_value("maxxit_stops_missing") == 0
    assert registry.get_sample_value("maxxit_stops_naked_seconds") == 73
    assert (registry.get_sample_value("maxxit_marks_age_seconds") or 0) > 0
