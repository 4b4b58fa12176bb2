"""A halt, the executor killed with -9, and started: planned entries never leave, then one does."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.halts import HaltScope, HaltStrength
from infra.topology import apply_topology
from tests.delivery import eventually
from tests.factories import NOON
from tests.factories_intents import raise_halt
from tests.factories_signals import dump
from tests.orders_desk import Desk

pytestmark = [pytest.mark.integration, pytest.mark.slow, pytest.mark.timeout(400)]
KILLS = 3
LATE = NOON + timedelta(days=36500)
"""The process goes by the real clock, so its entries must not have expired."""


@asynccontextmanager
async def executor(environment: Mapping[str, str]) -> AsyncIterator[None]:
    """Run the service that sends orders, and kill it with -9 when the block ends."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli", "run", "trade-executor-worker", env=environment
    )
    try:
        yield
    finally:
        process.kill()
        await process.wait()


async def orders(engine: AsyncEngine) -> list[dict[str, Any]]:
    return (await dump(engine, "trade_order"))["trade_order"]


async def test_an_executor_killed_and_started_sends_nothing_before_the_halt_is_lifted(
    desk: Desk, store_url: str, rabbitmq_url: str, port_offset: int
) -> None:
    await apply_topology(rabbitmq_url, desk.engine)
    environment = {
        **os.environ,
        "DATABASE_URL": store_url,
        "RABBITMQ_URL": rabbitmq_url,
        "NETWORK": "paper",
        "PORT_OFFSET": str(port_offset),
    }
    halt_id = await raise_halt(desk.units, HaltScope.GLOBAL, None, HaltStrength.NO_ENTRIES)

    async def none_planned() -> bool:
        return all(row["state"] != "PLANNED" for row in await orders(desk.engine))

    for n in range(1, KILLS + 1):
        await desk.entry(n, expires_at=LATE)
        async with executor(environment):
            await eventually(none_planned, within=100)
    assert [row["reject_reason"] for row in await orders(desk.engine)] == ["halted"] * KILLS
    assert (await dump(desk.engine, "order_attempt"))["order_attempt"] == []

    async with desk.units() as uow:
        await uow.halts.lift(halt_id, NOON)
    await desk.entry(KILLS + 1, expires_at=LATE)

    async def tried() -> bool:
        return bool((await dump(desk.engine, "order_attempt"))["order_attempt"])

    async with executor(environment):
        await eventually(tried, within=100)
