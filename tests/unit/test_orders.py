from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.alarms import AlarmKind
from contracts.intents import RefusalReason
from contracts.market import Purpose, Side
from domain.order_answers import (
    ASK_LATEST,
    ASK_SOONEST,
    Heard,
    NoAnswer,
    answered,
    ask_delay,
    believable,
    retry_delay,
)
from domain.order_claims import Scene, claims
from domain.order_messages import order_alarm, order_filled, trade_refused
from domain.orders import (
    AttemptOutcome,
    Case,
    OrderState,
    Step,
    entry_order,
    exit_order,
    new_attempt,
)
from domain.policy import Policy
from domain.ports.venue import Fill, OrderReport, Proof, ReportStatus
from tests.factories import NOON
from tests.factories_orders import a_fill, an_entry, an_exit

LIFE = Policy().order_life
ENTRY = entry_order(an_entry(), now=NOON)
EXIT = exit_order(an_exit(), now=NOON)
SENT = replace(ENTRY, state=OrderState.CLAIMED, attempts=1)
ATTEMPT = new_attempt(ENTRY, now=NOON, life=LIFE)


@pytest.mark.parametrize(("side", "limit"), [(Side.LONG, "60600"), (Side.SHORT, "59400")])
def test_an_entry_pays_no_more_than_its_slippage_allows(side: Side, limit: str) -> None:
    assert entry_order(an_entry(side=side), now=NOON).limit_price == Decimal(limit)


def test_an_entry_whose_slippage_allows_every_price_has_no_limit() -> None:
    order = entry_order(an_entry(side=Side.SHORT, max_slippage=Decimal(1)), now=NOON)
    assert order.limit_price is None


def test_an_exit_has_no_limit_even_when_a_price_is_known() -> None:
    order = exit_order(an_exit(reference_price=Decimal(60000)), now=NOON)
    assert (order.limit_price, order.purpose, order.leverage) == (None, Purpose.CLOSE, Decimal(1))


@given(st.integers(min_value=0, max_value=10**9))
def test_an_exit_never_expires(seconds: int) -> None:
    assert not EXIT.expired(NOON + timedelta(seconds=seconds))


def test_an_intent_told_twice_names_the_same_order() -> None:
    later = entry_order(an_entry(), now=NOON + timedelta(hours=1))
    assert later.id == ENTRY.id


@given(st.integers(min_value=0, max_value=899))
def test_an_attempt_is_never_good_for_longer_than_its_intent(seconds: int) -> None:
    now = NOON + timedelta(seconds=seconds)
    attempt = new_attempt(ENTRY, now=now, life=LIFE)
    assert ENTRY.expires_at is not None
    assert now < attempt.send_deadline <= min(ENTRY.expires_at, now + LIFE)
    assert attempt.sendable(now)
    assert not attempt.sendable(attempt.send_deadline)


def test_each_attempt_has_a_name_of_its_own() -> None:
    names = {
        new_attempt(replace(ENTRY, attempts=n), now=NOON, life=LIFE).request.client_order_id
        for n in range(5)
    }
    assert len(names) == 5


@given(st.integers(min_value=1, max_value=10**6))
def test_attempts_grow_further_apart_up_to_a_bound(attempts: int) -> None:
    assert retry_delay(attempts) <= retry_delay(attempts + 1) <= timedelta(seconds=32)


@given(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=30)))
def test_questions_are_neither_hasty_nor_forgotten(age: timedelta) -> None:
    assert ASK_SOONEST <= ask_delay(ATTEMPT, NOON + age) <= ASK_LATEST


UNSEEN = OrderReport(status=ReportStatus.NOT_SEEN)
PROVABLE = ATTEMPT.send_deadline + Policy().order_margin
LOST = replace(SENT, state=OrderState.UNKNOWN)
UNANSWERED = replace(ATTEMPT, outcome=AttemptOutcome.UNKNOWN)


def _unseen(at: datetime, *, before: int = 0) -> Step:
    case = Case(order=LOST, attempt=replace(UNANSWERED, not_seen=before))
    heard = Heard(answer=UNSEEN, asked_at=at, proof=Proof.EXPIRY)
    return answered(case, heard, filled=Decimal(0), now=at, policy=Policy())


@given(st.integers(min_value=0, max_value=16_999))
def test_a_venue_is_asked_again_as_soon_as_its_answer_may_prove_something(millis: int) -> None:
    step = _unseen(NOON + timedelta(milliseconds=millis))
    assert step.order.state is OrderState.UNKNOWN
    assert step.order.next_attempt_at <= PROVABLE


def test_two_answers_that_count_are_asked_for_apart() -> None:
    step = _unseen(PROVABLE)
    assert step.attempt is not None
    assert step.attempt.not_seen == 1
    assert step.order.next_attempt_at >= PROVABLE + ASK_SOONEST


def test_an_order_that_is_proved_dead_is_planned_anew_without_a_wait() -> None:
    step = _unseen(PROVABLE + ASK_LATEST, before=1)
    assert (step.order.state, step.order.next_attempt_at) == (
        OrderState.PLANNED,
        PROVABLE + ASK_LATEST,
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"quantity": Decimal(0)},
        {"quantity": Decimal("NaN")},
        {"price": Decimal(-1)},
        {"price": Decimal("1e30")},
        {"fee": Decimal("Infinity")},
        {"filled_at": datetime(2026, 1, 5)},  # noqa: DTZ001 - the wrong is the point
    ],
)
def test_a_report_with_a_fill_that_cannot_be_is_no_answer(wrong: dict[str, Any]) -> None:
    fill = replace(a_fill(ATTEMPT.request), **wrong)
    report = OrderReport(status=ReportStatus.FILLED, fills=(fill,))
    assert isinstance(believable(report), NoAnswer)


@pytest.mark.parametrize(
    ("filled", "state"),
    [("0.01", OrderState.FILLED), ("0.0099", OrderState.FILLED), ("0.0098", OrderState.PARTIAL)],
)
def test_an_entry_called_filled_may_differ_by_its_slippage(filled: str, state: OrderState) -> None:
    step = _answered(OrderReport(status=ReportStatus.FILLED), filled=filled)
    assert step.order.state is state


def test_an_exit_called_filled_must_add_up_exactly() -> None:
    case = Case(order=replace(EXIT, state=OrderState.CLAIMED, attempts=1), attempt=ATTEMPT)
    heard = _heard(OrderReport(status=ReportStatus.FILLED))
    step = answered(case, heard, filled=Decimal("0.0099"), now=NOON, policy=Policy())
    assert step.order.state is OrderState.PARTIAL


def test_an_order_all_of_which_traded_is_filled_whatever_it_is_called() -> None:
    step = _answered(OrderReport(status=ReportStatus.CANCELLED), filled="0.01")
    assert (step.order.state, step.messages) == (OrderState.FILLED, ())


def test_an_answer_about_an_order_never_attempted_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="never attempted"):
        answered(
            Case(order=ENTRY, attempt=None),
            _heard(NoAnswer("")),
            filled=Decimal(0),
            now=NOON,
            policy=Policy(),
        )


def test_an_order_that_is_over_is_never_claimed() -> None:
    scene = Scene(now=NOON, policy=Policy(), halts=(), venues=frozenset({ENTRY.venue}))
    over = Case(order=replace(ENTRY, state=OrderState.REJECTED), attempt=None)
    with pytest.raises(ValueError, match="is over"):
        claims([over], [], scene)


def test_two_entries_of_one_deployment_and_symbol_are_not_sent_at_once() -> None:
    scene = Scene(now=NOON, policy=Policy(), halts=(), venues=frozenset({ENTRY.venue}))
    twin = entry_order(an_entry(intent_id=an_entry(2).intent_id), now=NOON)
    cases = [Case(order=ENTRY, attempt=None), Case(order=twin, attempt=None)]
    assert [step.leased for step in claims(cases, [], scene)] == [True, False]


def test_messages_of_an_order_have_ids_derived_from_it() -> None:
    fill: Fill = a_fill(ATTEMPT.request)
    later = datetime(2027, 1, 1, tzinfo=UTC)
    assert order_filled(ENTRY, fill, at=NOON).id == order_filled(ENTRY, fill, at=later).id
    kind = AlarmKind.ORDER_UNRESOLVED
    assert order_alarm(ENTRY, kind, "", at=NOON).id == order_alarm(ENTRY, kind, "", at=later).id


def test_an_exit_cannot_be_refused() -> None:
    with pytest.raises(ValueError, match="no signal"):
        trade_refused(EXIT, RefusalReason.HALTED, detail="", at=NOON)


def _heard(answer: OrderReport | NoAnswer) -> Heard:
    return Heard(answer=answer, asked_at=NOON, proof=Proof.EXPIRY)


def _answered(report: OrderReport, *, filled: str) -> Step:
    case = Case(order=SENT, attempt=ATTEMPT)
    return answered(case, _heard(report), filled=Decimal(filled), now=NOON, policy=Policy())
