"""How sure a difference is: redrawn days, the same for the same seed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.replay.whatif import FEWEST_DAYS, Paired, interval

DOLLARS = st.decimals(-1000, 1000, allow_nan=False, allow_infinity=False, places=2)


@given(st.lists(DOLLARS, min_size=FEWEST_DAYS, max_size=12), st.integers(0, 1000))
def test_an_interval_lies_within_what_days_can_add_up_to(days: list[Decimal], seed: int) -> None:
    low, high = interval(days, seed=seed)
    assert low is not None
    assert high is not None
    assert min(days) * len(days) <= low <= high <= max(days) * len(days)
    assert interval(days, seed=seed) == (low, high)


def test_days_that_never_differ_leave_no_doubt() -> None:
    assert interval([Decimal(3)] * 7, seed=1) == (Decimal(21), Decimal(21))


def test_too_few_days_say_nothing() -> None:
    assert interval([Decimal(1)] * (FEWEST_DAYS - 1), seed=1) == (None, None)


@pytest.mark.parametrize(
    ("low", "high", "clear"),
    [(1, 5, True), (-5, -1, True), (-1, 5, False), (0, 5, False), (None, None, False)],
)
def test_only_an_interval_without_0_is_clear(
    low: int | None, high: int | None, *, clear: bool
) -> None:
    paired = Paired(
        days=7,
        difference=Decimal(2),
        low=None if low is None else Decimal(low),
        high=None if high is None else Decimal(high),
        same=1,
        altered=2,
        only_base=3,
        only_changed=4,
    )
    assert paired.clear is clear
    assert "+2.00 USD over 7 days" in str(paired)
    assert "1 trades the same, 2 altered, 3 gone, 4 new" in str(paired)
