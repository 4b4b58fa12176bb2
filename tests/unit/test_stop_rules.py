"""What should rest for a position, what is surplus, and how long it was naked."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.intents import ExitReason
from contracts.market import PositionId
from domain.exits import watch_from
from domain.ports.venue import Market, RestingStop
from domain.positions import Position, PositionStatus
from domain.stops import (
    CLOSING,
    LATE,
    LATEST,
    ONCE_LOST,
    SOON,
    Guard,
    Guarded,
    Stop,
    StopState,
    begun,
    closing,
    covered,
    failed,
    finished,
    fits,
    missed,
    next_stop,
    sight,
    stop_name,
    uncovered,
    waiting,
)
from tests.factories import NOON, a_wallet, an_id
from tests.unit.test_positions import a_position

D = Decimal
SECOND = timedelta(seconds=1)
MARKET = Market(symbol="BTC", min_notional=D(10), lot=D("0.001"), tick=D("0.5"), max_leverage=D(10))
NUMBERS = st.sets(st.integers(min_value=1, max_value=6))


def held(status: PositionStatus = PositionStatus.OPEN) -> Position:
    position = a_position()
    return replace(
        position,
        status=status,
        quantity=D(10),
        opened_quantity=D(10),
        opened_at=NOON,
        watch=watch_from(position.terms, D(100)),
    )


def a_stop(n: int = 1, **values: Any) -> Stop:
    stop = Stop(
        position_id=held().id,
        n=n,
        state=StopState.RESTING,
        trigger_price=D(90),
        quantity=D(10),
        placed_at=NOON,
    )
    return replace(stop, **values)


def shown(n: int, position_id: PositionId | None = None) -> RestingStop:
    return RestingStop(
        stop_id=str(n),
        client_order_id=stop_name(position_id or held().id, n),
        wallet=a_wallet(),
        symbol="BTC",
        side=held().side,
        quantity=D(10),
        trigger_price=D(90),
    )


def guarded(*stops: Stop, status: PositionStatus = PositionStatus.OPEN, last: int = 6) -> Guarded:
    guard = replace(begun(held(), NOON), last_stop=last)
    return Guarded(position=held(status), guard=guard, stops=stops)


@given(asked=NUMBERS, resting=NUMBERS, foreign=NUMBERS, status=st.sampled_from(PositionStatus))
def test_a_look_sorts_every_stop_of_ours_and_never_names_one_of_somebody_else(
    asked: set[int], resting: set[int], foreign: set[int], status: PositionStatus
) -> None:
    case = guarded(*(a_stop(n) for n in sorted(asked)), status=status)
    other = PositionId(an_id("other"))
    told = [*map(shown, sorted(resting)), *(shown(n, other) for n in sorted(foreign))]
    seen = sight(case, told, MARKET)

    assert {stop.n for stop in seen.confirmed} == asked & resting
    assert {stop.n for stop in seen.missing} == asked - resting
    surplus = {int(stop.stop_id) for stop in seen.surplus}
    ours = {shown(n).client_order_id for n in resting}
    assert {stop.client_order_id for stop in seen.surplus} <= ours
    if status.ended:
        assert surplus == resting
    elif status is PositionStatus.OPEN and asked & resting:
        assert surplus == resting - {max(asked & resting)}
    else:
        assert surplus == set()


def test_an_older_stop_stays_until_one_that_fits_is_known_to_rest() -> None:
    older, newer = a_stop(1, quantity=D(4)), a_stop(2, state=StopState.PLACING)
    assert sight(guarded(older, newer), [shown(1)], MARKET).surplus == ()
    [surplus] = sight(guarded(older, newer), [shown(1), shown(2)], MARKET).surplus
    assert surplus.stop_id == "1"


def test_a_stop_without_a_name_is_nobody_we_know() -> None:
    nameless = replace(shown(1), client_order_id=None)
    seen = sight(guarded(status=PositionStatus.CLOSED), [nameless], MARKET)
    assert seen.surplus == ()


@pytest.mark.parametrize(
    ("price", "quantity", "right"),
    [
        ("90.49", "10", True),
        ("90.5", "10", False),
        ("90", "9.9991", True),
        ("90", "9.999", False),
        ("89.5", "10", False),
    ],
)
def test_a_stop_fits_within_a_tick_and_a_lot(price: str, quantity: str, right: bool) -> None:
    stop = a_stop(trigger_price=D(price), quantity=D(quantity))
    assert fits(stop, held(), MARKET) is right


def test_what_is_not_watched_wants_no_stop() -> None:
    blind = replace(held(), watch=None)
    assert not fits(a_stop(), blind, MARKET)
    with pytest.raises(ValueError, match="not watched"):
        next_stop(replace(guarded(), position=blind), NOON)


def test_the_next_stop_has_a_number_and_a_name_that_no_other_has() -> None:
    stop = next_stop(guarded(last=3), NOON)
    assert (stop.n, stop.trigger_price, stop.quantity) == (4, D(90), D(10))
    assert len({stop_name(stop.position_id, n) for n in range(1, 100)}) == 99


@given(spans=st.lists(st.tuples(st.integers(0, 50), st.booleans()), max_size=20))
def test_naked_time_is_all_time_but_that_between_a_cover_and_its_loss(
    spans: list[tuple[int, bool]],
) -> None:
    now, guard = NOON, begun(held(), NOON)
    naked, is_naked = 0, True
    for seconds, covers in spans:
        now += SECOND * seconds
        naked += seconds if is_naked else 0
        if covers:
            guard, is_naked = covered(guard, a_stop(), held(), now), False
        else:
            guard, is_naked = uncovered(replace(guard, looked_at=now), held(), now), True
    end = replace(held(PositionStatus.CLOSED), closed_at=now + 5 * SECOND)
    over = finished(Guarded(position=end, guard=guard), now + 60 * SECOND)
    assert over.naked_seconds == naked + (5 if is_naked else 0)
    assert over.naked_since is None


def test_a_lost_stop_counts_as_naked_since_it_was_last_seen() -> None:
    guard = covered(begun(held(), NOON), a_stop(), held(), NOON)
    later = covered(guard, a_stop(), held(), NOON + 10 * SECOND)
    lost = uncovered(later, held(), NOON + 99 * SECOND)
    assert lost.naked_since == NOON + 10 * SECOND
    assert (lost.price, lost.quantity) == (None, None)
    unseen = Guard(position_id=held().id, naked_since=None, next_look_at=NOON, retry_at=NOON)
    assert uncovered(unseen, held(), NOON).naked_since == NOON


def test_a_stop_that_goes_with_its_position_leaves_nothing_naked() -> None:
    guard = covered(begun(held(), NOON), a_stop(), held(), NOON)
    gone = uncovered(guard, held(PositionStatus.CLOSING), NOON + 9 * SECOND)
    assert gone.naked_since == NOON + 9 * SECOND
    closed = replace(held(PositionStatus.CLOSED), closed_at=NOON + 6 * SECOND)
    over = finished(Guarded(position=closed, guard=gone), NOON + 10 * SECOND)
    assert over.naked_seconds == 0


def test_failures_are_further_and_further_apart_up_to_a_bound() -> None:
    guard, delays = begun(held(), NOON), []
    for _ in range(15):
        guard = failed(guard, NOON)
        delays.append(guard.retry_at - NOON)
    assert delays[:4] == [SOON, 2 * SOON, 4 * SOON, 8 * SOON]
    assert failed(begun(held(), NOON), NOON, lost=True).retry_at == NOON + ONCE_LOST
    assert delays[-1] == LATEST
    assert covered(guard, a_stop(), held(), NOON).failures == 0


def test_looks_are_paced_by_what_is_going_on() -> None:
    guard, leaving = begun(held(), NOON), replace(held(), closing_reason=ExitReason.KILL_SWITCH)
    assert waiting(guard, NOON).retry_at == NOON + SOON
    assert closing(guard, NOON).retry_at == NOON + CLOSING
    assert covered(guard, a_stop(), held(), NOON).retry_at == NOON + SOON
    assert covered(guard, a_stop(), leaving, NOON).retry_at == NOON + CLOSING


def test_a_stop_asked_for_may_yet_arrive_and_one_that_rested_may_not() -> None:
    asked = a_stop(state=StopState.PLACING)
    assert missed(asked, NOON + LATE - SECOND) == asked
    assert missed(asked, NOON + LATE).state is StopState.GONE
    assert missed(a_stop(), NOON).state is StopState.GONE


def test_a_position_is_guarded_until_nothing_of_it_can_arrive_any_more() -> None:
    asked = a_stop(state=StopState.PLACING)
    case = guarded(asked, status=PositionStatus.CLOSED)
    assert finished(case, NOON).over_at is None
    assert finished(case, NOON + LATE).over_at == NOON + LATE
    assert finished(guarded(status=PositionStatus.CLOSED), NOON).over_at == NOON
