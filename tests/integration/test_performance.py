"""Figures that take the whole past, and the prices of the past, on a real database."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.metrics import recompute, stage
from consumers.performance import keep_prices, roll_days
from consumers.stage import Turn, World
from consumers.subscriptions import accrue_subscriptions
from domain.policy import Policy
from domain.ports.unit_of_work import UnitsOfWork
from infra.clock import ManualClock
from infra.reading.performance import agents_performance
from infra.tables.markets import MarkRow, PriceBarRow
from infra.tables.money import AgentMetricsRow, PnlSnapshotRow
from tests.factories import NOON, a_deployment, a_mark, an_agent, insert_row
from tests.factories_positions import a_closed_position, all_rows
from tests.factories_posts import a_world

D = Decimal
DAY = timedelta(days=1)
pytestmark = pytest.mark.integration


@pytest.fixture
async def deployment_id(engine: AsyncEngine) -> UUID:
    return await a_deployment(engine, await an_agent(engine))


async def closed(
    engine: AsyncEngine, units: UnitsOfWork, deployment_id: UUID, *results: tuple[float, str | None]
) -> None:
    """Close positions so many days after the first noon, an hour after opening each."""
    for n, (days, pnl) in enumerate(results):
        at = NOON + days * DAY
        message = await a_closed_position(
            engine,
            deployment_id,
            f"{deployment_id}/{n}/{days}",
            net_pnl=None if pnl is None else D(pnl),
            opened_at=at - timedelta(hours=1),
            closed_at=at,
        )
        async with units() as uow:
            await recompute([message], Turn(uow=uow, now=at, policy=Policy()))


def at(units: UnitsOfWork, moment: datetime) -> tuple[World, ManualClock]:
    world, clock = a_world(units)
    clock.set(moment)
    return world, clock


async def the_figures(engine: AsyncEngine) -> dict[str, Any]:
    (row,) = await all_rows(engine, AgentMetricsRow)
    return row


async def the_days(engine: AsyncEngine) -> list[tuple[date, int, Decimal, Decimal | None]]:
    rows = await all_rows(engine, PnlSnapshotRow)
    shown = [(r["day"], r["closed_positions"], r["net_pnl"], r["return_share"]) for r in rows]
    return sorted(shown)


MIXED = [(0.0, "10"), (2.0, "-5"), (2.1, "1"), (5.0, "20"), (5.2, "-2"), (20.0, "3")]


async def test_days_without_a_closing_are_rolled_and_figures_saved(
    engine: AsyncEngine, units: UnitsOfWork, deployment_id: UUID
) -> None:
    await closed(engine, units, deployment_id, *MIXED)
    world, _ = at(units, NOON + 35 * DAY)
    assert await roll_days(world) == 1
    days = await the_days(engine)
    assert [day for day, *_ in days] == [NOON.date() + n * DAY for n in range(35)]
    assert days[0] == (NOON.date(), 1, D(10), D("0.1"))
    assert days[1] == (NOON.date() + DAY, 0, D(0), D(0))
    assert days[2][1:] == (2, D(-4), D("-0.04"))
    figures = await the_figures(engine)
    assert figures["apr_inception"] is not None
    assert figures["sharpe_30d"] > 0
    assert figures["capital"] == 100
    assert figures["expectancy"] == D("4.5")
    assert figures["profit_factor"] == round(D(34) / 7, 6)
    assert figures["apr_90d"] is None
    assert figures["figures_at"] == NOON + 35 * DAY


async def test_rolling_again_changes_nothing(
    engine: AsyncEngine, units: UnitsOfWork, deployment_id: UUID
) -> None:
    await closed(engine, units, deployment_id, *MIXED)
    world, clock = at(units, NOON + 21 * DAY)
    assert await roll_days(world) == 1
    before = await the_days(engine), await the_figures(engine), await versions(engine)
    assert await roll_days(world) == 0
    async with engine.begin() as connection:
        await connection.execute(text("update agent_metrics set figures_at = null"))
    clock.set(clock.now() + timedelta(minutes=5))
    assert await roll_days(world) == 1
    after = await the_days(engine), await the_figures(engine), await versions(engine)
    for moment in (before[1], after[1]):
        moment.pop("figures_at")
        moment.pop("apr_inception")
        moment.pop("legacy_apr_inception")
    assert before == after


async def versions(engine: AsyncEngine) -> Sequence[str]:
    """Tell which version of each snapshot row there is: an unchanged day is not written."""
    async with engine.connect() as connection:
        query = text("select xmin::text from pnl_snapshot order by deployment_id, day")
        return list(await connection.scalars(query))


async def test_a_new_result_is_counted_within_a_minute_and_a_new_day_at_midnight(
    engine: AsyncEngine, units: UnitsOfWork, deployment_id: UUID
) -> None:
    await closed(engine, units, deployment_id, *MIXED)
    world, clock = at(units, NOON + 20 * DAY)
    assert await roll_days(world) == 1
    assert await roll_days(world) == 0
    clock.set(clock.now() + timedelta(seconds=30))
    assert await roll_days(world) == 0
    clock.set(clock.now() + timedelta(seconds=30))
    assert await roll_days(world) == 1
    assert await roll_days(world) == 0
    clock.set(clock.now() + timedelta(hours=12))
    assert await roll_days(world) == 1
    assert (await the_days(engine))[-1][0] == NOON.date() + 20 * DAY


async def test_a_result_that_becomes_known_late_mends_its_day(
    engine: AsyncEngine, units: UnitsOfWork, deployment_id: UUID
) -> None:
    await closed(engine, units, deployment_id, *MIXED, (3.0, None))
    world, clock = at(units, NOON + 21 * DAY)
    await roll_days(world)
    assert (await the_days(engine))[3][1:] == (0, D(0), None)
    async with engine.begin() as connection:
        await connection.execute(text("update position set net_pnl = 7 where net_pnl is null"))
    clock.set(clock.now() + DAY)
    await roll_days(world)
    assert (await the_days(engine))[3][1:] == (1, D(7), D("0.07"))


async def test_each_agent_has_its_own_figures_and_each_deployment_its_own_days(
    engine: AsyncEngine, units: UnitsOfWork, deployment_id: UUID
) -> None:
    other = await a_deployment(engine, await an_agent(engine, "contrarian"))
    await closed(engine, units, deployment_id, *MIXED)
    await closed(engine, units, other, *((days, f"-{abs(D(pnl or 0))}") for days, pnl in MIXED))
    world, _ = at(units, NOON + 21 * DAY)
    assert await roll_days(world) == 2
    shown = {row["agent"]: row for row in await agents_performance(engine)}
    assert shown["momentum"]["expectancy"] > 0 > shown["contrarian"]["expectancy"]
    assert shown["contrarian"]["profit_factor"] == 0
    assert shown["contrarian"]["max_drawdown"] > 0
    assert len(await the_days(engine)) == 42


async def test_too_few_closings_leave_every_figure_unknown(
    engine: AsyncEngine, units: UnitsOfWork, deployment_id: UUID
) -> None:
    await closed(engine, units, deployment_id, *MIXED[:3])
    world, _ = at(units, NOON + 21 * DAY)
    await roll_days(world)
    figures = await the_figures(engine)
    names = ("apr_30d", "apr_90d", "apr_inception", "sharpe_30d", "sortino_30d", "max_drawdown")
    assert {figures[name] for name in (*names, "profit_factor", "expectancy")} == {None}
    assert figures["legacy_apr_30d"] == round(D(6) / 300 * 365 / 30, 6)


async def test_the_first_mark_of_each_minute_is_kept(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    world, _ = a_world(units)
    await a_mark(engine, "BTC", "100")
    await a_mark(engine, "ETH", "50")
    await insert_row(
        engine,
        MarkRow,
        network="mainnet",
        venue="GMX",
        symbol="BTC",
        price=D(99),
        seen_at=NOON,
    )
    assert await keep_prices(world) == 2
    assert await keep_prices(world) == 0
    for seconds, price in ((30, 101), (60, 102), (89, 103)):
        async with engine.begin() as connection:
            await connection.execute(
                text("update mark set price = :price, seen_at = :at where symbol = 'BTC'"),
                {"price": price, "at": NOON + timedelta(seconds=seconds)},
            )
        await keep_prices(world)
    kept = [r for r in await all_rows(engine, PriceBarRow) if r["symbol"] == "BTC"]
    assert [(r["minute"], r["price"], r["network"]) for r in kept] == [
        (NOON, 100, "paper"),
        (NOON + timedelta(minutes=1), 102, "paper"),
    ]


def test_the_stage_does_its_rounds() -> None:
    assert stage.rounds == [keep_prices, roll_days, accrue_subscriptions]
