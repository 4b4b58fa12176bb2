"""Marks that leap: nothing exits, trails or is sized by one until it is seen again."""

from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.intents import decide_deployments
from consumers.stage import Turn
from domain.policy import Policy
from domain.ports.unit_of_work import UnitsOfWork
from infra.tables.markets import MarkRow
from tests.bells import ALARM, filled, marked, tell, tell_together
from tests.factories import NOON, a_deployment, an_agent
from tests.factories_intents import an_open_agent
from tests.factories_positions import (
    a_fill,
    a_position,
    a_signal,
    all_rows,
    an_order,
    sent,
    the_position,
)
from tests.factories_signals import dump

pytestmark = pytest.mark.integration


@pytest.fixture
async def opened(engine: AsyncEngine, units: UnitsOfWork) -> UUID:
    """Hold one token long at 100, last marked at 100."""
    agent_id = await an_agent(engine)
    deployment_id = await a_deployment(engine, agent_id)
    signal_id = await a_signal(engine, agent_id)
    position_id = await a_position(engine, agent_id, deployment_id, signal_id)
    await a_fill(engine, await an_order(engine, position_id), "100")
    await tell(units, filled(position_id), marked("100"))
    return position_id


async def jumps(engine: AsyncEngine) -> list[str]:
    return [each["detail"] for each in await sent(engine, ALARM) if each["kind"] == "price_jumped"]


@pytest.mark.parametrize("price", ["10", "69", "1000", "0.01"])
async def test_a_leap_alone_neither_exits_nor_trails_and_is_told_once(
    engine: AsyncEngine, units: UnitsOfWork, opened: UUID, price: str
) -> None:
    before = await the_position(engine, opened)

    leap = marked(price, second=1)
    await tell(units, leap, leap, marked(price, second=2), marked("100", second=3))

    after = await the_position(engine, opened)
    assert (after["status"], after["extreme"]) == ("OPEN", before["extreme"])
    assert after["trigger_below"] == before["trigger_below"]
    [told] = await jumps(engine)
    assert told.startswith(f"{price} after 100")
    [mark] = await all_rows(engine, MarkRow)
    assert (mark["price"], mark["doubted_since"], mark["doubted_looks"]) == (100, None, 0)


async def test_a_stop_is_not_lost_a_leap_seen_three_times_exits(
    engine: AsyncEngine, units: UnitsOfWork, opened: UUID
) -> None:
    await tell(units, marked("50", second=1), marked("50", second=4))
    assert (await the_position(engine, opened))["status"] == "OPEN"

    await tell(units, marked("51", second=7))

    row = await the_position(engine, opened)
    assert (row["status"], row["closing_reason"]) == ("CLOSING", "HARD_STOP_LOSS")
    assert len(await jumps(engine)) == 1


async def test_marks_that_come_as_one_group_are_looks_one_by_one(
    engine: AsyncEngine, units: UnitsOfWork, opened: UUID
) -> None:
    leaps = [marked("50", second=second) for second in (1, 3, 5, 7)]
    others = [marked("7", second=second, symbol="ETH") for second in (1, 3)]

    await tell_together(units, [*leaps, *others], second=7)

    assert (await the_position(engine, opened))["status"] == "CLOSING"
    assert {row["symbol"] for row in await all_rows(engine, MarkRow)} == {"BTC", "ETH"}


async def test_time_under_doubt_is_time_without_a_price(
    engine: AsyncEngine, units: UnitsOfWork, opened: UUID
) -> None:
    for second in (10, 80):
        await tell(units, marked("50", second=second))

    row = await the_position(engine, opened)
    assert (row["status"], row["naked_seconds"]) == ("CLOSING", 20)


async def test_a_price_that_is_doubted_sizes_no_entry(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    signal = await an_open_agent(engine)
    await tell(units, marked("30000", second=1))

    async with units() as uow:
        await decide_deployments([signal], Turn(uow=uow, now=NOON, policy=Policy()))

    [refusal] = (await dump(engine, "refusal"))["refusal"]
    assert refusal["reason"] == "price_stale"


async def test_a_doubted_market_holds_up_no_other(
    engine: AsyncEngine, units: UnitsOfWork, opened: UUID
) -> None:
    await tell(units, marked("7", symbol="ETH"))

    await tell_together(
        units, [marked("95", second=2), marked("1", second=2, symbol="ETH")], second=2
    )

    prices = {row["symbol"]: row["price"] for row in await all_rows(engine, MarkRow)}
    assert prices == {"BTC": Decimal(95), "ETH": Decimal(7)}
    assert (await the_position(engine, opened))["status"] == "OPEN"
