"""The positions stage on a real database: fills make positions."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import Hopeless
from domain.ports.unit_of_work import UnitsOfWork
from tests.bells import (
    ALARM,
    CLOSED,
    OPENED,
    filled,
    refused,
    rejected,
    tell,
)
from tests.factories import (
    NOON,
    a_deployment,
    a_wallet,
    an_agent,
    an_id,
)
from tests.factories_positions import (
    a_fill,
    a_position,
    a_signal,
    an_order,
    sent,
    the_position,
)

D = Decimal


@pytest.fixture
async def reserved(engine: AsyncEngine) -> UUID:
    """Reserve one LONG position in BTC, as the intents stage does."""
    agent_id = await an_agent(engine)
    deployment_id = await a_deployment(engine, agent_id)
    signal_id = await a_signal(engine, agent_id)
    return await a_position(engine, agent_id, deployment_id, signal_id)


@pytest.fixture
async def opened(engine: AsyncEngine, units: UnitsOfWork, reserved: UUID) -> UUID:
    """Open that position: one token at 100."""
    await a_fill(engine, await an_order(engine, reserved), "100")
    await tell(units, filled(reserved))
    return reserved


async def test_the_first_fill_opens_a_position_with_its_stops_on_the_row(
    engine: AsyncEngine, opened: UUID
) -> None:
    row = await the_position(engine, opened)
    assert (row["status"], row["quantity"], row["entry_price"]) == ("OPEN", 1, 100)
    assert (row["hard_stop_price"], row["trigger_below"], row["ratchet_at"]) == (90, 90, 103)
    (message,) = await sent(engine, OPENED)
    assert message["position_id"] == str(opened)
    assert D(message["entry_price"]) == 100


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 1, 2, 0, 0, 2)])
async def test_bells_in_any_order_and_number_come_to_the_same(
    engine: AsyncEngine, units: UnitsOfWork, reserved: UUID, order: Sequence[int]
) -> None:
    entry, leaving = await an_order(engine, reserved), await an_order(engine, reserved, "CLOSE")
    await a_fill(engine, entry, "100", "1", fill_id="a", fee=D("0.1"))
    await a_fill(engine, entry, "110", "1", fill_id="b")
    later = NOON + timedelta(seconds=9)
    await a_fill(engine, leaving, "120", "2", fill_id="c", fee=D("0.2"), filled_at=later)
    bells = [filled(reserved, 1), filled(reserved, 2), filled(reserved, 1, "CLOSE")]
    await tell(units, *(bells[n] for n in order))
    row = await the_position(engine, reserved)
    assert (row["status"], row["quantity"], row["exit_price"]) == ("CLOSED", 0, 120)
    assert (row["gross_pnl"], row["fees"], row["net_pnl"]) == (30, D("0.3"), D("29.7"))
    assert (row["exit_reason"], row["closed_at"]) == ("CLOSED_EXTERNALLY", later)
    assert len(await sent(engine, OPENED)) == 1
    (message,) = await sent(engine, CLOSED)
    assert D(message["net_pnl"]) == D("29.7")


async def test_an_entry_rejected_without_fills_frees_the_slot(
    engine: AsyncEngine, units: UnitsOfWork, reserved: UUID
) -> None:
    await an_order(engine, reserved, state="REJECTED")
    await tell(units, rejected(reserved), rejected(reserved))
    row = await the_position(engine, reserved)
    assert (row["status"], row["exit_reason"]) == ("OPEN_FAILED", "OPEN_FAILED")
    assert await sent(engine, CLOSED) == []
    async with units() as uow:
        assert await uow.positions.open_count([a_wallet(1)]) == {}


async def test_a_refused_entry_gives_its_position_up(
    engine: AsyncEngine, units: UnitsOfWork, reserved: UUID
) -> None:
    await tell(units, refused(None), refused(reserved), refused(reserved))
    assert (await the_position(engine, reserved))["status"] == "OPEN_FAILED"


async def test_a_fill_of_a_position_that_is_not_there_is_hopeless(units: UnitsOfWork) -> None:
    with pytest.raises(Hopeless, match="no position"):
        await tell(units, filled(an_id("nowhere")))


async def test_a_fill_after_the_end_raises_an_alarm_and_reopens_nothing(
    engine: AsyncEngine, units: UnitsOfWork, reserved: UUID
) -> None:
    order_id = await an_order(engine, reserved, state="DEAD")
    await tell(units, rejected(reserved))
    await a_fill(engine, order_id, "100")
    await tell(units, filled(reserved), filled(reserved, 2))
    assert (await the_position(engine, reserved))["status"] == "OPEN_FAILED"
    (alarm,) = await sent(engine, ALARM)
    assert alarm["kind"] == "naked_position"
