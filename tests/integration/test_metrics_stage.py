"""The metrics stage on a real database: figures are recomputed, never added to."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.metrics import recompute
from consumers.stage import Turn
from contracts.positions import PositionClosed
from domain.policy import Policy
from domain.ports.unit_of_work import UnitsOfWork
from infra.tables.money import AgentMetricsRow, ImpactRow, PnlSnapshotRow
from infra.tables.posts import PostRow
from infra.tables.signals import PostOutcomeRow
from tests.factories import NOON, a_deployment, a_source, an_agent, an_id, insert_row
from tests.factories_positions import a_closed_position, all_rows, sent

D = Decimal
MONDAY = date(2026, 1, 5)


@pytest.fixture
async def deployment_id(engine: AsyncEngine) -> UUID:
    return await a_deployment(engine, await an_agent(engine))


async def count(units: UnitsOfWork, *messages: PositionClosed) -> None:
    for message in messages:
        async with units() as uow:
            await recompute([message], Turn(uow=uow, now=NOON, policy=Policy()))


async def count_together(units: UnitsOfWork, *messages: PositionClosed) -> None:
    async with units() as uow:
        await recompute(messages, Turn(uow=uow, now=NOON, policy=Policy()))


async def results(
    engine: AsyncEngine, deployment_id: UUID, *net_pnls: str | None
) -> list[PositionClosed]:
    return [
        await a_closed_position(
            engine, deployment_id, str(n), net_pnl=None if pnl is None else D(pnl), fees=D("0.5")
        )
        for n, pnl in enumerate(net_pnls)
    ]


@pytest.mark.parametrize("order", [*permutations(range(3)), (0, 0, 2, 1, 2)])
async def test_closings_in_any_order_and_number_come_to_the_same(
    engine: AsyncEngine, units: UnitsOfWork, deployment_id: UUID, order: tuple[int, ...]
) -> None:
    closings = await results(engine, deployment_id, "10", "-5", "20")
    await count(units, *(closings[n] for n in order))
    (figures,) = await all_rows(engine, AgentMetricsRow)
    assert (figures["closed_positions"], figures["wins"]) == (3, 2)
    assert (figures["net_pnl"], figures["fees"]) == (25, D("1.5"))
    assert figures["win_rate"] is figures["apr_30d"] is figures["sharpe_30d"] is None
    (snapshot,) = await all_rows(engine, PnlSnapshotRow)
    assert (snapshot["day"], snapshot["net_pnl"], snapshot["closed_positions"]) == (MONDAY, 25, 3)


async def test_a_win_rate_is_published_once_there_is_a_sample(
    engine: AsyncEngine, units: UnitsOfWork, deployment_id: UUID
) -> None:
    closings = await results(engine, deployment_id, "1", "2", "-3", "4", "-5")
    await count(units, *closings[:1])
    (message,) = await sent(engine, "metrics.updated.v1")
    assert (message["closed_positions"], D(message["win_rate"])) == (5, D("0.6"))


async def test_a_result_nobody_knows_counts_for_nothing(
    engine: AsyncEngine, units: UnitsOfWork, deployment_id: UUID
) -> None:
    closings = await results(engine, deployment_id, "10", None)
    await count(units, closings[1])
    assert await all_rows(engine, AgentMetricsRow) == []
    assert await sent(engine, "metrics.updated.v1") == []
    await count(units, *closings)
    (figures,) = await all_rows(engine, AgentMetricsRow)
    assert (figures["closed_positions"], figures["net_pnl"]) == (1, 10)


async def test_each_utc_day_has_its_own_snapshot(
    engine: AsyncEngine, units: UnitsOfWork, deployment_id: UUID
) -> None:
    for n, hours in enumerate((0, 11, 12)):
        closed_at = NOON + timedelta(hours=hours)
        closed = await a_closed_position(
            engine, deployment_id, str(n), net_pnl=D(1), closed_at=closed_at
        )
        await count(units, closed)
    days = {row["day"]: row["net_pnl"] for row in await all_rows(engine, PnlSnapshotRow)}
    assert days == {MONDAY: 2, MONDAY + timedelta(days=1): 1}


async def test_figures_of_one_agent_leave_the_others_alone(
    engine: AsyncEngine, units: UnitsOfWork, deployment_id: UUID
) -> None:
    other = await a_deployment(engine, await an_agent(engine, "contrarian"))
    await count(units, *await results(engine, deployment_id, "10"))
    await count(units, await a_closed_position(engine, other, "other", net_pnl=D(-4)))
    figures = {row["agent_id"]: row["net_pnl"] for row in await all_rows(engine, AgentMetricsRow)}
    assert sorted(figures.values()) == [-4, 10]


async def test_the_sources_behind_a_signal_share_the_credit(
    engine: AsyncEngine, units: UnitsOfWork, deployment_id: UUID
) -> None:
    alice, bob = await a_source(engine, "alice"), await a_source(engine, "bob")
    closed = await a_closed_position(engine, deployment_id, net_pnl=D(9), source_id=alice)
    post = {"id": an_id("post"), "source_id": bob, "source_kind": "X", "external_id": "1"}
    await insert_row(
        engine, PostRow, **post, author="bob", text="up", published_at=NOON, first_seen_at=NOON
    )
    outcome = {"id": an_id("outcome"), "post_id": an_id("post"), "agent_id": closed.agent_id}
    await insert_row(
        engine, PostOutcomeRow, **outcome, token="BTC", signal_id=closed.signal_id, at=NOON
    )
    await count(units, closed, closed)
    rows = await all_rows(engine, ImpactRow)
    credited = {row["source_id"]: (row["weight"], row["pnl"]) for row in rows}
    assert credited == {alice: (D("0.5"), D("4.5")), bob: (D("0.5"), D("4.5"))}


async def test_a_group_comes_to_what_its_closings_come_to_one_by_one(
    engine: AsyncEngine, units: UnitsOfWork, deployment_id: UUID
) -> None:
    other = await a_deployment(engine, await an_agent(engine, "contrarian"))
    source = await a_source(engine)
    closings = await results(engine, deployment_id, "10", None, "-5")
    for name, deployment, hours in (("a", deployment_id, 20), ("b", other, 0)):
        closed_at = NOON + timedelta(hours=hours)
        values = {"net_pnl": D(3), "closed_at": closed_at, "source_id": source}
        closings.append(await a_closed_position(engine, deployment, name, **values))
    await count_together(units, *closings[1:], closings[0], closings[3])
    tables = (AgentMetricsRow, PnlSnapshotRow, ImpactRow)
    together = [await all_rows(engine, table) for table in tables]
    told = await sent(engine, "metrics.updated.v1")
    figures = {row["agent_id"]: row["net_pnl"] for row in together[0]}
    assert sorted(figures.values()) == [3, 8]
    assert [len(rows) for rows in together] == [2, 3, 2]
    assert len(told) == 4
    await count(units, *closings)
    assert [by_values(await all_rows(engine, table)) for table in tables] == [
        by_values(rows) for rows in together
    ]
    assert await sent(engine, "metrics.updated.v1") == told


def by_values(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(str(sorted(row.items())) for row in rows)
