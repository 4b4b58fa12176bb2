"""Time, injected."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time in UTC."""

    def now(self) -> datetime:
        """Return this moment, aware and in UTC."""
        ...
