"""Which days of the log are to be replayed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cli.replay.inputs import BadInput

ALL = "all"
BETWEEN = ".."
_FORM = "%Y-%m-%d"
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """UTC days: from a midnight up to, not including, another."""

    since: datetime
    until: datetime


def days_of(words: str, count: int | None) -> Days | None:
    """Read `DAY`, `DAY..DAY` (both included) or `all`, which is None; `count` goes with one day.

    Raises BadInput.
    """
    if count is not None and (words == ALL or BETWEEN in words):
        raise BadInput(f"--days counts from one day, not from {words}")
    if words == ALL:
        return None
    first, between, last = words.partition(BETWEEN)
    since = _day(first)
    until = _day(last) + _A_DAY if between else since + (count or 1) * _A_DAY
    if until <= since:
        raise BadInput(f"--from-log {words}: it ends before it begins")
    return Days(since, until)


def _day(written: str) -> datetime:
    try:
        return datetime.strptime(written, _FORM).replace(tzinfo=UTC)
    except ValueError as error:
        told = "it has to be a day such as 2026-01-05, two with .. between them, or all"
        raise BadInput(f"--from-log {written}: {told}") from error
