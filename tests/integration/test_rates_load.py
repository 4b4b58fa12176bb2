"""A signal for a thousand deployments at a venue that rations us, as two processes send it.

In virtual time, against a venue that counts what it is asked.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from random import Random

import pytest

from contracts.market import VenueName
from infra.rates.budget import Budget
from infra.rates.terms import Priority, terms
from tests.factories import a_wallet
from tests.factories_rates import Call, CountingVenue, VirtualBucket
from tests.virtual_time import in_virtual_time, now

pytestmark = pytest.mark.integration

LIMIT = 1200
TERMS = terms(LIMIT, burst=0.25, kept=0.2)
DEPLOYMENTS = 1000
CALLS = 2
"""What an entry asks of the venue: its leverage, and the order."""
GREEDY = a_wallet(9_999)
GREED = 1_000
EXITS = tuple(range(3, 63, 3))
"""The seconds at which exits come, three at once."""
ON_ITS_WAY = 1.5


async def _signal(seed: int) -> CountingVenue:
    """Send all there is to send, and return the venue that counted it."""
    dice, venue, bucket = Random(seed), CountingVenue(), VirtualBucket(TERMS)
    budgets = [
        Budget(VenueName.HYPERLIQUID, bucket, TERMS, entry=2, patience=600, chance=dice.random)
        for _ in range(2)
    ]
    async with asyncio.TaskGroup() as group:
        for _ in range(GREED):
            group.create_task(venue.ask(budgets[0], 1, Priority.OPEN, GREEDY))
        for n in range(DEPLOYMENTS):
            # One process has more to send than the other.
            budget = budgets[dice.random() < 0.35]
            group.create_task(_enter(venue, budget, n, dice))
        for at in EXITS:
            group.create_task(_leave(venue, budgets[at % 2], at))
        for n in range(50):
            group.create_task(venue.ask(budgets[n % 2], 2, Priority.READ, a_wallet(n)))
    await asyncio.gather(*(budget.close() for budget in budgets))
    return venue


async def _enter(venue: CountingVenue, budget: Budget, n: int, dice: Random) -> None:
    for _ in range(CALLS):
        way = dice.uniform(0, ON_ITS_WAY)
        await venue.ask(budget, 1, Priority.OPEN, a_wallet(n), way)


async def _leave(venue: CountingVenue, budget: Budget, at: int) -> None:
    await asyncio.sleep(at)
    await asyncio.gather(
        *(venue.ask(budget, 1, Priority.CLOSE, a_wallet(at + n)) for n in range(3))
    )
    assert now() < at + 0.5, "an exit waited behind entries"


@pytest.fixture(scope="module")
def venue() -> CountingVenue:
    return in_virtual_time(_signal(seed=7))


def _entries(venue: CountingVenue) -> Sequence[Call]:
    return [c for c in venue.calls if c.priority is Priority.OPEN and c.wallet != GREEDY]


def test_everything_is_sent_and_no_minute_sees_more_than_the_venue_allows(
    venue: CountingVenue,
) -> None:
    asked = DEPLOYMENTS * CALLS + GREED + 3 * len(EXITS) + 2 * 50
    assert sum(call.weight for call in venue.calls) == asked > LIMIT
    assert venue.busiest() <= LIMIT


def test_exits_overtake_the_entries_that_wait(venue: CountingVenue) -> None:
    last_entry = max(call.at for call in _entries(venue))
    exits = [call for call in venue.calls if call.priority is Priority.CLOSE]
    assert len(exits) == 3 * len(EXITS)
    assert all(call.at < last_entry for call in exits)


def test_reads_wait_until_entries_are_through(venue: CountingVenue) -> None:
    reads = [call.at for call in venue.calls if call.priority is Priority.READ]
    assert min(reads) > max(call.at for call in _entries(venue)) - ON_ITS_WAY - 1


def test_no_wallet_waits_more_than_twice_its_fair_share(venue: CountingVenue) -> None:
    """Its nth call is through in twice the time in which all wallets could have had n."""
    told: dict[str | None, list[float]] = defaultdict(list)
    for call in _entries(venue):
        told[call.wallet].append(call.at)
    exits = 3 * len(EXITS)
    for times in told.values():
        assert len(times) == CALLS
        for n, at in enumerate(sorted(times), start=1):
            weight = n * (DEPLOYMENTS + 1) + exits
            free = TERMS.capacity - TERMS.floor(Priority.OPEN)
            fair = max(weight - free, 0) / TERMS.per_second
            assert at - ON_ITS_WAY <= 2 * fair
