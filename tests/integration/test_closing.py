"""Closing by hand: who may ask, what it begins, and that asking twice begins it once."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network, PositionId
from domain.access import EVERYTHING, Caller, Role
from domain.closing import Asked, ask_exit
from domain.errors import Conflict, NotFound
from domain.positions import PositionStatus
from infra.gateway import gateway_units
from infra.tables.operations import AuditRow
from infra.tables.positions import PositionRow
from tests.bells import EXIT, filled, tell
from tests.factories import NOON, a_deployment, a_wallet, an_agent
from tests.factories_positions import a_fill, a_position, a_signal, all_rows, an_order, sent

pytestmark = pytest.mark.integration
ACCOUNT = a_wallet(7)


def caller(n: int = 1, role: Role = Role.USER) -> Caller:
    return Caller(wallet=a_wallet(n), role=role, scopes=EVERYTHING, means_id=uuid4())


async def ask(engine: AsyncEngine, position_id: UUID, by: Caller) -> Asked:
    async with gateway_units(engine, Network.PAPER)() as uow:
        return await ask_exit(PositionId(position_id), "enough", by, uow, NOON)


@pytest.fixture
async def reserved(engine: AsyncEngine) -> UUID:
    """Reserve a position on an account that its user trades, and whose address is another."""
    agent_id = await an_agent(engine)
    deployment_id = await a_deployment(engine, agent_id, account=ACCOUNT)
    signal_id = await a_signal(engine, agent_id)
    return await a_position(engine, agent_id, deployment_id, signal_id, wallet=ACCOUNT)


@pytest.fixture
async def opened(engine: AsyncEngine, reserved: UUID) -> UUID:
    await a_fill(engine, await an_order(engine, reserved), "100")
    await tell(gateway_units(engine, Network.PAPER), filled(reserved))
    return reserved


async def test_asking_twice_begins_one_exit(engine: AsyncEngine, opened: UUID) -> None:
    first, second = await ask(engine, opened, caller()), await ask(engine, opened, caller())

    assert first.intended is not None
    assert (first.position.status, second.intended) == (PositionStatus.CLOSING, None)
    [intended] = await sent(engine, EXIT)
    assert (intended["reason"], intended["quantity"]) == ("MANUAL", "1.000000000000000000")
    [deed] = await all_rows(engine, AuditRow)
    assert (deed["event"], deed["actor"]) == ("position.exit_asked", a_wallet(1))
    assert deed["payload"] == {"intent_id": intended["intent_id"], "why": "enough"}


async def test_a_position_of_somebody_else_is_not_there(engine: AsyncEngine, opened: UUID) -> None:
    for stranger in (caller(2), caller(2, Role.CREATOR)):
        with pytest.raises(NotFound):
            await ask(engine, opened, stranger)
    with pytest.raises(NotFound):
        await ask(engine, uuid4(), caller())

    assert await sent(engine, EXIT) == []
    assert (await ask(engine, opened, caller(2, Role.OPS))).intended is not None


@pytest.mark.parametrize("status", ["OPENING", "CLOSED", "OPEN_FAILED"])
async def test_what_is_not_open_cannot_be_exited(
    engine: AsyncEngine, reserved: UUID, status: str
) -> None:
    if status != "OPENING":
        ended = {"status": status, "closed_at": NOON, "exit_reason": "OPEN_FAILED"}
        async with engine.begin() as connection:
            await connection.execute(update(PositionRow).values(**ended))

    with pytest.raises(Conflict, match=str(reserved)):
        await ask(engine, reserved, caller())

    assert await sent(engine, EXIT) == []
