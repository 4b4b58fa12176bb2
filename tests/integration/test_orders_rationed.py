"""The orders stage at a venue that lets us ask only so much: entries wait, exits do not."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from consumers.orders import claim_due, settle_due
from consumers.stage import World
from contracts.market import Purpose, VenueName
from domain.errors import VenueBusy
from domain.policy import Policy
from domain.ports.venue import OrderReport, OrderRequest
from infra.rates.budget import Budget
from infra.rates.terms import Priority, terms
from infra.repositories.rates import SqlBucket
from infra.tables.orders import OrderAttemptRow
from tests.factories_orders import ScriptedVenue, stored_entries
from tests.orders_desk import SECOND, Desk

pytestmark = pytest.mark.integration

TERMS = terms(100, burst=0.25, kept=0.2)
"""Ten go at once, eight of them entries; what runs in is less than one a second."""


@pytest.fixture
async def budget(desk: Desk) -> AsyncIterator[Budget]:
    made = _a_budget(desk)
    yield made
    await made.close()


def _a_budget(desk: Desk) -> Budget:
    bucket = SqlBucket(desk.engine, VenueName.HYPERLIQUID, "local", TERMS)
    return Budget(VenueName.HYPERLIQUID, bucket, TERMS, entry=2)


def _rationed(desk: Desk, budget: Budget) -> World:
    return replace(desk.world, rooms={VenueName.PAPER: budget})


async def test_entries_beyond_the_room_stay_planned_and_exits_are_sent(
    desk: Desk, budget: Budget
) -> None:
    await desk.entry(99)
    await settle_due(desk.world)
    await desk.hear(*await stored_entries(desk.engine, 30))
    exit_ = await desk.exit(99)
    world = _rationed(desk, budget)
    room = budget.room()

    steps = await claim_due(world)

    begun = [step.order.purpose for step in steps if step.leased]
    assert begun == [Purpose.CLOSE] + [Purpose.OPEN] * room
    assert 0 < room < 30
    assert len(await desk.rows(OrderAttemptRow)) == 1 + len(begun)
    assert (await desk.order(exit_)).state == "CLAIMED"


async def test_a_spent_allowance_claims_no_entry_at_all(desk: Desk, budget: Budget) -> None:
    await budget.penalise(60)
    intents = await stored_entries(desk.engine, 5)
    await desk.hear(*intents)

    assert await settle_due(_rationed(desk, budget)) == 5
    assert await settle_due(_rationed(desk, budget)) == 0

    assert await desk.rows(OrderAttemptRow) == []
    await desk.later(10 * SECOND)
    assert [await desk.reaches(intent, "FILLED") for intent in intents] == [True] * 5


@dataclass(slots=True)
class _Crowded(ScriptedVenue):
    """A venue where each wallet has to come back a few times before it is its turn."""

    turned_away: dict[str, int] = field(default_factory=dict)
    times: int = 0

    async def place(self, order: OrderRequest) -> OrderReport:
        seen = self.turned_away.get(order.wallet, 0)
        if seen < self.times:
            self.turned_away[order.wallet] = seen + 1
            raise VenueBusy("no more for now")
        # The function is named: `super()` finds no class in a dataclass with slots.
        return await ScriptedVenue.place(self, order)


async def test_an_entry_that_is_turned_away_often_is_sent_in_the_end_and_once(desk: Desk) -> None:
    desk.venue = _Crowded(clock=desk.clock, times=Policy().order_attempts + 2)
    entry = await desk.entry()

    await desk.later(timedelta(minutes=1))

    assert await desk.reaches(entry, "FILLED")
    assert [order.wallet for order in desk.venue.placed] == [entry.wallet]


async def test_an_entry_that_never_has_a_turn_expires(desk: Desk) -> None:
    desk.venue = _Crowded(clock=desk.clock, times=10_000)
    entry = await desk.entry(expires_at=desk.clock.now() + timedelta(seconds=20))

    await desk.later(timedelta(minutes=1))

    order = await desk.order(entry)
    assert (order.state, order.reject_reason) == ("REJECTED", "expired")
    assert desk.venue.placed == []


async def test_weight_that_exits_need_is_there_when_entries_took_all_theirs(
    desk: Desk, budget: Budget
) -> None:
    other = _a_budget(desk)
    entries = [budget.spend(1, Priority.OPEN, f"{n}") for n in range(30)]
    waiting = asyncio.gather(*entries, return_exceptions=True)
    await asyncio.sleep(0.5)
    await other.spend(1, Priority.CLOSE)
    assert not waiting.done()
    assert any(isinstance(told, VenueBusy) for told in await waiting)
    await other.close()
