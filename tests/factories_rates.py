"""A venue that counts what it is asked, and a bucket in virtual time."""

import asyncio
from dataclasses import dataclass, field

from contracts.market import Wallet
from infra.rates.bucket import Taken, Want
from infra.rates.budget import Budget
from infra.rates.terms import WINDOW, Priority, Terms
from tests.reference_bucket import LocalBucket
from tests.virtual_time import now

ROUND_TRIP = 0.002


@dataclass(frozen=True, slots=True)
class Call:
    """One call that a venue counted."""

    at: float
    weight: int
    priority: Priority
    wallet: Wallet | None


@dataclass(slots=True)
class CountingVenue:
    """Remembers every call and its weight."""

    calls: list[Call] = field(default_factory=list)

    async def ask(
        self, budget: Budget, weight: int, priority: Priority, wallet: Wallet | None, way: float = 0
    ) -> Call:
        """Spend, travel, and be counted."""
        await budget.spend(weight, priority, wallet)
        await asyncio.sleep(way)
        call = Call(now(), weight, priority, wallet)
        self.calls.append(call)
        return call

    def busiest(self, window: float = WINDOW) -> int:
        """Return the most weight that was counted in any window."""
        return busiest([(call.at, call.weight) for call in self.calls], window)


def busiest(spent: list[tuple[float, int]], window: float = WINDOW) -> int:
    """Return the most that was spent in any window, its beginning and its end included."""
    spent = sorted(spent)
    most, held, oldest = 0, 0, 0
    for at, weight in spent:
        held += weight
        while spent[oldest][0] < at - window:
            held -= spent[oldest][1]
            oldest += 1
        most = max(most, held)
    return most


class VirtualBucket:
    """A bucket by the running loop's time, a round trip away."""

    def __init__(self, terms: Terms) -> None:
        self._bucket = LocalBucket(terms, now())
        self.asked = 0

    async def take(self, want: Want) -> Taken:
        self.asked += 1
        await asyncio.sleep(ROUND_TRIP)
        return self._bucket.take_at(want, now())

    def take_now(self, want: Want) -> Taken:
        return self._bucket.take_at(want, now())

    async def give_back(self, weight: int) -> None:
        await asyncio.sleep(ROUND_TRIP)
        self._bucket.give_back(weight)

    async def shut(self, seconds: float) -> None:
        self._bucket.shut_at(now(), seconds)
