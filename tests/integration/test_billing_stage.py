"""The billing stage on a real database: each fee accrues once."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.billing import accrue_fees
from consumers.stage import Turn
from contracts.positions import PositionClosed
from domain.policy import Policy
from domain.ports.unit_of_work import UnitsOfWork
from infra.tables.money import BillRow, TariffRow
from tests.factories import NOON, a_deployment, an_agent, an_id, insert_row
from tests.factories_positions import a_closed_position, all_rows, sent

D = Decimal


@pytest.fixture
async def deployment_id(engine: AsyncEngine) -> UUID:
    return await a_deployment(engine, await an_agent(engine))


async def bill(units: UnitsOfWork, *messages: PositionClosed) -> None:
    for message in messages:
        async with units() as uow:
            await accrue_fees([message], Turn(uow=uow, now=NOON, policy=Policy()))


async def bill_together(units: UnitsOfWork, *messages: PositionClosed) -> None:
    async with units() as uow:
        await accrue_fees(messages, Turn(uow=uow, now=NOON, policy=Policy()))


async def amounts(engine: AsyncEngine) -> dict[str, Decimal]:
    return {row["kind"]: row["amount"] for row in await all_rows(engine, BillRow)}


async def test_a_profit_owes_two_fees_however_often_it_is_told(
    engine: AsyncEngine, units: UnitsOfWork, deployment_id: UUID
) -> None:
    closed = await a_closed_position(engine, deployment_id, net_pnl=D("29.7"))
    await bill(units, closed, closed)
    assert await amounts(engine) == {"INFRA_FEE": D("0.2"), "PROFIT_SHARE": D("2.97")}
    assert {row["status"] for row in await all_rows(engine, BillRow)} == {"PENDING"}
    told = await sent(engine, "fee.accrued.v1")
    assert sorted(message["kind"] for message in told) == ["INFRA_FEE", "PROFIT_SHARE"]
    assert {message["position_id"] for message in told} == {str(closed.position_id)}


@pytest.mark.parametrize("net_pnl", [None, D(-5)])
async def test_without_a_profit_only_the_infra_fee_is_owed(
    engine: AsyncEngine, units: UnitsOfWork, deployment_id: UUID, net_pnl: Decimal | None
) -> None:
    await bill(units, await a_closed_position(engine, deployment_id, net_pnl=net_pnl))
    assert await amounts(engine) == {"INFRA_FEE": D("0.2")}


async def test_the_tariff_of_the_venue_and_the_day_decides(
    engine: AsyncEngine, units: UnitsOfWork, deployment_id: UUID
) -> None:
    tariff = {"kind": "PROFIT_SHARE", "effective_from": NOON}
    await insert_row(engine, TariffRow, **tariff, id=an_id("a"), share=D("0.5"))
    await insert_row(engine, TariffRow, **tariff, id=an_id("b"), share=D("0.2"), venue="PAPER")
    await insert_row(engine, TariffRow, **tariff, id=an_id("c"), share=D("0.9"), venue="GMX")
    await bill(units, await a_closed_position(engine, deployment_id, net_pnl=D(10)))
    assert (await amounts(engine))["PROFIT_SHARE"] == 2


async def test_stored_tariffs_may_charge_what_was_traded_and_take_from_tiers(
    engine: AsyncEngine, units: UnitsOfWork, deployment_id: UUID
) -> None:
    day = {"effective_from": NOON, "venue": "PAPER"}
    await insert_row(
        engine, TariffRow, **day, id=an_id("a"), kind="INFRA_FEE", of_notional=D("0.001")
    )
    tiers = [["0", "0.05"], ["100", "0.1"]]
    await insert_row(engine, TariffRow, **day, id=an_id("b"), kind="PROFIT_SHARE", tiers=tiers)
    closed = await a_closed_position(engine, deployment_id, net_pnl=D(200))
    await bill(units, closed)
    worth = closed.quantity * closed.entry_price
    assert await amounts(engine) == {"INFRA_FEE": worth / 1000, "PROFIT_SHARE": D(20)}


@pytest.mark.parametrize("ways", [{}, {"flat": D(1), "of_notional": D("0.1")}])
async def test_a_tariff_charges_in_exactly_one_way(engine: AsyncEngine, ways: Any) -> None:
    row = {"id": an_id("a"), "kind": "INFRA_FEE", "effective_from": NOON}
    with pytest.raises(IntegrityError, match="one_way_to_charge"):
        await insert_row(engine, TariffRow, **row, **ways)


async def test_a_tariff_that_changes_later_changes_no_bill(
    engine: AsyncEngine, units: UnitsOfWork, deployment_id: UUID
) -> None:
    closed = await a_closed_position(engine, deployment_id, net_pnl=D(10))
    await bill(units, closed)
    tariff = {"kind": "INFRA_FEE", "effective_from": NOON, "flat": D(7)}
    await insert_row(engine, TariffRow, **tariff, id=an_id("a"))
    await bill(units, closed)
    assert (await amounts(engine))["INFRA_FEE"] == D("0.2")
    assert len(await sent(engine, "fee.accrued.v1")) == 2


async def test_a_group_owes_what_its_closings_owe_each_by_the_tariff_of_its_own_moment(
    engine: AsyncEngine, units: UnitsOfWork, deployment_id: UUID
) -> None:
    hour = timedelta(hours=1)
    tariff = {"kind": "INFRA_FEE", "effective_from": NOON + hour, "flat": D(7)}
    await insert_row(engine, TariffRow, **tariff, id=an_id("a"))
    closings = [
        await a_closed_position(
            engine, deployment_id, str(n), net_pnl=D(10), closed_at=NOON + n * hour
        )
        for n in range(3)
    ]
    await bill_together(units, closings[2], closings[0], closings[1], closings[0])
    rows = await all_rows(engine, BillRow)
    flat = {row["position_id"]: row["amount"] for row in rows if row["kind"] == "INFRA_FEE"}
    assert [flat[closed.position_id] for closed in closings] == [D("0.2"), D(7), D(7)]
    assert len(rows) == len(await sent(engine, "fee.accrued.v1")) == 6
