"""Limits that are set, and agents that have lost."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.signals import SignalRaised
from domain.ports.unit_of_work import UnitsOfWork
from domain.risk_limits import Limit, LimitName, LimitScope
from tests.factories import NOON, an_id
from tests.factories_intents import an_open_agent
from tests.factories_signals import a_live_position, a_signal, store_signal


async def limited(units: UnitsOfWork, name: LimitName, value: int) -> None:
    """Set a limit for every agent."""
    limit = Limit(scope=LimitScope.AGENT, name=name, value=Decimal(value))
    async with units() as uow:
        await uow.risk.set_limit(limit, "ops", NOON)


async def stopped_out(engine: AsyncEngine) -> SignalRaised:
    """Store an agent that has lost 300 USD in BTC half an hour ago."""
    signal = await an_open_agent(engine)
    earlier = a_signal(signal.agent_id, signal.source_id, "earlier")
    await store_signal(engine, earlier)
    await a_live_position(
        engine,
        earlier,
        an_id(f"deployment/{signal.agent_id}/1"),
        1,
        status="CLOSED",
        exit_reason="HARD_STOP_LOSS",
        closed_at=NOON - timedelta(minutes=30),
        net_pnl=Decimal(-300),
    )
    return signal
