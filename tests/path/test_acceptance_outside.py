"""What users do on the venue by their own hand, and what the platform makes of it.

Everything is real but the clock; a user's own trade is an order of his under a name of his own.
"""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Purpose, Side
from infra.venues.paper.behaviour import PaperBehaviour
from producers.reconciliation import ReconcileReport, reconcile
from tests.factories import NOON, a_wallet
from tests.factories_accounts import alarms, by_hand, look, opened, placed
from tests.scenarios import Start, cost, deployed, rows, say, statuses

pytestmark = [pytest.mark.integration, pytest.mark.slow]


async def test_scenario_09_a_position_the_user_closed_is_booked_from_the_venues_own_fills(
    engine: AsyncEngine, start: Start
) -> None:
    await deployed(engine)
    pipeline = await start()
    held = await opened(engine, pipeline)
    await cost(pipeline, "101", minute=1)
    await by_hand(pipeline, Purpose.CLOSE, held / 4, n=1)
    await cost(pipeline, "102", minute=2)
    await by_hand(pipeline, Purpose.CLOSE, held * 3 / 4, n=2)

    assert (await look(pipeline)).booked == 0
    assert await statuses(engine) == [("OPEN", None)]
    assert (await look(pipeline)).booked == 1

    assert await statuses(engine) == [("CLOSED", "CLOSED_EXTERNALLY")]
    [position] = await rows(engine, "select * from position")
    account = (await pipeline.paper.statement()).accounts[a_wallet(1)]
    assert position["gross_pnl"] == account.realised == held / 4 + 2 * held * 3 / 4
    assert position["net_pnl"] == account.realised - account.fees > 0
    assert position["closed_at"] == NOON + timedelta(minutes=2)
    bills = await rows(engine, "select kind from bill order by kind")
    assert [bill["kind"] for bill in bills] == ["INFRA_FEE", "PROFIT_SHARE"]
    assert await placed(pipeline) == 3
    assert await rows(engine, "select order_id, n from order_attempt where n > 1") == []
    assert await alarms(engine) == []
    assert (await look(pipeline)).differing == 0
    assert await rows(engine, "select * from drift") == []


async def test_scenario_09_a_stop_that_comes_after_the_user_closed_sends_nothing_forever(
    engine: AsyncEngine, start: Start
) -> None:
    await deployed(engine)
    pipeline = await start()
    held = await opened(engine, pipeline)
    await by_hand(pipeline, Purpose.CLOSE, held)
    await cost(pipeline, "89", minute=1)
    assert [status for status, _ in await statuses(engine)] == ["OPEN"]

    await look(pipeline)
    await look(pipeline)

    assert await statuses(engine) == [("CLOSED", "CLOSED_EXTERNALLY")]
    [position] = await rows(engine, "select exit_price, gross_pnl from position")
    assert (position["exit_price"], position["gross_pnl"]) == (100, 0)


async def test_scenario_10_a_position_the_user_opened_is_shown_and_left_alone(
    engine: AsyncEngine, start: Start
) -> None:
    await deployed(engine)
    pipeline = await start()
    await by_hand(pipeline, Purpose.OPEN, Decimal(2))

    assert (await look(pipeline)).external == 1
    await cost(pipeline, "75", minute=1)
    await look(pipeline)

    async with pipeline.world.units() as uow:
        [external] = await uow.reconciliation.external()
    assert (external.holding.symbol, external.holding.side) == ("BTC", Side.LONG)
    assert external.holding.quantity == 2
    assert external.gone_at is None
    assert external.first_seen_at == NOON + timedelta(seconds=10)
    assert external.last_seen_at > external.first_seen_at
    for table in ("position", "intent", "trade_order", "bill", "drift"):
        assert await rows(engine, f"select * from {table}") == []  # noqa: S608 - names of ours
    assert await placed(pipeline) == 1

    await by_hand(pipeline, Purpose.CLOSE, Decimal(2), n=2)
    await look(pipeline)
    [row] = await rows(engine, "select gone_at from external_position")
    assert row["gone_at"] == pipeline.world.clock.now()


async def test_what_the_user_adds_to_our_position_is_not_closed_with_it(
    engine: AsyncEngine, start: Start
) -> None:
    await deployed(engine)
    pipeline = await start()
    await opened(engine, pipeline)
    await by_hand(pipeline, Purpose.OPEN, Decimal(2))
    await look(pipeline)
    await look(pipeline)
    assert await alarms(engine) == ["drift"]

    await cost(pipeline, "89", minute=1)
    assert await statuses(engine) == [("CLOSED", "HARD_STOP_LOSS")]
    await look(pipeline)

    [holding] = await pipeline.paper.holdings([a_wallet(1)])
    assert holding.quantity == 2
    assert [row["quantity"] for row in await rows(engine, "select * from external_position")] == [2]


async def test_a_part_that_the_user_closed_is_booked_and_the_rest_stays_watched(
    engine: AsyncEngine, start: Start
) -> None:
    await deployed(engine)
    pipeline = await start()
    held = await opened(engine, pipeline)
    await cost(pipeline, "101", minute=1)
    await by_hand(pipeline, Purpose.CLOSE, held / 2)

    assert [(await look(pipeline)).booked for _ in range(3)] == [0, 1, 0]
    [position] = await rows(engine, "select status, quantity, close_attempts from position")
    assert position == {"status": "OPEN", "quantity": held / 2, "close_attempts": 1}
    assert await alarms(engine) == []

    await cost(pipeline, "89", minute=2)
    await look(pipeline)

    assert await statuses(engine) == [("CLOSED", "HARD_STOP_LOSS")]
    [position] = await rows(engine, "select gross_pnl from position")
    account = (await pipeline.paper.statement()).accounts[a_wallet(1)]
    assert position["gross_pnl"] == account.realised == (1 - 11) * held / 2


async def test_a_part_that_the_user_traded_to_and_fro_raises_one_alarm_and_counts_in_the_end(
    engine: AsyncEngine, start: Start
) -> None:
    await deployed(engine)
    pipeline = await start()
    held = await opened(engine, pipeline)
    await by_hand(pipeline, Purpose.CLOSE, held, n=1)
    await by_hand(pipeline, Purpose.OPEN, held / 2, n=2)

    for _ in range(4):
        assert (await look(pipeline)).differing == 1
    assert await alarms(engine) == ["drift"]
    assert await statuses(engine) == [("OPEN", None)]

    await cost(pipeline, "89", minute=2)
    await look(pipeline)
    await look(pipeline)

    assert [status for status, _ in await statuses(engine)] == ["CLOSED"]


async def test_reconcilers_side_by_side_book_once(engine: AsyncEngine, start: Start) -> None:
    await deployed(engine)
    pipeline = await start()
    held = await opened(engine, pipeline)
    await by_hand(pipeline, Purpose.CLOSE, held)
    await look(pipeline)
    now = NOON + timedelta(minutes=1)
    pipeline.advance(now)

    world = pipeline.world
    reports = await asyncio.gather(*(reconcile(world.venues, world.units, now) for _ in range(4)))
    await pipeline.settle(now)

    assert sum(report.booked for report in reports) == 1
    assert await statuses(engine) == [("CLOSED", "CLOSED_EXTERNALLY")]
    fills = await rows(engine, "select sum(quantity) as q from fill where purpose = 'CLOSE'")
    assert fills == [{"q": held}]
    assert len(await rows(engine, "select id from bill where kind = 'INFRA_FEE'")) == 1


async def test_an_absence_seen_once_or_twice_at_the_same_time_changes_nothing(
    engine: AsyncEngine, start: Start
) -> None:
    await deployed(engine)
    pipeline = await start()
    held = await opened(engine, pipeline)
    await by_hand(pipeline, Purpose.CLOSE, held)
    await look(pipeline)
    await look(pipeline, after=1)
    await by_hand(pipeline, Purpose.OPEN, held, n=2)
    await look(pipeline)
    assert await rows(engine, "select * from drift") == []

    await by_hand(pipeline, Purpose.CLOSE, held, n=3)
    await look(pipeline)

    assert await statuses(engine) == [("OPEN", None)]
    assert await alarms(engine) == []


async def test_an_order_of_ours_in_flight_is_waited_for(engine: AsyncEngine, start: Start) -> None:
    await deployed(engine)
    slow = timedelta(minutes=4)
    pipeline = await start(PaperBehaviour(keeper=True, keeper_delay=(slow, slow)))
    await say(pipeline, "Just opened a long on $BTC")
    await cost(pipeline, "100", minute=5)
    [row] = await rows(engine, "select status, quantity from position")
    assert row["status"] == "OPEN"
    await cost(pipeline, "80", minute=6)
    assert [status for status, _ in await statuses(engine)] == ["CLOSING"]

    await by_hand(pipeline, Purpose.CLOSE, row["quantity"], n=1)
    for _ in range(3):
        assert await look(pipeline) == ReconcileReport()
    assert [status for status, _ in await statuses(engine)] == ["CLOSING"]
