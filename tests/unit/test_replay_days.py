"""Days of the log: one, some from one on, two and all between, or every one."""

from datetime import UTC, datetime

import pytest

from cli.replay.days import Days, days_of
from cli.replay.inputs import BadInput


def january(first: int, until: int) -> Days:
    return Days(datetime(2026, 1, first, tzinfo=UTC), datetime(2026, 1, until, tzinfo=UTC))


def test_days_are_whole_and_the_last_one_is_included() -> None:
    assert days_of("2026-01-05", None) == january(5, 6)
    assert days_of("2026-01-05", 3) == january(5, 8)
    assert days_of("2026-01-05..2026-01-07", None) == january(5, 8)
    assert days_of("2026-01-05..2026-01-05", None) == january(5, 6)
    assert days_of("all", None) is None


@pytest.mark.parametrize(
    ("words", "count", "told"),
    [
        ("yesterday", None, "--from-log yesterday"),
        ("2026-01-05..", None, "has to be a day"),
        ("2026-01-05..2026-01-04", None, "ends before it begins"),
        ("all", 2, "--days"),
        ("2026-01-05..2026-01-07", 2, "--days"),
    ],
)
def test_what_is_no_day_is_refused(words: str, count: int | None, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        days_of(words, count)
