"""Limits: what is live, what is fresh, and how far a price has moved."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.market import VenueName
from domain.limits import NOTHING_LIVE, drift, fresh
from tests.factories import NOON

MINUTE = timedelta(minutes=1)
prices = st.decimals(min_value="0.0001", max_value=10**6, places=4)


def test_an_exposure_grows_by_one_position_in_one_slot() -> None:
    grown = NOTHING_LIVE.joined_by(VenueName.PAPER, "BTC").joined_by(VenueName.GMX, "BTC")

    assert grown.positions == 2
    assert grown.slots == {(VenueName.PAPER, "BTC"), (VenueName.GMX, "BTC")}
    assert NOTHING_LIVE.positions == 0


@pytest.mark.parametrize(
    ("age", "expected"),
    [(timedelta(0), True), (MINUTE, True), (MINUTE + timedelta(microseconds=1), False)],
)
def test_what_was_seen_a_while_ago_is_fresh_up_to_its_age_limit(
    age: timedelta, expected: bool
) -> None:
    assert fresh(NOON - age, NOON, MINUTE) is expected


def test_what_is_dated_far_ahead_is_not_fresh() -> None:
    assert fresh(NOON + timedelta(seconds=1), NOON, MINUTE)
    assert not fresh(NOON + timedelta(hours=1), NOON, MINUTE)


@given(prices, st.decimals(min_value=0, max_value="0.9", places=3))
def test_drift_is_the_same_up_and_down(reference: Decimal, share: Decimal) -> None:
    moved = reference * share

    assert abs(drift(reference + moved, reference) - share) < Decimal("1e-20")
    assert abs(drift(reference - moved, reference) - share) < Decimal("1e-20")
