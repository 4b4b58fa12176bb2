"""Stops of positions whose exit is under way."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.orders import RejectReason
from domain.errors import VenueRefused
from domain.ports.unit_of_work import UnitsOfWork
from producers.guarding import StopReport
from tests.factories import NOON
from tests.guarded_desk import GuardedDesk, a_guarded_desk

pytestmark = pytest.mark.integration

REFUSAL = VenueRefused(RejectReason.NOTHING_TO_CLOSE, "nothing to reduce")
PLACED = StopReport(placed=1)


@pytest.fixture
async def desk(engine: AsyncEngine, units: UnitsOfWork) -> GuardedDesk:
    return await a_guarded_desk(engine, units)


async def test_an_exit_decided_before_any_stop_rested_waits_under_one(desk: GuardedDesk) -> None:
    position = await desk.opened()
    leaving = {"status": "CLOSING", "closing_reason": "KILL_SWITCH", "closing_at": NOON}
    await desk.change(position, **leaving)
    assert await desk.keep(after=2) == PLACED
    assert (await desk.guard())["naked_seconds"] == 2

    desk.venue.resting.clear()
    desk.venue.calls.clear()
    for _ in range(4):
        assert await desk.keep() == StopReport()
    assert desk.venue.calls.count("protect") == 0


async def test_a_stop_that_comes_after_its_exit_was_done_is_no_cause_for_alarm(
    desk: GuardedDesk,
) -> None:
    position = await desk.opened()
    leaving = {"status": "CLOSING", "closing_reason": "KILL_SWITCH", "closing_at": NOON}
    await desk.change(position, **leaving)
    desk.venue.fails["protect"] = REFUSAL

    assert await desk.keep() == StopReport(failed=1)
    assert await desk.stops() == [(1, "REFUSED")]
    assert await desk.alarms() == []
