"""Crashes, zombies and races: an order is sent once, and none is lost."""

import asyncio
import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from consumers.orders import (
    BATCH,
    Returned,
    claim_due,
    errands,
    record,
    run,
    settle_due,
)
from contracts.intents import ExitIntended, TradeIntended
from contracts.market import VenueName
from contracts.orders import OrderFilled, OrderUnknown
from domain.order_answers import Heard
from domain.policy import Policy
from domain.ports.venue import Proof, ReportStatus
from infra.tables.orders import FillRow, OrderAttemptRow, OrderRow
from infra.tables.signals import SignalRow
from tests.factories import NOON, an_id, insert_row
from tests.factories_orders import (
    EXPIRY,
    ScriptedVenue,
    a_stored_entry,
    an_entry,
    stored_entries,
)
from tests.orders_desk import SECOND, Desk, until

pytestmark = [pytest.mark.integration, pytest.mark.slow]


async def test_a_crash_between_claim_and_send_is_settled_by_asking(desk: Desk) -> None:
    intent = await desk.entry()
    await claim_due(desk.world)
    assert await settle_due(desk.world) == 0
    assert (await desk.order(intent)).state == "CLAIMED"

    await desk.leases_end()
    await desk.later(timedelta(minutes=1))

    assert (await desk.order(intent)).state == "FILLED"
    assert len(await desk.told(OrderUnknown)) == 1
    assert [row.outcome for row in await desk.rows(OrderAttemptRow)] == ["DEAD", "ACCEPTED"]
    assert sum(desk.venue.accepted.values()) == 1


async def test_a_crash_between_send_and_record_is_settled_by_asking(desk: Desk) -> None:
    desk.venue.script = ["hang_after"]
    intent = await desk.entry()
    running = asyncio.ensure_future(settle_due(desk.world))
    await until(desk.venue.has_any)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert (await desk.order(intent)).state == "CLAIMED"

    await desk.leases_end()
    await desk.work()

    assert (await desk.order(intent)).state == "FILLED"
    assert len(desk.venue.placed) == 1
    assert len(await desk.told(OrderFilled)) == 1


async def test_a_slow_order_does_not_delay_the_record_of_the_others(desk: Desk) -> None:
    desk.venue.script = ["hang"]
    slow = await desk.entry(1)
    desk.clock.set(NOON + SECOND)
    swift = await desk.entry(2)

    running = asyncio.ensure_future(settle_due(desk.world))
    await until(lambda: desk.reaches(swift, "FILLED"))
    assert (await desk.order(slow)).state == "CLAIMED"
    desk.venue.gate.set()
    await running

    assert (await desk.order(slow)).state == "FILLED"


async def test_a_slow_order_does_not_delay_what_is_due_later(desk: Desk) -> None:
    desk.venue.script = ["hang"]
    slow = await desk.entry(1)
    running = asyncio.ensure_future(settle_due(desk.world))
    await until(lambda: desk.reaches(slow, "CLAIMED"))

    later = await desk.entry(2)
    await until(lambda: desk.reaches(later, "FILLED"))
    assert (await desk.order(slow)).state == "CLAIMED"
    desk.venue.gate.set()

    assert await running == 2
    assert (await desk.order(slow)).state == "FILLED"


async def test_a_sender_past_its_own_deadline_sends_nothing(desk: Desk) -> None:
    intent = await desk.entry()
    steps = await claim_due(desk.world)
    desk.clock.set(NOON + Policy().order_life)
    await run(errands(steps, desk.world), desk.world)

    assert desk.venue.placed == []
    assert (await desk.order(intent)).state == "PLANNED"
    [attempt] = await desk.rows(OrderAttemptRow)
    assert attempt.outcome == "UNSENT"


async def test_a_late_word_of_a_sender_whose_lease_was_taken_over_writes_nothing(
    desk: Desk,
) -> None:
    intent = await desk.entry()
    [step] = await claim_due(desk.world)
    [errand] = errands([step], desk.world)
    report = await errand.venue.place(errand.attempt.request)
    await desk.leases_end()
    await settle_due(desk.world)
    before = await desk.image()

    heard = Heard(answer=report, asked_at=NOON, proof=Proof.EXPIRY)
    token = errand.attempt.lease_token
    late = Returned(order_id=step.order.id, lease_token=token, heard=heard)
    await record([late], desk.world)
    assert await desk.image() == before

    await desk.work()
    assert (await desk.order(intent)).state == "FILLED"
    assert len(await desk.told(OrderFilled)) == 1


async def test_two_who_ask_at_once_are_one_who_asks(desk: Desk) -> None:
    desk.venue.script = ["accept"]
    await desk.entry()
    await desk.work()
    desk.clock.set(NOON + timedelta(seconds=5))

    await asyncio.gather(*(settle_due(desk.world) for _ in range(4)))

    assert desk.venue.asked == 1


async def test_an_order_of_unknown_fate_blocks_entries_beside_it_but_no_exit(desk: Desk) -> None:
    other = ScriptedVenue(clock=desk.clock, name=VenueName.GMX)
    desk.venues = {VenueName.PAPER: desk.venue, VenueName.GMX: other}
    desk.venue.script, desk.venue.blind = ["fill_then_lose"], 2
    first = await desk.entry()
    await settle_due(desk.world)
    second = await _second_entry(desk, first)
    exit_ = await desk.exit()

    await settle_due(desk.world)

    assert (await desk.order(first)).state == "UNKNOWN"
    assert (await desk.order(second)).state == "PLANNED"
    assert (await desk.order(exit_)).state == "FILLED"
    await desk.later(timedelta(seconds=20))
    assert (await desk.order(first)).state == "FILLED"
    assert (await desk.order(second)).state == "FILLED"


async def test_an_exit_of_unknown_fate_blocks_another_exit_of_the_same_position(desk: Desk) -> None:
    await desk.entry()
    await desk.work()
    desk.venue.script, desk.venue.blind = ["fill_then_lose"], 2
    await desk.exit(1, 1)
    await settle_due(desk.world)
    again = await desk.exit(1, 2)

    await settle_due(desk.world)

    assert (await desk.order(again)).state == "PLANNED"


async def test_an_order_for_a_venue_that_is_not_here_waits_and_raises_one_alarm(desk: Desk) -> None:
    intent = await desk.entry(venue=VenueName.GMX)

    await desk.later(timedelta(minutes=1))

    assert (await desk.order(intent)).state == "PLANNED"
    assert [type(m).__name__ for m in await desk.told()] == ["AlarmRaised"]
    desk.clock.set(EXPIRY)
    await desk.work()
    assert (await desk.order(intent)).reject_reason == "expired"


async def test_the_port_tells_what_is_unsettled_and_when_to_look_again(desk: Desk) -> None:
    desk.venue.script = ["accept"]
    await desk.entry()
    async with desk.units() as uow:
        assert (await uow.orders.unsettled(NOON), await uow.orders.next_due()) == (1, NOON)
    await desk.work()
    async with desk.units() as uow:
        moment = await uow.orders.next_due()
        assert moment == NOON + timedelta(seconds=0.5)
        assert await uow.orders.unsettled(NOON) == 0
        assert await uow.orders.unsettled(moment) == 1
    desk.venue.settle(desk.venue.placed[0])
    await desk.later(SECOND)
    async with desk.units() as uow:
        assert (await uow.orders.unsettled(NOON), await uow.orders.next_due()) == (0, None)


async def test_the_wire_of_an_attempt_reads_back_as_the_request_that_was_sent(desk: Desk) -> None:
    desk.venue.script = ["accept"]
    await desk.entry(quantity=Decimal("0.000000000000000001"))
    await desk.work()
    desk.clock.set(NOON + SECOND)

    [step] = await claim_due(desk.world)

    assert step.attempt is not None
    assert [step.attempt.request] == desk.venue.placed


async def test_a_thousand_orders_are_sent_and_recorded_in_groups(desk: Desk) -> None:
    intents = await stored_entries(desk.engine, 1000)
    await desk.hear(*intents)

    assert await settle_due(desk.world) == len(intents)

    assert await desk.transactions("CLAIMED") == len(intents) / BATCH
    assert await desk.transactions("FILLED") < len(intents) / 10
    assert {row.state for row in await desk.rows(OrderRow)} == {"FILLED"}
    assert set(desk.venue.accepted.values()) == {1}


@pytest.mark.parametrize("seed", range(6))
async def test_no_intent_is_accepted_twice_however_the_workers_interleave(
    desk: Desk, seed: int
) -> None:
    rng = random.Random(seed)
    words = ["fill", "lose", "fill_then_lose", "down", "accept", "break", "hang_after", "part"]
    desk.venue.script = rng.choices(words, k=60)
    desk.policy = replace(
        desk.policy, lease=timedelta(), venue_timeout=timedelta(seconds=0.02), order_attempts=9
    )
    intents: list[TradeIntended | ExitIntended] = [await desk.entry(n) for n in range(1, 9)]
    intents += [await desk.exit(n) for n in range(1, 9)]

    for _ in range(25):
        workers = [asyncio.ensure_future(settle_due(desk.world)) for _ in range(3)]
        await asyncio.sleep(rng.choice([0, 0.003, 0.01]))
        if rng.random() < 0.5:
            rng.choice(workers).cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        desk.clock.set(desk.clock.now() + timedelta(seconds=rng.choice([0.1, 1, 5])))
    _finish_keepers(desk.venue)
    desk.venue.script.clear()
    await desk.later(timedelta(minutes=5))

    assert set(desk.venue.accepted.values()) == {1}
    assert {(await desk.order(intent)).state for intent in intents} == {"FILLED"}
    assert sum(r.quantity for r in await desk.rows(FillRow)) == sum(i.quantity for i in intents)


def _finish_keepers(venue: ScriptedVenue) -> None:
    by_id = {request.client_order_id: request for request in venue.placed}
    for client_order_id, report in list(venue.ledger.items()):
        if report.status is ReportStatus.ACCEPTED:
            word = "halves" if report.fills else "fill"
            venue.settle(by_id[client_order_id], word)


async def _second_entry(desk: Desk, first: TradeIntended) -> TradeIntended:
    """Store a second signal's entry of the same deployment and symbol, on another venue."""
    [row] = await desk.rows(SignalRow)
    values = row._asdict() | {"id": an_id("signal/2"), "dedupe_key": "auto:momentum:BTC:2"}
    await insert_row(desk.engine, SignalRow, **values)
    second = an_entry(
        2,
        signal_id=an_id("signal/2"),
        deployment_id=first.deployment_id,
        wallet=first.wallet,
        venue=VenueName.GMX,
    )
    await a_stored_entry(desk.engine, second)
    await desk.hear(second)
    return second
