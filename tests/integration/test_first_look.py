"""An entry waits until its account was looked at; an exit never does."""

from datetime import timedelta

import pytest

from contracts.market import VenueName
from domain.policy import Policy
from tests.factories import a_wallet
from tests.factories_signers import approved_keys, sign_at
from tests.orders_desk import Desk

pytestmark = pytest.mark.integration
VENUE = VenueName.HYPERLIQUID


async def settled(desk: Desk, *, ago: float) -> None:
    async with desk.units() as uow:
        at = desk.clock.now() - timedelta(seconds=ago)
        await uow.reconciliation.note_looks(VENUE, [a_wallet(1)], at)


@pytest.fixture
async def looked(desk: Desk) -> Desk:
    """Let a desk's venue want signatures, and its entries a look of the last ten minutes."""
    sign_at(desk)
    await approved_keys(desk.engine, [1])
    desk.policy = Policy(max_reconcile_age=timedelta(minutes=10))
    return desk


async def test_an_entry_waits_for_a_look_at_its_account_and_says_so(looked: Desk) -> None:
    entry = await looked.entry(venue=VENUE)
    await looked.later(timedelta(seconds=20))
    order = await looked.order(entry)
    assert (order.state, order.attempts) == ("PLANNED", 0)
    assert order.detail == f"it waits for a look at {a_wallet(1)} on HYPERLIQUID"

    await settled(looked, ago=0)
    await looked.later(timedelta(seconds=20))
    assert (await looked.order(entry)).state == "FILLED"


@pytest.mark.parametrize(("ago", "state"), [(600, "FILLED"), (601, "PLANNED")])
async def test_a_look_counts_for_as_long_as_the_policy_says(
    looked: Desk, ago: int, state: str
) -> None:
    await settled(looked, ago=ago)
    entry = await looked.entry(venue=VENUE)
    await looked.work()
    assert (await looked.order(entry)).state == state


async def test_an_older_look_never_replaces_a_newer_one(looked: Desk) -> None:
    await settled(looked, ago=0)
    await settled(looked, ago=9999)
    async with looked.units() as uow:
        looks = await uow.reconciliation.looks(VENUE, [a_wallet(1), a_wallet(2)])
    assert looks == {a_wallet(1): looked.clock.now()}


async def test_an_entry_that_waits_too_long_is_refused_like_any_other(looked: Desk) -> None:
    entry = await looked.entry(venue=VENUE)
    await looked.later(timedelta(minutes=16))
    order = await looked.order(entry)
    assert (order.state, order.reject_reason) == ("REJECTED", "expired")


async def test_an_exit_waits_for_no_look(looked: Desk) -> None:
    await settled(looked, ago=0)
    await looked.entry(venue=VENUE)
    await looked.work()
    await looked.run("delete from wallet_look")
    leaving = await looked.exit(venue=VENUE)
    await looked.work()
    assert (await looked.order(leaving)).state == "FILLED"


async def test_where_nothing_is_signed_nothing_waits(desk: Desk) -> None:
    desk.policy = Policy(max_reconcile_age=timedelta(minutes=10))
    entry = await desk.entry()
    await desk.work()
    assert (await desk.order(entry)).state == "FILLED"
