"""The billing stage on a real database: each fee accrues once."""

from decimal import Decimal
from uuid import UUID

import pytest
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
            await accrue_fees(message, Turn(uow=uow, now=NOON, policy=Policy()))


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
