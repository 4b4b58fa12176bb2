"""Objects that are valid by default; a test names only what matters to it."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import RiskPlan
from infra.tables.agents import AgentRow, AgentSourceRow, DeploymentRow, SourceRow
from infra.tables.markets import BalanceRow, MarketRow, MarkRow

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
ROOT = UUID("00000000-0000-5000-8000-000000000000")


def an_id(name: str) -> UUID:
    """Name a thing in a test; the same name is the same thing."""
    return uuid5(ROOT, name)


def a_wallet(n: int = 1) -> str:
    return f"0x{n:040x}"


async def insert_row(engine: AsyncEngine, table: Any, **values: Any) -> None:
    """Store one row, filling nothing in that the table does not fill in itself."""
    async with engine.begin() as connection:
        await connection.execute(insert(table).values(**values))


async def a_source(engine: AsyncEngine, handle: str = "alice", **values: Any) -> UUID:
    row = {"id": an_id(f"source/{handle}"), "kind": "X", "handle": handle} | values
    await insert_row(engine, SourceRow, **row)
    return an_id(f"source/{handle}")


async def an_agent(
    engine: AsyncEngine, name: str = "momentum", *, sources: tuple[UUID, ...] = (), **values: Any
) -> UUID:
    agent_id = an_id(f"agent/{name}")
    row = {
        "id": agent_id,
        "creator_wallet": a_wallet(999),
        "name": name,
        "venue": "PAPER",
        "venues": ["PAPER"],
        "status": "PUBLIC",
        "risk_plan": RiskPlan().model_dump(mode="json"),
    }
    await insert_row(engine, AgentRow, **(row | values))
    for source_id in sources:
        await insert_row(engine, AgentSourceRow, agent_id=agent_id, source_id=source_id)
    return agent_id


async def a_deployment(engine: AsyncEngine, agent_id: UUID, n: int = 1, **values: Any) -> UUID:
    deployment_id = an_id(f"deployment/{agent_id}/{n}")
    row = {
        "id": deployment_id,
        "agent_id": agent_id,
        "user_wallet": a_wallet(n),
        "account": a_wallet(n),
        "network": "paper",
        "status": "ACTIVE",
        "enabled_venues": ["PAPER"],
    }
    await insert_row(engine, DeploymentRow, **(row | values))
    return deployment_id


async def a_market(engine: AsyncEngine, symbol: str = "BTC", **values: Any) -> None:
    row = {
        "network": "paper",
        "venue": "PAPER",
        "symbol": symbol,
        "name": f"{symbol}/USD",
        "min_notional": Decimal(10),
        "lot": Decimal("0.00001"),
        "tick": Decimal("0.01"),
        "max_leverage": Decimal(20),
        "last_synced": NOON,
    }
    await insert_row(engine, MarketRow, **(row | values))


async def a_mark(
    engine: AsyncEngine, symbol: str = "BTC", price: str = "60000", seen_at: datetime = NOON
) -> None:
    row = {"network": "paper", "venue": "PAPER", "symbol": symbol}
    await insert_row(engine, MarkRow, **row, price=Decimal(price), seen_at=seen_at)


async def a_balance(engine: AsyncEngine, n: int = 1, available: str = "10000") -> None:
    row = {"network": "paper", "venue": "PAPER", "wallet": a_wallet(n)}
    await insert_row(engine, BalanceRow, **row, available=Decimal(available), seen_at=NOON)
