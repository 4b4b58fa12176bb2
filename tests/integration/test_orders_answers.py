"""What every answer of a venue, and the lack of one, makes of an order."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from consumers.orders import (
    settle_due,
)
from contracts.orders import OrderFilled, OrderRejected, OrderUnknown, RejectReason
from domain.orders import order_id
from domain.policy import Policy
from domain.ports.venue import Proof
from infra.tables.orders import FillRow, OrderAttemptRow
from tests.factories import NOON
from tests.orders_desk import PAST_DEADLINE, SECOND, Desk

pytestmark = pytest.mark.integration


async def test_a_refusal_of_the_venue_ends_the_order(desk: Desk) -> None:
    desk.venue.script = ["refuse"]
    intent = await desk.entry()

    await desk.later(timedelta(minutes=1))

    [rejected] = await desk.told(OrderRejected)
    assert (rejected.reason, rejected.filled) == (RejectReason.INSUFFICIENT_BALANCE, 0)
    assert (await desk.order(intent)).state == "REJECTED"
    assert len(desk.venue.placed) == 1


async def test_an_entry_that_never_leaves_is_tried_a_few_times_further_and_further_apart(
    desk: Desk,
) -> None:
    desk.venue.script = ["down"] * 10
    await desk.entry()

    await desk.later(timedelta(minutes=5))

    attempts = sorted(await desk.rows(OrderAttemptRow), key=lambda row: row.n)
    gaps = [later.created_at - sooner.created_at for sooner, later in pairwise(attempts)]
    [rejected] = await desk.told(OrderRejected)
    assert [row.outcome for row in attempts] == ["UNSENT"] * Policy().order_attempts
    assert gaps == sorted(set(gaps))
    assert rejected.reason is RejectReason.NEVER_ACCEPTED


async def test_an_exit_never_gives_up_and_raises_one_alarm(desk: Desk) -> None:
    await desk.entry()
    await desk.work()
    desk.venue.script = ["down"] * 12
    intent = await desk.exit()

    await desk.later(timedelta(hours=1))

    assert (await desk.order(intent)).state == "FILLED"
    assert (await desk.order(intent)).attempts == 13
    kinds = Counter(type(message).__name__ for message in await desk.told())
    assert kinds == {"OrderFilled": 2, "AlarmRaised": 1}


async def test_an_answer_lost_after_acceptance_is_found_and_never_sent_anew(desk: Desk) -> None:
    desk.venue.script = ["fill_then_lose"]
    intent = await desk.entry()

    await desk.later(timedelta(minutes=1))

    [unknown] = await desk.told(OrderUnknown)
    assert (unknown.attempt, unknown.order_id) == (1, order_id(intent.intent_id))
    assert (await desk.order(intent)).state == "FILLED"
    assert len(desk.venue.placed) == 1
    assert len(await desk.told(OrderFilled)) == 1


async def test_a_call_that_breaks_in_a_way_nobody_foresaw_is_of_unknown_fate(desk: Desk) -> None:
    desk.venue.script = ["break"]
    intent = await desk.entry()
    await settle_due(desk.world)
    assert (await desk.order(intent)).state == "UNKNOWN"

    await desk.work()

    assert (await desk.order(intent)).state == "FILLED"
    assert len(desk.venue.placed) == 1


async def test_a_venue_that_does_not_answer_in_time_leaves_the_fate_unknown(desk: Desk) -> None:
    desk.policy = Policy(venue_timeout=timedelta(seconds=0.05))
    desk.venue.script = ["hang_after"]
    intent = await desk.entry()

    await settle_due(desk.world)
    assert (await desk.order(intent)).state == "UNKNOWN"
    await desk.work()

    assert (await desk.order(intent)).state == "FILLED"
    assert len(desk.venue.placed) == 1


async def test_an_order_lost_on_the_way_is_sent_again_only_after_its_deadline(desk: Desk) -> None:
    desk.venue.script = ["lose"]
    intent = await desk.entry()

    await desk.later(PAST_DEADLINE - SECOND)
    assert (await desk.order(intent)).state == "UNKNOWN"
    assert len(desk.venue.placed) == 1
    await desk.later(timedelta(minutes=1))

    first, second = sorted(await desk.rows(OrderAttemptRow), key=lambda row: row.n)
    assert (first.outcome, first.not_seen, second.outcome) == ("DEAD", 2, "ACCEPTED")
    assert second.created_at >= NOON + PAST_DEADLINE
    assert (await desk.order(intent)).state == "FILLED"
    assert sum(desk.venue.accepted.values()) == 1


async def test_an_entry_lost_every_time_ends_as_never_accepted(desk: Desk) -> None:
    desk.venue.script = ["lose"] * 10
    await desk.entry()

    await desk.later(timedelta(minutes=5))

    [rejected] = await desk.told(OrderRejected)
    assert rejected.reason is RejectReason.NEVER_ACCEPTED
    assert len(desk.venue.placed) == Policy().order_attempts
    assert len(await desk.told(OrderUnknown)) == Policy().order_attempts


async def test_a_venue_that_proves_nothing_gets_one_attempt_and_a_person(desk: Desk) -> None:
    desk.venue.proof = Proof.NONE
    desk.venue.script = ["lose"]
    intent = await desk.entry()

    await desk.later(timedelta(minutes=2))

    assert (await desk.order(intent)).state == "UNKNOWN"
    assert len(desk.venue.placed) == 1
    assert Counter(type(m).__name__ for m in await desk.told()) == {
        "OrderUnknown": 1,
        "AlarmRaised": 1,
    }
    desk.venue.settle(desk.venue.placed[0])
    await desk.later(timedelta(seconds=6))
    assert (await desk.order(intent)).state == "FILLED"


async def test_a_venue_that_cannot_be_asked_proves_nothing(desk: Desk) -> None:
    desk.venue.script = ["fill_then_lose"]
    desk.venue.blind = 20
    intent = await desk.entry()

    await desk.later(timedelta(minutes=1))
    assert (await desk.order(intent)).state == "UNKNOWN"
    await desk.later(timedelta(minutes=2))

    assert (await desk.order(intent)).state == "FILLED"
    assert len(desk.venue.placed) == 1


async def test_a_keeper_order_is_asked_about_until_it_settles(desk: Desk) -> None:
    desk.venue.script = ["accept"]
    intent = await desk.entry()
    await desk.later(timedelta(seconds=30))
    assert (await desk.order(intent)).state == "ACKED"

    desk.venue.settle(desk.venue.placed[0], "part")
    await desk.later(timedelta(seconds=6))
    assert ((await desk.order(intent)).state, (await desk.order(intent)).filled) == (
        "PARTIAL",
        intent.quantity / 2,
    )
    desk.venue.settle(desk.venue.placed[0], "halves")
    await desk.later(timedelta(seconds=6))

    assert (await desk.order(intent)).state == "FILLED"
    assert len(await desk.told(OrderFilled)) == 2
    assert sum(row.quantity for row in await desk.rows(FillRow)) == intent.quantity


async def test_a_confirmed_order_that_a_venue_forgets_is_not_sent_again(desk: Desk) -> None:
    desk.venue.script = ["accept"]
    intent = await desk.entry()
    await desk.work()
    desk.venue.ledger.clear()

    await desk.later(timedelta(minutes=1))

    assert (await desk.order(intent)).state == "ACKED"
    assert len(desk.venue.placed) == 1


async def test_an_order_that_ends_half_filled_says_what_was_not_traded(desk: Desk) -> None:
    desk.venue.script = ["part_then_cancel"]
    intent = await desk.entry()

    await desk.work()

    [rejected] = await desk.told(OrderRejected)
    order = await desk.order(intent)
    assert (order.state, order.filled) == ("CANCELLED", intent.quantity / 2)
    assert (rejected.filled, rejected.reason) == (
        intent.quantity / 2,
        RejectReason.PRICE_BEYOND_LIMIT,
    )


async def test_an_order_called_filled_lives_until_its_fills_add_up(desk: Desk) -> None:
    desk.venue.script = ["trailing"]
    intent = await desk.entry()
    await desk.work()
    assert (await desk.order(intent)).state == "PARTIAL"

    desk.venue.settle(desk.venue.placed[0], "halves")
    await desk.later(SECOND)

    assert (await desk.order(intent)).state == "FILLED"


async def test_more_than_was_asked_for_is_recorded_as_told_and_raises_an_alarm(desk: Desk) -> None:
    await desk.run(
        "alter table trade_order drop constraint if exists ck_trade_order_filled_bounded"
    )
    desk.venue.script = ["too_much"]
    intent = await desk.entry()

    await desk.work()

    assert (await desk.order(intent)).filled == intent.quantity * Decimal("1.5")
    assert [type(m).__name__ for m in await desk.told()] == ["OrderFilled", "AlarmRaised"]


async def test_a_fill_that_cannot_be_spoils_no_other_answer(desk: Desk) -> None:
    desk.venue.script = ["nonsense"]
    first, second = await desk.entry(1), await desk.entry(2)

    await settle_due(desk.world)

    states = {(await desk.order(intent)).state for intent in (first, second)}
    assert states == {"UNKNOWN", "FILLED"}
