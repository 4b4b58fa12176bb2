"""Rows around a position: its signal, its orders, its fills; valid by default."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from contracts.market import Network, PositionId, RiskPlan
from contracts.positions import PositionClosed
from domain.positions import position_closed
from infra.database import units_of_work
from infra.tables.agents import DeploymentRow
from infra.tables.delivery import OutboxRow
from infra.tables.orders import FillRow, OrderRow
from infra.tables.positions import PositionRow
from infra.tables.signals import IntentRow, SignalRow
from tests.factories import NOON, a_wallet, an_id, insert_row


async def a_signal(
    engine: AsyncEngine, agent_id: UUID, name: str = "one", symbol: str = "BTC", **values: Any
) -> UUID:
    signal_id = an_id(f"signal/{name}")
    row = {
        "id": signal_id,
        "dedupe_key": name,
        "agent_id": agent_id,
        "trace_id": an_id(f"trace/{name}"),
        "token": symbol,
        "side": "LONG",
        "confidence": Decimal("0.8"),
        "size": Decimal("0.05"),
        "reference_price": Decimal(100),
        "created_at": NOON,
        "expires_at": NOON + timedelta(minutes=15),
    }
    await insert_row(engine, SignalRow, **(row | values))
    return signal_id


async def a_position(
    engine: AsyncEngine,
    agent_id: UUID,
    deployment_id: UUID,
    signal_id: UUID,
    *,
    plan: RiskPlan | None = None,
    **values: Any,
) -> UUID:
    """Store a position as the intents stage reserves it."""
    position_id = uuid5(signal_id, str(deployment_id))
    row = {
        "id": position_id,
        "signal_id": signal_id,
        "agent_id": agent_id,
        "deployment_id": deployment_id,
        "trace_id": an_id("trace/one"),
        "wallet": a_wallet(1),
        "network": "paper",
        "venue": "PAPER",
        "symbol": "BTC",
        "side": "LONG",
        "status": "OPENING",
        "collateral": Decimal(100),
        "leverage": Decimal(1),
        "risk_plan": (plan or RiskPlan()).model_dump(mode="json"),
        "created_at": NOON,
    }
    await insert_row(engine, PositionRow, **(row | values))
    return position_id


async def an_order(
    engine: AsyncEngine, position_id: UUID, purpose: str = "OPEN", attempt: int = 0, **values: Any
) -> UUID:
    """Store an order, and the intent behind it unless that is there already."""
    p = await the_position(engine, position_id)
    is_exit = purpose == "CLOSE"
    shared = {name: p[name] for name in ("agent_id", "deployment_id", "signal_id", "trace_id")} | {
        name: p[name] for name in ("wallet", "network", "venue", "symbol", "side", "leverage")
    }
    shared |= {"purpose": purpose, "position_id": position_id, "created_at": NOON}
    shared |= {"quantity": Decimal(1), "max_slippage": Decimal("0.01")}
    intent_id = uuid5(position_id, f"exit/{attempt}" if is_exit else "entry")
    if intent_id not in {intent["id"] for intent in await all_rows(engine, IntentRow)}:
        reason = "MANUAL" if is_exit else None
        await insert_row(engine, IntentRow, **shared, id=intent_id, reason=reason, attempt=attempt)
    order = shared | {"id": uuid5(intent_id, "order"), "intent_id": intent_id}
    order |= {"updated_at": NOON, "next_attempt_at": NOON, "state": "FILLED"}
    await insert_row(engine, OrderRow, **(order | values))
    return uuid5(intent_id, "order")


async def a_fill(
    engine: AsyncEngine, order_id: UUID, price: str, quantity: str = "1", **values: Any
) -> None:
    orders = {row["id"]: row for row in await all_rows(engine, OrderRow)}
    order = orders[order_id]
    row = {name: order[name] for name in ("network", "venue", "position_id", "purpose")}
    row |= {"order_id": order_id, "fill_id": f"{order_id}/1", "fee": Decimal(0)}
    row |= {"quantity": Decimal(quantity), "price": Decimal(price), "filled_at": NOON}
    await insert_row(engine, FillRow, **(row | values))


async def the_position(engine: AsyncEngine, position_id: UUID) -> dict[str, Any]:
    """Read a position's row."""
    async with engine.connect() as connection:
        found = await connection.execute(
            select(PositionRow).where(col(PositionRow.id) == position_id)
        )
        return dict(found.mappings().one())


async def all_rows(engine: AsyncEngine, table: Any) -> list[dict[str, Any]]:
    """Read every row of a table."""
    async with engine.connect() as connection:
        return [dict(row) for row in (await connection.execute(select(table))).mappings()]


async def sent(engine: AsyncEngine, routing_key: str) -> list[dict[str, Any]]:
    """Read the payloads of every message of one kind that was emitted, oldest first."""
    async with engine.connect() as connection:
        found = await connection.scalars(
            select(col(OutboxRow.payload))
            .where(col(OutboxRow.routing_key) == routing_key)
            .order_by(col(OutboxRow.id))
        )
        return list(found)


async def a_closed_position(
    engine: AsyncEngine, deployment_id: UUID, name: str = "one", **values: Any
) -> PositionClosed:
    """Store a position that closed, and say so; values are columns, or the signal's source."""
    async with engine.connect() as connection:
        agent_id = await connection.scalar(
            select(col(DeploymentRow.agent_id)).where(col(DeploymentRow.id) == deployment_id)
        )
    assert agent_id is not None
    source_id = values.pop("source_id", None)
    signal_id = await a_signal(engine, agent_id, name, source_id=source_id)
    row: dict[str, Any] = {
        "status": "CLOSED",
        "exit_reason": "MANUAL",
        "opened_quantity": Decimal(1),
    }
    row |= {"entry_price": Decimal(100), "gross_pnl": values["net_pnl"], "fees": Decimal(0)}
    row |= {"opened_at": NOON, "closed_at": NOON}
    position_id = await a_position(engine, agent_id, deployment_id, signal_id, **(row | values))
    async with units_of_work(engine, Network.PAPER)() as uow:
        found = await uow.positions.lock([PositionId(position_id)])
    return position_closed(found[PositionId(position_id)], NOON)
