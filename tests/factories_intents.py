"""Agents ready to trade, their signals, and the intents stage to hear them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.intents import decide_deployments
from consumers.stage import Turn
from contracts.signals import SignalRaised
from domain.halts import Halt, HaltScope, HaltStrength
from domain.policy import Policy
from domain.ports.unit_of_work import UnitsOfWork
from tests.factories import (
    NOON,
    a_balance,
    a_deployment,
    a_mark,
    a_market,
    a_source,
    an_agent,
    an_id,
)
from tests.factories_signals import (
    a_signal,
    dump,
    store_signal,
)

POLICY = Policy(max_open_positions=2)
TOUCHED = ("intent", "refusal", "routing", "position", "outbox")


async def handle(units: UnitsOfWork, signal: SignalRaised, now: datetime = NOON) -> None:
    async with units() as uow:
        await decide_deployments([signal], Turn(uow=uow, now=now, policy=POLICY))


async def rows(engine: AsyncEngine, table: str, signal: SignalRaised) -> list[dict[str, Any]]:
    content = (await dump(engine, table))[table]
    return [row for row in content if row["signal_id"] == signal.signal_id]


async def a_quoted_market(engine: AsyncEngine) -> None:
    await a_market(engine)
    await a_mark(engine)


async def an_open_agent(engine: AsyncEngine, **agent: Any) -> SignalRaised:
    """Store an agent with one funded deployment, a market, and a signal to trade on it."""
    source_id = await a_source(engine)
    agent_id = await an_agent(engine, sources=(source_id,), **agent)
    await a_quoted_market(engine)
    await a_deployment(engine, agent_id)
    await a_balance(engine)
    return await store_signal(engine, a_signal(agent_id, source_id))


async def deployed(engine: AsyncEngine, **deployment: Any) -> SignalRaised:
    """Store the same, with a deployment that differs."""
    source_id = await a_source(engine)
    agent_id = await an_agent(engine, sources=(source_id,))
    await a_quoted_market(engine)
    await a_deployment(engine, agent_id, **deployment)
    await a_balance(engine)
    return await store_signal(engine, a_signal(agent_id, source_id))


async def raise_halt(
    units: UnitsOfWork, scope: HaltScope, target: str | None, strength: HaltStrength
) -> UUID:
    halt_id = an_id(f"halt/{scope}/{target}")
    halt = Halt(id=halt_id, scope=scope, target=target, strength=strength, reason="drill")
    async with units() as uow:
        await uow.halts.raise_halt(halt, "ops", NOON)
    return halt_id
