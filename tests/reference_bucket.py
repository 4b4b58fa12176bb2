"""The arithmetic of a bucket in plain words: what the store's statement is compared with."""

from dataclasses import dataclass
from math import floor

from infra.rates.bucket import Taken, Want, wait_for
from infra.rates.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """What a bucket held at a moment, in seconds of any clock, and until when it is shut."""

    amount: float
    at: float
    shut_until: float


def take(level: Level, terms: Terms, want: Want, now: float) -> tuple[Level, Taken]:
    """Take from a bucket; what it gives is never more than would leave the priority's floor."""
    at = max(level.at, now)
    amount = min(terms.capacity, level.amount + terms.per_second * (at - level.at))
    free = floor(amount - terms.floor(want.priority))
    granted = min(want.most, free) if free >= want.least and now >= level.shut_until else 0
    left = Level(amount=amount - granted, at=at, shut_until=level.shut_until)
    shut = max(level.shut_until - now, 0.0)
    wait = 0.0 if granted else wait_for(amount, terms, want, shut=shut)
    return left, Taken(granted=granted, level=left.amount, wait=wait)


class LocalBucket:
    """A bucket for one process, by that process's own clock."""

    def __init__(self, terms: Terms, now: float) -> None:
        self._terms = terms
        self._level = Level(amount=terms.capacity, at=now, shut_until=now)

    def take_at(self, want: Want, now: float) -> Taken:
        """Take what there is at a moment."""
        self._level, taken = take(self._level, self._terms, want, now)
        return taken

    def give_back(self, weight: int) -> None:
        """Return what was not used."""
        level = self._level
        amount = min(self._terms.capacity, level.amount + weight)
        self._level = Level(amount=amount, at=level.at, shut_until=level.shut_until)

    def shut_at(self, now: float, seconds: float) -> None:
        """Empty it, and give nothing for a while."""
        until = max(self._level.shut_until, now + seconds)
        self._level = Level(amount=0, at=now, shut_until=until)
