"""From a post to money on a simulated Hyperliquid: real keys, real signatures, the real adapter.

Platform and venue share one clock that is set by hand; nothing else is made up.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo.hyperliquid.books import compared
from cli.demo.hyperliquid.floor import Floor, Surroundings
from domain.outside import BY_STOP
from domain.stops import VERIFY, stop_name
from infra.simulators.hyperliquid.faults import Fault, Kind
from tests.factories import NOON
from tests.hyperliquid_floor import a_person, cost, opened, positions, say, surroundings
from tests.scenarios import rows

pytestmark = [pytest.mark.integration, pytest.mark.slow]
ADA = a_person(1)
D = Decimal


@pytest.fixture
async def around(
    engine: AsyncEngine, store_url: str, tmp_path: Path
) -> AsyncIterator[Surroundings]:
    async with surroundings(engine, store_url, tmp_path) as found:
        yield found


async def named(engine: AsyncEngine, purpose: str | None = None) -> dict[UUID, dict[str, Any]]:
    """Return the attempts at orders by their names at the venue."""
    found = await rows(
        engine,
        """select a.client_order_id, a.n, a.signer, a.nonce, a.outcome, o.purpose, o.state,
             o.quantity, o.filled, o.detail
           from order_attempt a join trade_order o on o.id = a.order_id""",
    )
    return {row["client_order_id"]: row for row in found if purpose in (None, row["purpose"])}


async def retried(engine: AsyncEngine) -> list[dict[str, Any]]:
    """Tell the whole story of every order that took more than one attempt."""
    return await rows(
        engine,
        """select order_id, kind, data, at, recorded_at from order_event
           where order_id in (select order_id from order_attempt where n > 1) order by id""",
    )


def at_the_venue(floor: Floor) -> dict[UUID, list[dict[str, Any]]]:
    """Return the venue's orders by the name that they came with; each name may have several."""
    told: dict[UUID, list[dict[str, Any]]] = {}
    for order in floor.sim.ledger()["orders"]:
        told.setdefault(UUID(hex=order["cloid"].removeprefix("0x")), []).append(order)
    return told


async def once_each(engine: AsyncEngine, floor: Floor) -> bool:
    """Tell whether the venue has each order and stop of ours exactly once, and nothing else."""
    stops = await rows(engine, "select client_order_id from resting_stop")
    ours = set(await named(engine)) | {row["client_order_id"] for row in stops}
    told = at_the_venue(floor)
    taken = [entry["times"] for entry in floor.sim.ledger()["accepted"]]
    return told.keys() == ours and {len(each) for each in told.values()} == {1} == set(taken)


async def agrees(engine: AsyncEngine, floor: Floor) -> bool:
    """Tell whether every account is the same in the venue's ledger and in our books."""
    lines = await compared(engine, floor.sim.ledger())
    return bool(lines) and all(line.agrees for line in lines)


async def rested(floor: Floor) -> dict[UUID | None, tuple[Decimal, Decimal]]:
    """Ask the venue which stops rest: quantity and trigger by name."""
    wallets = list(floor.sim.state.accounts)
    told = await floor.venue.stops(wallets)
    return {stop.client_order_id: (stop.quantity, stop.trigger_price) for stop in told}


@pytest.mark.parametrize("broker", ["loopback", "rabbitmq"])
async def test_a_post_becomes_a_position_that_the_venue_guards_and_we_trail_to_its_end(
    engine: AsyncEngine, around: Surroundings, broker: str, request: pytest.FixtureRequest
) -> None:
    amqp_url = request.getfixturevalue("rabbitmq_url") if broker == "rabbitmq" else None
    async with opened(around, [ADA], amqp_url) as floor:
        await say(floor, "Just opened a long on $BTC")

        [position] = await positions(engine)
        held = floor.sim.position(ADA.wallet, "BTC")
        assert held is not None
        assert (position["status"], position["quantity"]) == ("OPEN", held.size)
        assert held.size == D("0.00833")  # 5 % of 10,000 USD at 60,000, in lots of 0.00001
        assert (position["entry_price"], held.entry, held.cross) == (D(60_000), D(60_000), False)

        name = stop_name(position["id"], 1)
        assert position["hard_stop_price"] == D(54_000)
        assert await rested(floor) == {name: (held.size, D(54_000))}
        [stop] = await rows(engine, "select * from resting_stop")
        assert (stop["state"], stop["client_order_id"]) == ("RESTING", name)
        assert stop["confirmed_at"] - position["opened_at"] < timedelta(seconds=5)

        for minute, price in enumerate(("61000", "62100", "61560"), start=1):
            await cost(floor, minute=minute, BTC=price)
            assert [row["status"] for row in await positions(engine)] == ["OPEN"]
        await cost(floor, minute=4, BTC="61440")

        [position] = await positions(engine)
        assert (position["status"], position["exit_reason"]) == ("CLOSED", "TRAILING_STOP")
        assert position["exit_price"] == D(61_440)
        assert position["gross_pnl"] == held.size * 1440
        assert floor.sim.position(ADA.wallet, "BTC") is None
        assert await rested(floor) == {}
        await floor.guard()
        assert [s["state"] for s in await rows(engine, "select state from resting_stop")] == [
            "GONE"
        ]
        assert await once_each(engine, floor)
        assert await agrees(engine, floor)
        assert (await floor.look()).differing == 0


async def test_the_key_that_signs_is_the_one_the_user_signed_for(
    engine: AsyncEngine, around: Surroundings
) -> None:
    async with opened(around, [ADA]) as floor:
        await say(floor, "Just opened a short on $ETH")

        [credential] = await rows(engine, "select * from credential")
        [approval] = floor.sim.state.agents.by_address.values()
        assert (approval.user, approval.address) == (ADA.wallet, credential["agent_address"])
        assert (approval.name, credential["status"]) == ("maxxit", "APPROVED")
        [attempt] = (await named(engine)).values()
        assert (attempt["signer"], attempt["outcome"]) == (approval.address, "ACCEPTED")
        held = floor.sim.position(ADA.wallet, "ETH")
        assert held is not None
        assert held.size == -attempt["filled"] == -attempt["quantity"]


async def test_with_every_third_answer_lost_each_order_trades_once_and_books_to_the_last_digit(
    engine: AsyncEngine, around: Surroundings
) -> None:
    people = [a_person(n) for n in range(1, 6)]
    async with opened(around, people) as floor:
        lost = floor.sim.faults.add(
            Fault(kind=Kind.DROP_AFTER, action="order", every=3, count=None)
        )
        for number, coin in enumerate(("BTC", "SOL", "ETH"), start=1):
            await say(floor, f"Just opened a long on ${coin}", number)
        held = await positions(engine)
        assert [row["status"] for row in held] == ["OPEN"] * 15
        assert len(await rested(floor)) == 15

        await cost(floor, minute=2, BTC="62400", SOL="156", ETH="3120")
        await cost(floor, minute=3, BTC="61200", SOL="153", ETH="3060")
        await floor.guard()

        ended = await positions(engine)
        assert [(row["status"], row["exit_reason"]) for row in ended] == [
            ("CLOSED", "TRAILING_STOP")
        ] * 15
        for row in ended:
            assert row["gross_pnl"] == row["opened_quantity"] * row["entry_price"] / 50
        assert lost.seen == 45
        assert lost.done == 15
        attempts = await named(engine)
        assert await retried(engine) == []
        assert all(row["filled"] == row["quantity"] for row in attempts.values())
        told = at_the_venue(floor)
        for name, row in attempts.items():
            assert [D(order["origSz"]) for order in told[name]] == [row["quantity"]]
        heard = await rows(engine, "select order_id from order_event where kind = 'UNKNOWN'")
        assert len(heard) > 0
        assert await rested(floor) == {}
        assert await once_each(engine, floor)
        assert await agrees(engine, floor)
        assert (await floor.look()).differing == 0


@pytest.mark.parametrize(("mark_at_start", "refused"), [("150", 0), ("130", 1)])
async def test_a_stop_that_fires_while_we_are_down_is_booked_as_the_stop_when_we_are_back(
    engine: AsyncEngine, around: Surroundings, mark_at_start: str, refused: int
) -> None:
    async with opened(around, [ADA]) as floor:
        await say(floor, "Just opened a long on $SOL")
        sim = floor.sim
    around.clock.set(NOON + timedelta(minutes=10))
    sim.set_mark("SOL", D(130))
    assert sim.position(ADA.wallet, "SOL") is None
    assert [row["status"] for row in await positions(engine)] == ["OPEN"]
    around.clock.set(NOON + timedelta(minutes=30))
    sim.set_mark("SOL", D(mark_at_start))

    async with opened(around) as floor:
        for _ in range(2):
            floor.pipeline.advance(floor.now + VERIFY)
            await floor.guard()
            await floor.look()

        [position] = await positions(engine)
        assert (position["status"], position["exit_reason"]) == ("CLOSED", "HARD_STOP_LOSS")
        assert position["closed_at"] == NOON + timedelta(minutes=10)
        assert position["exit_price"] == D(130)
        [stop] = await rows(engine, "select state from resting_stop")
        assert stop["state"] == "FILLED"
        closing = await rows(engine, "select state, detail from trade_order where purpose='CLOSE'")
        assert sorted(row["state"] for row in closing) == ["FILLED", *["REJECTED"] * refused]
        assert BY_STOP in [row["detail"] for row in closing]
        assert await once_each(engine, floor)
        assert await agrees(engine, floor)
        assert (await floor.look()).differing == 0
