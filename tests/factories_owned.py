"""Positions of somebody who signed in: held and closed, with all that belongs to them."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from tests.factories import NOON, a_deployment, a_wallet, an_agent
from tests.factories_positions import a_fill, a_position, a_signal, an_order
from tests.gateway import Person

HELD = {
    "status": "OPEN",
    "opened_quantity": Decimal(1),
    "quantity": Decimal(1),
    "entry_price": Decimal(100),
    "hard_stop_price": Decimal(90),
    "extreme": Decimal(100),
    "trigger_below": Decimal(90),
    "ratchet_at": Decimal(103),
    "opened_at": NOON,
}


async def a_deployment_of(
    engine: AsyncEngine, person: Person, agent: str = "momentum", **values: Any
) -> UUID:
    """Store a deployment of an agent of somebody else's on a person's wallet."""
    agent_id = await an_agent(engine, agent, **values)
    return await a_deployment(engine, agent_id, user_wallet=person.wallet, account=person.wallet)


async def a_held_position(
    engine: AsyncEngine, deployment_id: UUID, agent_id: UUID, name: str = "one", **values: Any
) -> UUID:
    """Store an open position of one fill: 1 for 100, with a fee of 0.05."""
    signal_id = await a_signal(engine, agent_id, name)
    row: dict[str, Any] = HELD | {"wallet": a_wallet(sum(name.encode()))} | values
    position_id = await a_position(engine, agent_id, deployment_id, signal_id, **row)
    order_id = await an_order(engine, position_id)
    await a_fill(engine, order_id, "100", fee=Decimal("0.05"))
    return position_id


async def a_result(
    engine: AsyncEngine,
    deployment_id: UUID,
    agent_id: UUID,
    name: str,
    *,
    closed_at: datetime,
    price: str = "110",
) -> UUID:
    """Store a closed position of two fills: 1 for 100, then sold, each with a fee of 0.05."""
    gross = Decimal(price) - 100
    ended = {
        "status": "CLOSED",
        "quantity": Decimal(0),
        "exit_price": Decimal(price),
        "exit_reason": "TRAILING_STOP",
        "gross_pnl": gross,
        "fees": Decimal("0.10"),
        "net_pnl": gross - Decimal("0.10"),
        "closed_at": closed_at,
    }
    position_id = await a_held_position(engine, deployment_id, agent_id, name, **ended)
    leaving = await an_order(engine, position_id, "CLOSE")
    await a_fill(engine, leaving, price, fee=Decimal("0.05"), filled_at=closed_at)
    return position_id
