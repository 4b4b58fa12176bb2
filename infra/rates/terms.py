"""What a venue allows, and how much of it is kept back for whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from math import floor


class Priority(IntEnum):
    """Who goes first where a venue limits what may be asked; the lowest does."""

    CLOSE = 0
    PROTECT = 1
    OPEN = 2
    READ = 3


WINDOW = 60.0
"""The seconds over which venues count."""
SLACK = 5.0
"""The seconds that may pass between taking weight and its being counted: held, then on the way."""
SPARE = 60
"""What three processes may hold unused and return: for as long as they do, it counts twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A bucket that is full at `capacity` and refills by `per_second`.

    Nothing of a priority is taken that would leave less than its floor.
    """

    capacity: int
    per_second: float
    floors: Mapping[Priority, int] = field(default_factory=dict)

    def floor(self, priority: Priority) -> int:
        """Return what must be left for the more urgent."""
        return self.floors.get(priority, 0)


def terms(
    limit: int, *, burst: float, kept: float, window: float = WINDOW, slack: float = SLACK
) -> Terms:
    """Choose a bucket from which no window ever sees more than its limit.

    `burst` is the share of the limit that may go at once, `kept` the share of that which only
    exits and stops may use; reads leave as much again. Raises ValueError for a limit that is no
    more than the spare.

    What is counted in a window was taken in it or in the slack before it, so it is at most what
    the bucket held when that began, and what ran in until the end.
    """
    if limit <= SPARE:
        raise ValueError(f"a limit of {limit} leaves nothing beside the spare of {SPARE}")
    capacity = floor((limit - SPARE) * burst)
    reserve = floor(capacity * kept)
    floors = {Priority.OPEN: reserve, Priority.READ: min(2 * reserve, capacity)}
    per_second = (limit - SPARE - capacity) / (window + slack)
    return Terms(capacity=capacity, per_second=per_second, floors=floors)
