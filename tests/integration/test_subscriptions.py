"""A month is owed once, before it begins, and only where somebody is served."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.roster import Roster, apply_roster, read_roster
from consumers.subscriptions import accrue_subscriptions
from contracts.market import AgentId, DeploymentId, Network
from domain.agents import Deployment
from domain.deployments import paused, resumed
from domain.ports.unit_of_work import UnitsOfWork
from domain.subscriptions import AHEAD, PRICE, TRIAL, Term, month_due
from infra.clock import ManualClock
from infra.memory.store import MemoryStore
from infra.tables.money import BillRow, TariffRow
from tests.factories import NOON, a_deployment, a_wallet, an_agent, an_id, insert_row
from tests.factories_positions import all_rows
from tests.factories_posts import a_world

D = Decimal
DAY = timedelta(days=1)
TRIAL_ENDS = NOON + TRIAL


@pytest.fixture
async def agent_id(engine: AsyncEngine) -> UUID:
    return await an_agent(engine)


async def accrue(units: UnitsOfWork, *moments: datetime) -> list[int]:
    """Run the round at each of some moments."""
    world, clock = a_world(units)
    counts = []
    for moment in moments:
        clock.set(moment)
        counts.append(await accrue_subscriptions(world))
    return counts


async def bills(engine: AsyncEngine) -> list[tuple[str, Decimal]]:
    rows = await all_rows(engine, BillRow)
    assert {(row["kind"], row["status"]) for row in rows} <= {("SUBSCRIPTION", "PENDING")}
    return sorted((row["details"]["begins"][:10], row["amount"]) for row in rows)


async def subscribed(units: UnitsOfWork, agent_id: UUID, now: datetime) -> bool:
    async with units() as uow:
        found = await uow.agents.deployments([AgentId(agent_id)])
        (deployment,) = found[AgentId(agent_id)]
        return deployment.subscribed(now)


async def test_a_trial_is_free_and_then_each_month_is_owed_once_without_a_lapse(
    engine: AsyncEngine, units: UnitsOfWork, agent_id: UUID
) -> None:
    await a_deployment(engine, agent_id, trial_ends_at=TRIAL_ENDS)
    assert await accrue(units, NOON, TRIAL_ENDS - 2 * AHEAD) == [0, 0]
    moments = [TRIAL_ENDS - AHEAD, TRIAL_ENDS, TRIAL_ENDS + DAY, TRIAL_ENDS + 27 * DAY]
    assert await accrue(units, *moments) == [1, 0, 0, 0]
    assert await bills(engine) == [("2026-02-04", PRICE)]
    march = datetime(2026, 3, 4, 12, tzinfo=UTC)
    assert await accrue(units, march - AHEAD, march, march + DAY) == [1, 0, 0]
    assert await bills(engine) == [("2026-02-04", PRICE), ("2026-03-04", PRICE)]
    for moment in (NOON, TRIAL_ENDS, march, march + 30 * DAY):
        assert await subscribed(units, agent_id, moment)


@pytest.mark.parametrize(
    "values",
    [
        {"status": "CANCELLED", "trial_ends_at": NOON},
        {"status": "PAUSED", "trial_ends_at": NOON},
        {"sub_active": False, "trial_ends_at": NOON},
        {"network": "mainnet", "trial_ends_at": NOON},
        {},
    ],
)
async def test_who_is_not_served_or_never_lapses_owes_nothing(
    engine: AsyncEngine, units: UnitsOfWork, agent_id: UUID, values: dict[str, Any]
) -> None:
    await a_deployment(engine, agent_id, **values)
    assert await accrue(units, NOON + DAY) == [0]
    assert await bills(engine) == []


async def test_the_tariff_of_the_day_sets_the_price(
    engine: AsyncEngine, units: UnitsOfWork, agent_id: UUID
) -> None:
    for n, (flat, since) in enumerate(((25, NOON - DAY), (30, NOON + DAY))):
        row = {"id": an_id(f"tariff/{n}"), "kind": "SUBSCRIPTION", "effective_from": since}
        await insert_row(engine, TariffRow, **row, flat=D(flat))
    await a_deployment(engine, agent_id, trial_ends_at=NOON)
    assert await accrue(units, NOON, NOON + 31 * DAY) == [1, 1]
    assert [amount for _, amount in await bills(engine)] == [25, 30]


async def test_months_nobody_was_served_in_are_not_owed(
    engine: AsyncEngine, units: UnitsOfWork, agent_id: UUID
) -> None:
    await a_deployment(engine, agent_id, trial_ends_at=NOON)
    assert await accrue(units, NOON + 100 * DAY, NOON + 100 * DAY) == [1, 0]
    assert await bills(engine) == [("2026-04-05", PRICE)]


async def test_a_term_set_back_does_not_bill_a_month_again(
    engine: AsyncEngine, units: UnitsOfWork, agent_id: UUID
) -> None:
    await a_deployment(engine, agent_id, trial_ends_at=NOON)
    assert await accrue(units, NOON) == [1]
    async with engine.begin() as connection:
        await connection.execute(text("update deployment set next_billing_at = null"))
    assert await accrue(units, NOON + DAY) == [0]
    assert await subscribed(units, agent_id, NOON + 20 * DAY)


@pytest.fixture
def roster(tmp_path: Path) -> Roster:
    path = tmp_path / "agents.toml"
    path.write_text(
        f'[[agent]]\nname = "a"\ncreator = "{a_wallet(9)}"\nfollows = ["alice"]\n'
        f'[[agent.deployment]]\nwallet = "{a_wallet(1)}"\n'
    )
    return read_roster(path)


async def the_deployment(units: UnitsOfWork, roster: Roster) -> Deployment:
    (entry,) = roster.agent
    async with units() as uow:
        ((deployment,),) = (await uow.agents.deployments([entry.id])).values()
    return deployment


async def test_a_deployment_is_on_trial_when_it_is_made_and_owes_a_month_after_that(
    engine: AsyncEngine, units: UnitsOfWork, roster: Roster
) -> None:
    await apply_roster(units, roster, Network.PAPER, NOON)
    assert (await the_deployment(units, roster)).trial_ends_at == TRIAL_ENDS

    await apply_roster(units, roster, Network.PAPER, NOON + 29 * DAY)
    assert (await the_deployment(units, roster)).trial_ends_at == TRIAL_ENDS
    assert await accrue(units, NOON, NOON + 29 * DAY, TRIAL_ENDS - AHEAD) == [0, 0, 1]
    assert await bills(engine) == [("2026-02-04", Decimal(20))]

    await apply_roster(units, roster, Network.PAPER, TRIAL_ENDS + DAY)
    served = await the_deployment(units, roster)
    assert served.next_billing_at == datetime(2026, 3, 4, 12, tzinfo=UTC)
    assert await accrue(units, TRIAL_ENDS + DAY, served.next_billing_at) == [0, 1]
    assert await bills(engine) == [("2026-02-04", Decimal(20)), ("2026-03-04", Decimal(20))]


async def test_neither_store_lets_saving_again_change_the_term(
    units: UnitsOfWork, roster: Roster
) -> None:
    for begun in (units, MemoryStore(Network.PAPER, ManualClock(NOON)).units):
        for days in (0, 1):
            await apply_roster(begun, roster, Network.PAPER, NOON + days * DAY)
        for change in (paused, resumed):
            async with begun() as uow:
                await uow.agents.save_deployment(change(await the_deployment(units, roster)))
        assert (await the_deployment(begun, roster)).trial_ends_at == TRIAL_ENDS


async def test_nobody_is_on_trial_in_a_replay(units: UnitsOfWork, roster: Roster) -> None:
    await apply_roster(units, roster, Network.PAPER, None)
    assert (await the_deployment(units, roster)).subscribed(NOON + 1000 * DAY)


MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


@given(MOMENTS, st.integers(0, 900))
def test_months_follow_one_another_without_gap_or_overlap(anchor: datetime, days: int) -> None:
    now = anchor + days * DAY
    term = Term(deployment_id=DeploymentId(an_id("d")), anchor=anchor, paid_until=anchor)
    month = month_due(term, PRICE, now)
    assert month is not None
    assert month.begins <= now + AHEAD < month.ends
    assert timedelta(days=28) <= month.ends - month.begins <= timedelta(days=31)
    paid = Term(deployment_id=term.deployment_id, anchor=anchor, paid_until=month.ends)
    assert month_due(paid, PRICE, now) is None
    following = month_due(paid, PRICE, month.ends)
    assert following is not None
    assert following.begins == month.ends
    assert following.bill_id != month.bill_id
