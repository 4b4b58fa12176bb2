"""The orders stage over the preserved service: one request for an order, whatever happens."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from consumers.orders import settle_due
from contracts.alarms import AlarmKind, AlarmRaised
from contracts.market import Network, VenueName
from contracts.orders import OrderFilled
from infra.tables.orders import FillRow
from infra.venues.hyperliquid_service.client import Patience
from tests.factories import a_wallet
from tests.factories_hyperliquid_service import Trading, an_adapter, service_trading
from tests.factories_signers import approved_keys
from tests.orders_desk import Desk, until

pytestmark = [pytest.mark.integration, pytest.mark.slow]
HL = VenueName.HYPERLIQUID
PRICE = Decimal(50_000)
PATIENCE = Patience(asking=3.0, acting=1.0)
AFTER = ["fill", "crash_after", "drop_after", "beyond"]
BEFORE = ["crash", "drop", "bad", "forbidden", "order_error", "err_unheard_of", "gibberish"]


@pytest.fixture
async def trading(desk: Desk) -> AsyncIterator[Trading]:
    await approved_keys(desk.engine, range(1, 10))
    async with service_trading(Network.PAPER, clock=desk.clock, patience=PATIENCE) as each:
        take(desk, each.venue)
        yield each


def take(desk: Desk, venue: Any) -> None:
    """Let a desk trade over the service alone."""
    desk.venues = {HL: venue}


async def entry(desk: Desk, n: int = 1) -> Any:
    return await desk.entry(n, venue=HL, reference_price=PRICE)


async def test_an_order_is_sent_and_booked_by_what_its_account_did(
    desk: Desk, trading: Trading
) -> None:
    intent = await entry(desk)
    await desk.work()
    assert await desk.reaches(intent, "FILLED")
    [fill] = await desk.told(OrderFilled)
    assert (fill.fill_id, fill.quantity) == ("501/1001", intent.quantity)
    assert trading.fake.orders[0]["limitPx"] == 50_500.0
    exit_ = await desk.exit(venue=HL)
    await desk.later(timedelta(seconds=1))
    assert await desk.reaches(exit_, "FILLED")
    assert trading.fake.positions[a_wallet(1)]["BTC"] == 0


@pytest.mark.parametrize("word", ["crash_after", "drop_after"])
async def test_an_answer_lost_after_the_trade_is_made_up_for_by_looking(
    desk: Desk, trading: Trading, word: str
) -> None:
    trading.fake.script = [word]
    intent = await entry(desk)
    await desk.later(timedelta(seconds=2))
    assert await desk.reaches(intent, "FILLED")
    assert trading.fake.traded == len(trading.fake.orders) == 1


async def test_an_order_that_nobody_saw_waits_for_a_person_and_is_never_sent_again(
    desk: Desk, trading: Trading
) -> None:
    trading.fake.script = ["drop"]
    intent = await entry(desk)
    await desk.later(timedelta(minutes=3))
    assert await desk.reaches(intent, "UNKNOWN")
    assert len(trading.fake.orders) == 1
    alarms = await desk.told(AlarmRaised)
    assert {alarm.kind for alarm in alarms} == {AlarmKind.ORDER_UNRESOLVED}


async def test_a_trade_of_the_users_own_is_not_taken_for_ours(desk: Desk, trading: Trading) -> None:
    trading.fake.script = ["drop_after"]
    intent = await entry(desk)
    trading.fake.trade(a_wallet(1), "BTC", intent.quantity)
    trading.fake.fills[a_wallet(1)][0]["time"] += 1000
    await desk.later(timedelta(minutes=3))
    assert await desk.reaches(intent, "UNKNOWN")
    assert await desk.rows(FillRow) == []
    assert len(trading.fake.orders) == 1
    assert AlarmKind.ORDER_UNRESOLVED in {each.kind for each in await desk.told(AlarmRaised)}


async def test_a_sender_that_dies_in_the_call_is_followed_by_one_that_looks(
    desk: Desk, trading: Trading
) -> None:
    trading.fake.script = ["hang_after"]
    intent = await entry(desk)
    dying = asyncio.ensure_future(settle_due(desk.world))

    async def arrived() -> bool:
        return trading.fake.traded == 1

    await until(arrived)
    dying.cancel()
    await asyncio.wait([dying])
    await desk.leases_end()
    next_one = an_adapter(
        trading.fake.url, trading.drawer, desk.clock, Network.PAPER, patience=PATIENCE
    )
    take(desk, next_one)
    await desk.later(timedelta(seconds=2))
    await next_one.close()
    assert await desk.reaches(intent, "FILLED")
    assert trading.fake.traded == len(trading.fake.orders) == 1


async def test_what_never_left_is_tried_again_as_a_new_attempt(
    desk: Desk, trading: Trading
) -> None:
    trading.fake.network = "mainnet"
    intent = await entry(desk)
    await desk.work()
    assert await desk.reaches(intent, "PLANNED")
    assert trading.fake.keys == []
    trading.fake.network = "paper"
    await desk.later(timedelta(seconds=5))
    assert await desk.reaches(intent, "FILLED")
    assert len(trading.fake.orders) == 1


@pytest.mark.parametrize("seed", [1, 2])
async def test_no_order_is_ever_doubled_whatever_goes_wrong(
    desk: Desk, trading: Trading, seed: int
) -> None:
    words = random.Random(seed).choices(AFTER + BEFORE, k=9)
    trading.fake.script = list(words)
    for n in range(1, 10):
        await entry(desk, n)
    await asyncio.gather(*(settle_due(desk.world) for _ in range(2)))
    await desk.later(timedelta(minutes=1))
    asked = Counter(order["vaultAddress"] for order in trading.fake.orders)
    assert asked == Counter({a_wallet(n): 1 for n in range(1, 10)})
    assert trading.fake.traded == sum(word in AFTER for word in words)
    booked = {row.fill_id for row in await desk.rows(FillRow)}
    truth = {f"{row['oid']}/{row['tid']}" for rows in trading.fake.fills.values() for row in rows}
    assert booked == truth
