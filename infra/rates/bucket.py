"""A bucket of weight that several processes take from."""

from dataclasses import dataclass
from typing import Protocol

from infra.rates.terms import Priority, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """What is asked of a bucket at once: at least this much, at best that much, for a priority."""

    least: int
    most: int
    priority: Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a bucket gave, what it has left, and in how many seconds to ask again if nothing."""

    granted: int
    level: float
    wait: float = 0.0


class Bucket(Protocol):
    """Weight shared by all who speak to a venue from one address."""

    async def take(self, want: Want) -> Taken:
        """Take what there is, between least and most, or nothing."""
        ...

    async def give_back(self, weight: int) -> None:
        """Return what was taken and not used."""
        ...

    async def shut(self, seconds: float) -> None:
        """Empty the bucket, and give nothing for a while."""
        ...


def wait_for(level: float, terms: Terms, want: Want, *, shut: float) -> float:
    """Tell in how many seconds a bucket could give the least, if nobody else took any."""
    missing = want.least + terms.floor(want.priority) - level
    return max(missing / terms.per_second, shut, 0.0)
