"""Nonces: numbers that a signing key spends once each, about the milliseconds of the day."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def milliseconds(moment: datetime) -> int:
    """Count the whole milliseconds from 1970 to a moment."""
    return (moment - _EPOCH) // _MILLISECOND


def following(last: int | None, count: int, now: datetime) -> range:
    """Give out as many numbers: up to now's, or right after the last one where that is later."""
    highest = milliseconds(now) if last is None else max(last + count, milliseconds(now))
    return range(highest - count + 1, highest + 1)
