"""Nonces only grow, and orders are dealt the keys that may sign them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contracts.alarms import AlarmKind, AlarmRaised
from contracts.intents import RefusalReason, TradeRefused
from contracts.market import VenueName
from contracts.orders import RejectReason
from domain.nonces import following, milliseconds
from domain.order_answers import Heard, NotSent, answered
from domain.order_claims import Scene, claims
from domain.order_seals import seals, to_sign, wanted
from domain.orders import (
    AttemptOutcome,
    Case,
    Order,
    OrderState,
    Seal,
    Step,
    entry_order,
    exit_order,
    new_attempt,
)
from domain.policy import Policy
from domain.ports.venue import Proof
from tests.factories import NOON, a_wallet
from tests.factories_orders import an_entry, an_exit

VENUE = VenueName.HYPERLIQUID
KEY = a_wallet(70_001)
ENTRY = entry_order(an_entry(1, venue=VENUE), now=NOON)
EXIT = exit_order(an_exit(1, venue=VENUE), now=NOON)
OTHER = entry_order(an_entry(2, venue=VENUE), now=NOON)
ELSEWHERE = entry_order(an_entry(3), now=NOON)

MOMENTS = st.timedeltas(min_value=timedelta(days=-2), max_value=timedelta(days=2))


def _cases(*orders: Order) -> list[Case]:
    return [Case(order=order, attempt=None) for order in orders]


def _claimed(*orders: Order, **values: Any) -> list[Step]:
    scene = Scene(
        now=NOON,
        policy=Policy(),
        halts=(),
        venues=frozenset({VENUE, VenueName.PAPER}),
        signing=frozenset({VENUE}),
    )
    return claims(_cases(*orders), [], replace(scene, **values))


@given(st.lists(st.tuples(MOMENTS, st.integers(min_value=1, max_value=300)), max_size=30))
def test_the_numbers_of_a_key_only_grow_whatever_the_clock_does(
    asked: list[tuple[timedelta, int]],
) -> None:
    last: int | None = None
    given_out: list[int] = []
    for drift, count in asked:
        numbers = following(last, count, NOON + drift)
        assert len(numbers) == count
        last = numbers[-1]
        given_out += numbers
    assert given_out == sorted(set(given_out))


def test_a_number_is_the_millisecond_it_was_given_in_when_the_last_is_long_past() -> None:
    assert following(None, 1, NOON) == range(milliseconds(NOON), milliseconds(NOON) + 1)
    assert following(5, 2, NOON)[-1] == milliseconds(NOON) == 1000 * int(NOON.timestamp())


def test_only_planned_orders_of_venues_that_sign_want_numbers() -> None:
    asked_about = replace(OTHER, state=OrderState.UNKNOWN)
    orders = to_sign(_cases(ENTRY, asked_about, ELSEWHERE), {VENUE})
    assert orders == [ENTRY]
    assert wanted([ENTRY, EXIT, OTHER], {(VENUE, ENTRY.wallet): KEY}) == {KEY: 2}


def test_each_order_is_dealt_a_number_of_its_own() -> None:
    dealt = seals([ENTRY, OTHER, EXIT], {(VENUE, ENTRY.wallet): KEY}, {KEY: range(7, 9)})
    assert dealt == {ENTRY.id: Seal(signer=KEY, nonce=7), EXIT.id: Seal(signer=KEY, nonce=8)}


def test_an_attempt_says_who_signs_it_and_with_which_number() -> None:
    [step] = _claimed(ENTRY, seals={ENTRY.id: Seal(signer=KEY, nonce=7)})
    assert step.attempt is not None
    assert (step.attempt.request.signer, step.attempt.request.nonce) == (KEY, 7)


def test_an_attempt_at_a_venue_that_wants_no_signature_has_none() -> None:
    [step] = _claimed(ELSEWHERE)
    assert step.attempt is not None
    assert (step.attempt.request.signer, step.attempt.request.nonce) == (None, None)


def test_an_entry_without_an_approved_key_is_refused() -> None:
    [step] = _claimed(ENTRY)
    [told] = step.messages
    assert (step.order.state, step.order.reject_reason) == (
        OrderState.REJECTED,
        RejectReason.NOT_APPROVED,
    )
    assert isinstance(told, TradeRefused)
    assert told.reason is RefusalReason.NOT_READY
    assert ENTRY.wallet in told.detail
    assert VENUE in told.detail


def test_an_exit_without_an_approved_key_waits_and_says_so() -> None:
    [step] = _claimed(EXIT)
    [alarm] = step.messages
    assert isinstance(alarm, AlarmRaised)
    assert alarm.kind is AlarmKind.KEY_MISSING
    assert step.order.state is OrderState.PLANNED
    assert step.order.next_attempt_at > NOON
    assert not step.leased


def test_entries_beyond_a_venues_room_wait_and_exits_go_all_the_same() -> None:
    dealt = {order.id: Seal(signer=KEY, nonce=n) for n, order in enumerate((ENTRY, OTHER, EXIT))}
    steps = _claimed(EXIT, OTHER, ENTRY, seals=dealt, room={VENUE: 1})
    assert [step.leased for step in steps] == [True, True, False]
    assert steps[2].order.state is OrderState.PLANNED
    full = _claimed(EXIT, OTHER, ELSEWHERE, seals=dealt, room={VENUE: 0})
    assert [step.leased for step in full] == [True, False, True]


def _not_sent(order: Order) -> Step:
    attempt = new_attempt(order, now=NOON, life=Policy().order_life)
    claimed = replace(order, state=OrderState.CLAIMED, attempts=Policy().order_attempts)
    heard = Heard(
        answer=NotSent("the allowance is spent", busy=True), asked_at=NOON, proof=Proof.EXPIRY
    )
    case = Case(order=claimed, attempt=attempt)
    return answered(case, heard, filled=order.filled, now=NOON, policy=Policy())


def test_an_entry_that_had_no_turn_is_planned_again_however_often() -> None:
    step = _not_sent(ENTRY)
    assert step.order.state is OrderState.PLANNED
    assert step.attempt is not None
    assert step.attempt.outcome is AttemptOutcome.UNSENT
    assert step.messages == ()


def test_an_exit_that_had_no_turn_is_planned_again_and_somebody_is_told() -> None:
    step = _not_sent(EXIT)
    [alarm] = step.messages
    assert step.order.state is OrderState.PLANNED
    assert isinstance(alarm, AlarmRaised)
    assert alarm.kind is AlarmKind.EXIT_NOT_DONE
