"""What the platform must do when it matters, scenario by scenario, from the post to the books.

Everything is real but the clock. The numbers are those that the team agreed on with the traders;
a scenario that is told somewhere else as well is named there by the same number.
"""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.positions import stage as positions
from consumers.stage import Turn
from contracts.market import DeploymentId
from contracts.positions import PriceMarked
from domain.deployments import cancelled
from domain.markets import marked
from domain.ports.venue import Quote
from infra.venues.paper.behaviour import Fault, PaperBehaviour
from tests.factories import NOON, a_deployment, a_source, a_wallet, an_agent
from tests.scenarios import Start, cost, deployed, holding, rows, say, statuses

pytestmark = [pytest.mark.integration, pytest.mark.slow]


async def test_scenario_02_a_wallet_with_too_little_is_refused_once_and_the_others_trade(
    engine: AsyncEngine, start: Start
) -> None:
    await deployed(engine, wallets=3)
    await holding(engine, 2, 8)
    pipeline = await start()

    await say(pipeline, "Just opened a long on $BTC")
    await pipeline.settle(NOON + timedelta(minutes=5))

    refused = await rows(engine, "select reason, detail from refusal")
    assert [row["reason"] for row in refused] == ["below_minimum"]
    assert await statuses(engine) == [("OPEN", None)] * 2
    assert await rows(engine, "select count(*) as n from trade_order") == [{"n": 2}]


async def test_scenario_03_a_token_on_no_enabled_venue_is_refused_and_the_search_is_kept(
    engine: AsyncEngine, start: Start
) -> None:
    venues = {"venue": "MULTI", "venues": ["HYPERLIQUID", "PAPER"]}
    agent = await an_agent(engine, "multi", sources=(await a_source(engine, "alice"),), **venues)
    await a_deployment(engine, agent, enabled_venues=["HYPERLIQUID"])
    pipeline = await start()

    await say(pipeline, "Just opened a long on $BTC")

    assert [row["reason"] for row in await rows(engine, "select * from refusal")] == ["no_market"]
    [routing] = await rows(engine, "select requested, selected, checked from routing")
    assert (routing["requested"], routing["selected"]) == (["HYPERLIQUID"], None)
    assert "no_market" in routing["checked"]["HYPERLIQUID"]


async def test_scenario_04_an_order_the_venue_refuses_leaves_no_position(
    engine: AsyncEngine, start: Start
) -> None:
    await deployed(engine)
    pipeline = await start(PaperBehaviour(starting_balance=Decimal(8)))

    await say(pipeline, "Just opened a long on $BTC")
    await pipeline.settle(NOON + timedelta(minutes=5))

    [order] = await rows(engine, "select state, reject_reason, attempts from trade_order")
    assert (order["state"], order["attempts"]) == ("REJECTED", 1)
    assert order["reject_reason"] == "insufficient_balance"
    assert [status for status, _ in await statuses(engine)] == ["OPEN_FAILED"]
    assert await rows(engine, "select * from fill") == []


async def test_scenario_05_an_order_whose_answer_is_lost_is_found_and_never_sent_again(
    engine: AsyncEngine, start: Start
) -> None:
    await deployed(engine)
    pipeline = await start(PaperBehaviour(fault_plan=lambda _: Fault.TIMEOUT))

    await say(pipeline, "Just opened a long on $BTC")
    await pipeline.settle(NOON + timedelta(minutes=1))

    assert await statuses(engine) == [("OPEN", None)]
    [attempt] = await rows(engine, "select n from order_attempt")
    assert attempt["n"] == 1
    ledger = await pipeline.paper.statement()
    assert [order.arrivals for order in ledger.orders.values()] == [1]
    heard = await rows(engine, "select kind from order_event")
    assert "UNKNOWN" in [row["kind"] for row in heard]


@pytest.mark.parametrize(("cancels", "ending"), [(Decimal(0), "OPEN"), (Decimal(1), "OPEN_FAILED")])
async def test_scenario_06_a_position_is_opening_until_the_keeper_decides(
    engine: AsyncEngine, start: Start, cancels: Decimal, ending: str
) -> None:
    await deployed(engine)
    four = timedelta(minutes=4)
    pipeline = await start(
        PaperBehaviour(keeper=True, keeper_delay=(four, four), keeper_cancel_share=cancels)
    )

    await say(pipeline, "Just opened a long on $BTC")
    await pipeline.settle(NOON + timedelta(minutes=3))
    assert await statuses(engine) == [("OPENING", None)]

    await cost(pipeline, "100", minute=5)
    assert [status for status, _ in await statuses(engine)] == [ending]
    assert await pipeline.paper.balance(a_wallet(1)) <= 10_000
    if ending == "OPEN_FAILED":
        assert await pipeline.paper.balance(a_wallet(1)) == 10_000


async def test_scenario_07_a_long_trails_its_best_price(engine: AsyncEngine, start: Start) -> None:
    await deployed(engine)
    pipeline = await start()
    await say(pipeline, "Just opened a long on $BTC")

    for minute, price in enumerate(("102", "103.5", "102.6"), start=1):
        await cost(pipeline, price, minute=minute)
        assert await statuses(engine) == [("OPEN", None)]
    await cost(pipeline, "102.4", minute=4)

    assert await statuses(engine) == [("CLOSED", "TRAILING_STOP")]


async def test_scenario_07_a_short_trails_its_best_price(engine: AsyncEngine, start: Start) -> None:
    await deployed(engine)
    pipeline = await start()
    await say(pipeline, "Just opened a short on $BTC")

    for minute, price in enumerate(("97", "96", "96.9"), start=1):
        await cost(pipeline, price, minute=minute)
        assert await statuses(engine) == [("OPEN", None)]
    await cost(pipeline, "96.97", minute=4)

    assert await statuses(engine) == [("CLOSED", "TRAILING_STOP")]


async def test_scenario_07_a_long_that_only_falls_meets_its_hard_stop(
    engine: AsyncEngine, start: Start
) -> None:
    await deployed(engine)
    pipeline = await start()
    await say(pipeline, "Just opened a long on $BTC")

    await cost(pipeline, "91", minute=1)
    assert await statuses(engine) == [("OPEN", None)]
    await cost(pipeline, "90", minute=2)

    assert await statuses(engine) == [("CLOSED", "HARD_STOP_LOSS")]
    assert (await rows(engine, "select exit_price from position"))[0]["exit_price"] == 90


async def test_scenario_07_without_prices_nothing_closes_and_an_alarm_is_raised(
    engine: AsyncEngine, start: Start
) -> None:
    await deployed(engine)
    pipeline = await start()
    await say(pipeline, "Just opened a long on $BTC")

    pipeline.advance(NOON + timedelta(minutes=10))
    for watch in positions.rounds:
        await watch(pipeline.world)
    await pipeline.settle(NOON + timedelta(minutes=10))

    assert await statuses(engine) == [("OPEN", None)]
    alarms = await rows(
        engine, "select payload->>'kind' as kind from outbox where routing_key like 'alarm.%'"
    )
    assert {row["kind"] for row in alarms} == {"price_stale"}


async def test_scenario_08_two_monitors_that_see_the_same_price_close_once(
    engine: AsyncEngine, start: Start
) -> None:
    await deployed(engine)
    pipeline = await start()
    await say(pipeline, "Just opened a long on $BTC")
    at = NOON + timedelta(minutes=1)
    pipeline.advance(at)
    await pipeline.paper.set_price("BTC", Decimal(90), at)
    mark = marked(pipeline.paper.name, Quote(symbol="BTC", price=Decimal(90), seen_at=at))

    async def monitor() -> None:
        async with pipeline.world.units() as uow:
            turn = Turn(uow=uow, now=at, policy=pipeline.world.policy)
            await positions.handlers[PriceMarked](mark, turn)

    await asyncio.gather(monitor(), monitor())
    await pipeline.settle(at + timedelta(minutes=1))

    assert await statuses(engine) == [("CLOSED", "HARD_STOP_LOSS")]
    exits = await rows(engine, "select id from intent where purpose = 'CLOSE'")
    assert len(exits) == 1
    ledger = await pipeline.paper.statement()
    assert [order.arrivals for order in ledger.orders.values()] == [1, 1]
    assert await rows(engine, "select kind from bill") == [{"kind": "INFRA_FEE"}]


async def test_scenario_11_a_paused_deployment_still_stops_out(
    engine: AsyncEngine, start: Start
) -> None:
    await deployed(engine)
    pipeline = await start()
    await say(pipeline, "Just opened a long on $BTC")
    async with engine.begin() as connection:
        await connection.execute(text("update deployment set status = 'PAUSED'"))

    await cost(pipeline, "89", minute=1)
    assert await statuses(engine) == [("CLOSED", "HARD_STOP_LOSS")]

    await cost(pipeline, "100", minute=400)
    await say(pipeline, "Just opened a long on $BTC again", number=2)
    assert [row["reason"] for row in await rows(engine, "select * from refusal")] == ["not_active"]


@pytest.mark.parametrize(("close", "ending"), [(True, "CLOSED"), (False, "OPEN")])
async def test_scenario_12_a_cancelled_deployment_keeps_or_closes_what_it_holds_as_chosen(
    engine: AsyncEngine, start: Start, close: bool, ending: str
) -> None:
    await deployed(engine)
    pipeline = await start()
    await say(pipeline, "Just opened a long on $BTC")
    deployment_id = DeploymentId((await rows(engine, "select id from deployment"))[0]["id"])

    async with pipeline.world.units() as uow:
        found = await uow.agents.deployment(deployment_id)
        await uow.agents.save_deployment(cancelled(found, close=close))
    for watch in positions.rounds:
        await watch(pipeline.world)
    await pipeline.settle(NOON + timedelta(seconds=30))

    reason = "DEPLOYMENT_CANCELLED" if close else None
    assert await statuses(engine) == [(ending, reason)]
    await cost(pipeline, "89", minute=1)
    assert await statuses(engine) == [("CLOSED", reason or "HARD_STOP_LOSS")]


async def test_scenario_12_what_fills_after_the_cancelling_is_closed_too(
    engine: AsyncEngine, start: Start
) -> None:
    await deployed(engine)
    minute = timedelta(minutes=1)
    pipeline = await start(PaperBehaviour(keeper=True, keeper_delay=(minute, minute)))
    await say(pipeline, "Just opened a long on $BTC")
    deployment_id = DeploymentId((await rows(engine, "select id from deployment"))[0]["id"])
    async with pipeline.world.units() as uow:
        found = await uow.agents.deployment(deployment_id)
        await uow.agents.save_deployment(cancelled(found, close=True))

    await cost(pipeline, "100", minute=2)
    for watch in positions.rounds:
        await watch(pipeline.world)
    await cost(pipeline, "100", minute=4)
    await cost(pipeline, "100", minute=6)

    assert await statuses(engine) == [("CLOSED", "DEPLOYMENT_CANCELLED")]
