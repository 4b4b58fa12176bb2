"""The only place that reads the machine's clock."""

from datetime import UTC, datetime


class SystemClock:
    """Tells the machine's time."""

    def now(self) -> datetime:
        """Return this moment, aware and in UTC."""
        return datetime.now(UTC)


class ManualClock:
    """Tells the time it was last set to; it never goes back."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """Return the moment the clock was last set to."""
        return self._now

    def set(self, moment: datetime) -> None:
        """Move the clock to a moment; an earlier one leaves it where it is."""
        self._now = max(self._now, moment)
