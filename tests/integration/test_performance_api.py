"""Track records, curves, credits, bills and counters over HTTP."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from infra.tables.money import AgentMetricsRow, BillRow, ImpactRow, PnlSnapshotRow
from tests.factories import NOON, a_deployment, a_mark, a_source, an_agent, an_id, insert_row
from tests.factories_owned import a_deployment_of, a_held_position, a_result
from tests.gateway import House, Person, a_house

pytestmark = pytest.mark.integration
AGENT = an_id("agent/momentum")
D = Decimal


@dataclass(frozen=True, kw_only=True)
class Scene:
    house: House
    owner: Person
    deployment: UUID
    other: UUID


@pytest.fixture
async def scene(engine: AsyncEngine) -> AsyncIterator[Scene]:
    async with a_house(engine) as house:
        owner = await house.person()
        deployment = await a_deployment_of(engine, owner)
        other = await a_deployment(engine, AGENT, 2)
        yield Scene(house=house, owner=owner, deployment=deployment, other=other)


async def a_day(engine: AsyncEngine, deployment: UUID, n: int, net_pnl: str) -> None:
    row = {"deployment_id": deployment, "agent_id": AGENT, "day": date(2026, 1, n)}
    row |= {"closed_positions": 1, "net_pnl": D(net_pnl), "fees": D("0.1"), "base": D(100)}
    await insert_row(engine, PnlSnapshotRow, **row, return_share=D(net_pnl) / 100)


async def test_a_track_record_says_nothing_on_too_little(engine: AsyncEngine, scene: Scene) -> None:
    await a_held_position(engine, scene.deployment, AGENT, "held")
    for n in range(4):
        await a_result(engine, scene.deployment, AGENT, f"{n}", closed_at=NOON + timedelta(hours=n))
    early = (await scene.owner.ask("GET", "/api/performance")).json()
    await a_mark(engine, price="97")
    await a_result(engine, scene.deployment, AGENT, "loss", closed_at=NOON, price="90")

    told = (await scene.owner.ask("GET", f"/api/deployments/{scene.deployment}/metrics")).json()

    assert (early["winRate"], early["aprInception"], early["unrealisedPnl"]) == (None, None, None)
    assert (told["closedPositions"], told["openPositions"], told["wins"]) == (5, 1, 4)
    assert (told["winRate"], told["netPnl"], told["fees"]) == ("0.8", "29.5", "0.5")
    assert (told["unrealisedPnl"], told["profitFactor"]) == ("-3", "3.920792")
    assert told["sharpe30d"] is None


async def test_a_curve_adds_days_up(engine: AsyncEngine, scene: Scene) -> None:
    await a_day(engine, scene.deployment, 1, "10")
    await a_day(engine, scene.deployment, 2, "-20")
    await a_day(engine, scene.other, 2, "20")

    mine = (await scene.owner.ask("GET", f"/api/deployments/{scene.deployment}/equity")).json()
    all_mine = (await scene.owner.ask("GET", "/api/performance/equity")).json()
    public = (await scene.house.stranger().ask("GET", f"/api/agents/{AGENT}/equity")).json()

    assert [(each["equity"], each["drawdown"]) for each in mine] == [("10", "0"), ("-10", "0.2")]
    assert all_mine == mine
    assert [each["equity"] for each in public] == ["10", "10"]
    assert (public[1]["fees"], public[1]["returnShare"]) == ("0.2", "0")


async def test_sources_are_credited_with_what_they_brought(
    engine: AsyncEngine, scene: Scene
) -> None:
    source = await a_source(engine)
    position = await a_result(engine, scene.deployment, AGENT, "one", closed_at=NOON)
    row: dict[str, Any] = {
        "position_id": position,
        "source_id": source,
        "signal_id": an_id("signal/one"),
    }
    row |= {"agent_id": AGENT, "pnl": D("9.9"), "weight": D(1), "model": "v1", "at": NOON}
    await insert_row(engine, ImpactRow, **row)

    path = f"/api/deployments/{scene.deployment}/source-impact"
    [credit] = (await scene.owner.ask("GET", path)).json()

    assert (credit["handle"], credit["positions"], credit["pnl"]) == ("alice", 1, "9.9")


async def test_what_is_not_the_callers_is_not_there(engine: AsyncEngine, scene: Scene) -> None:
    hidden = await an_agent(engine, "hidden", status="PRIVATE")
    for what in ("metrics", "equity", "source-impact"):
        answer = await scene.owner.ask("GET", f"/api/deployments/{scene.other}/{what}")
        assert answer.status_code == 404
        answer = await scene.house.stranger().ask("GET", f"/api/deployments/{scene.other}/{what}")
        assert answer.status_code == 401

    for agent in (hidden, uuid4()):
        answer = await scene.owner.ask("GET", f"/api/agents/{agent}/equity")
        assert answer.status_code == 404


async def test_bills_are_the_callers_own_and_add_up(engine: AsyncEngine, scene: Scene) -> None:
    for n, deployment in enumerate((scene.deployment, scene.deployment, scene.other)):
        row = {"id": an_id(f"bill/{n}"), "deployment_id": deployment, "kind": "SUBSCRIPTION"}
        row |= {"amount": D(20 + n), "status": "PENDING", "occurred_at": NOON}
        await insert_row(engine, BillRow, **row)

    bills = (await scene.owner.ask("GET", "/api/billing?limit=1")).json()
    totals = (await scene.owner.ask("GET", "/api/billing/totals")).json()
    paid = (await scene.owner.ask("GET", "/api/billing?status=CHARGED")).json()

    assert (len(bills), bills[0]["agentId"], paid) == (1, str(AGENT), [])
    assert [(each["bills"], each["amount"]) for each in totals] == [(2, "41")]


async def test_anybody_may_count(engine: AsyncEngine, scene: Scene) -> None:
    await a_held_position(engine, scene.deployment, AGENT)
    figures = {"closed_positions": 3, "net_pnl": D("4.5"), "fees": D(1), "updated_at": NOON}
    await insert_row(engine, AgentMetricsRow, agent_id=AGENT, **figures)

    stats = (await scene.house.stranger().ask("GET", "/api/stats")).json()

    assert (stats["publicAgents"], stats["users"], stats["activeDeployments"]) == (1, 2, 2)
    assert (stats["openPositions"], stats["closedPositions"], stats["netPnl"]) == (1, 3, "4.5")
