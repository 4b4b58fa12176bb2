"""A day on a failing venue, with users trading by hand and us killed: both books, to the digit."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo.hyperliquid.floor import Floor, Surroundings
from contracts.market import Symbol, Wallet
from infra.simulators.hyperliquid.book import Depth
from infra.simulators.hyperliquid.faults import Fault, Kind
from producers.statements import statements
from scripts.chaos.evidence import ours
from scripts.chaos.ledger import Ledger, named
from scripts.chaos.truth import Evidence, Line, residual, truth_table
from tests.factories import NOON
from tests.hyperliquid_floor import a_person, cost, opened, say, surroundings
from tests.scenarios import rows

pytestmark = [pytest.mark.integration, pytest.mark.slow, pytest.mark.timeout(300)]
D = Decimal
PEOPLE = [a_person(n) for n in range(1, 4)]
ADA, _, CAT = (person.wallet for person in PEOPLE)
OWN = "SOL"
"""Nobody posts about it: what is held of it is its owner's."""
THIN = Depth(usd=D(300), levels=6, half_spread=D(0), step=D("0.0001"))
FAULTS = {
    Kind.DROP_AFTER: 7,
    Kind.GATEWAY_AFTER: 11,
    Kind.GARBLED: 13,
    Kind.WRONG_SHAPE: 17,
    Kind.DROP_BEFORE: 19,
}
COUNTED = {
    "intents with their order",
    "orders settled",
    "orders the venue accepted",
    "fills: id, quantity, price, fee",
    "holdings: wallet x token",
    "books: realised, fees",
    "closed positions billed",
    "dead letters",
    "orders that traded, by attempt",
    "stops the venue accepted",
    "stops resting for what is open",
    "done by hand, and named",
}


@pytest.fixture
async def around(
    engine: AsyncEngine, store_url: str, tmp_path: Path
) -> AsyncIterator[Surroundings]:
    async with surroundings(engine, store_url, tmp_path) as found:
        sim = found.simulator.venue
        sim.set_depth(THIN)
        for kind, every in FAULTS.items():
            sim.faults.add(Fault(kind=kind, action="order", every=every, count=None))
        yield found


@asynccontextmanager
async def from_hour(around: Surroundings, hour: int, **start: Any) -> AsyncIterator[Floor]:
    """Start the platform anew at an hour past noon, with everything at its usual price."""
    around.clock.set(NOON + timedelta(hours=hour))
    async with opened(around, **start) as floor:
        await cost(floor, minute=60 * hour, BTC="60000", ETH="3000")
        await floor.look()
        yield floor


def by_hand(floor: Floor, user: Wallet, coin: Symbol, size: Decimal) -> None:
    """Let a user buy, or sell if below 0."""
    status = floor.sim.trade(user, coin, is_buy=size > 0, size=abs(size))
    assert "filled" in status


def size_of(floor: Floor, user: Wallet, coin: Symbol) -> Decimal:
    held = floor.sim.position(user, coin)
    assert held is not None
    return held.size


def holder(floor: Floor, coin: Symbol) -> Wallet:
    """Name somebody for whom we hold a coin; an entry that the venue lost may have none."""
    users = [person.wallet for person in PEOPLE]
    return next(user for user in users if floor.sim.position(user, coin))


async def rest(floor: Floor) -> None:
    """Let two looks see the same, and stops be seen to after each."""
    for _ in range(2):
        floor.pipeline.advance(floor.now + timedelta(seconds=125))
        await floor.quote()
        await floor.look()
        await floor.guard()


async def morning(around: Surroundings) -> None:
    """Enter two coins; one trails to its end, the other's stops trade while we are killed."""
    async with from_hour(around, 0, people=PEOPLE) as floor:
        await say(floor, "Just opened a long on $BTC", 1)
        await say(floor, "Just opened a long on $ETH", 2)
        await cost(floor, minute=2, BTC="62400")
        await cost(floor, minute=3, BTC="61200")
        await rest(floor)
        by_hand(floor, ADA, OWN, D("2.5"))
    around.simulator.venue.set_mark("ETH", D(2600))


async def noon(around: Surroundings) -> None:
    """Enter again; users close ours, wholly and in halves, and hold something of their own."""
    async with from_hour(around, 7) as floor:
        await rest(floor)
        await say(floor, "Shorting $BTC here", 3)
        await say(floor, "Just opened a long on $ETH", 4)
        await rest(floor)
        whole, parted = holder(floor, "BTC"), holder(floor, "ETH")
        by_hand(floor, whole, "BTC", -size_of(floor, whole, "BTC"))
        half = (size_of(floor, parted, "ETH") / 2).quantize(D("0.0001"))
        by_hand(floor, parted, "ETH", -half)
        by_hand(floor, CAT, OWN, D(-3))
        await rest(floor)
        by_hand(floor, parted, "ETH", -size_of(floor, parted, "ETH"))
        await rest(floor)


async def evening(around: Surroundings) -> None:
    """Let stops trade at the venue behind our back; enter what is held at the end, or a part."""
    async with from_hour(around, 14) as floor:
        floor.sim.set_mark("BTC", D(66_500))
        await rest(floor)
        await say(floor, "Just opened a long on $BTC", 5)
        await rest(floor)
        user = holder(floor, "BTC")
        part = (size_of(floor, user, "BTC") / 3).quantize(D("0.00001"))
        by_hand(floor, user, "BTC", -part)
        await rest(floor)


async def told(engine: AsyncEngine, around: Surroundings) -> Evidence:
    """Hear both sides, and what the statements of all accounts name."""
    around.simulator.venue.faults.clear()
    async with from_hour(around, 15) as floor:
        await rest(floor)
        made, silent = await statements({floor.venue.name: floor.venue}, floor.world.units, NOON)
    stops = await rows(engine, "select client_order_id from resting_stop")
    believed = await rows(
        engine, "select client_order_id from order_attempt where outcome = 'ACCEPTED'"
    )
    held = await rows(engine, "select wallet, symbol, quantity from position where status='OPEN'")
    ledger = Ledger(
        document=around.simulator.venue.ledger(),
        stops=frozenset(row["client_order_id"] for row in stops),
        believed=frozenset(row["client_order_id"] for row in believed),
        own=[OWN],
    )
    said = named({"accounts": [asdict(each) for each in made], "silent": silent})
    guarded = [(row["wallet"], row["symbol"], row["quantity"]) for row in held]
    return Evidence(**await ours(engine), **ledger.evidence(guarded, said))


def counted(evidence: Evidence) -> list[Line]:
    """Keep what can be compared without a list of the posts that were said."""
    return [line for line in truth_table(evidence) if line.what in COUNTED]


async def test_after_a_chaotic_day_both_books_are_the_same_to_the_last_digit(
    engine: AsyncEngine, around: Surroundings
) -> None:
    await morning(around)
    await noon(around)
    await evening(around)

    evidence = await told(engine, around)

    lines = counted(evidence)
    assert [line for line in lines if not line.true] == []
    assert residual(evidence) == 0
    assert {line.what for line in lines} == COUNTED
    kinds = [item[0] for item in evidence.by_hand if isinstance(item, tuple)]
    assert (kinds.count("external"), kinds.count("closed outside") >= 3) == (2, True)
    ended = await rows(engine, "select distinct exit_reason as why from position")
    assert {row["why"] for row in ended} == {
        "TRAILING_STOP",
        "HARD_STOP_LOSS",
        "CLOSED_EXTERNALLY",
        None,
    }
    failed = {fault["kind"] for fault in await rows(engine, "select kind from order_event")}
    assert "UNKNOWN" in failed
