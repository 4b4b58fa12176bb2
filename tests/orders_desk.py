"""A desk for orders: the real store, a venue that does as it is told, a clock set by hand."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.orders import (
    plan_entries,
    plan_exits,
    settle_due,
)
from consumers.stage import Turn, World
from contracts.base import Message
from contracts.channels import MESSAGES
from contracts.intents import ExitIntended, TradeIntended
from contracts.market import VenueName
from domain.orders import order_id
from domain.policy import Policy
from domain.ports.unit_of_work import UnitsOfWork
from infra.classifiers.rules import RulesClassifier
from infra.clock import ManualClock
from infra.tables.delivery import OutboxRow
from infra.tables.orders import FillRow, OrderAttemptRow, OrderEventRow, OrderRow
from infra.tables.signals import RefusalRow
from tests.factories import NOON, a_source
from tests.factories_orders import (
    ScriptedVenue,
    a_stored_entry,
    a_stored_intent,
    a_stored_signal,
    an_entry,
    an_exit,
)

SECOND = timedelta(seconds=1)
PAST_DEADLINE = Policy().order_life + Policy().order_margin


@dataclass(slots=True)
class Desk:
    """A stage, its world and its store, with short words for what the tests do."""

    engine: AsyncEngine
    units: UnitsOfWork
    clock: ManualClock
    venue: ScriptedVenue
    policy: Policy = field(default_factory=lambda: Policy(venue_timeout=timedelta(seconds=5)))
    venues: dict[VenueName, ScriptedVenue] = field(default_factory=dict)

    @property
    def world(self) -> World:
        venues = self.venues or {self.venue.name: self.venue}
        return World(
            units=self.units,
            clock=self.clock,
            policy=self.policy,
            classifier=RulesClassifier(),
            venues=venues,
        )

    async def entry(self, n: int = 1, **values: Any) -> TradeIntended:
        intent = an_entry(n, **values)
        await a_stored_entry(self.engine, intent)
        await self.hear(intent)
        return intent

    async def exit(self, n: int = 1, attempt: int = 1, **values: Any) -> ExitIntended:
        intent = an_exit(n, attempt=attempt, **values)
        await a_stored_intent(self.engine, intent)
        await self.hear(intent)
        return intent

    async def hear(self, *intents: TradeIntended | ExitIntended) -> None:
        async with self.units() as uow:
            turn = Turn(uow=uow, now=self.clock.now(), policy=self.policy)
            for intent in intents:
                if isinstance(intent, TradeIntended):
                    await plan_entries([intent], turn)
                else:
                    await plan_exits([intent], turn)

    async def work(self) -> None:
        """Work until nothing is due now."""
        while await settle_due(self.world):
            pass

    async def later(self, span: timedelta) -> None:
        """Move time on in steps, working at each moment something is due, until a span is over."""
        end = self.clock.now() + span
        while True:
            await self.work()
            async with self.units() as uow:
                moment = await uow.orders.next_due()
            if moment is None or moment > end:
                break
            self.clock.set(moment)
        self.clock.set(end)
        await self.work()

    async def leases_end(self) -> None:
        """Let every lease be over, as half a minute of the database's clock would."""
        await self.run("update order_attempt set lease_until = clock_timestamp()")

    async def run(self, statement: str) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(text(statement))

    async def reaches(self, intent: TradeIntended | ExitIntended, state: str) -> bool:
        return bool((await self.order(intent)).state == state)

    async def rows(self, table: Any) -> list[Any]:
        async with self.engine.connect() as connection:
            return list(await connection.execute(select(table)))

    async def order(self, intent: TradeIntended | ExitIntended) -> Any:
        [row] = [r for r in await self.rows(OrderRow) if r.id == order_id(intent.intent_id)]
        return row

    async def told(self, kind: type[Message] | None = None) -> list[Any]:
        rows = await self.rows(OutboxRow)
        messages = [MESSAGES[row.routing_key].model_validate(row.payload) for row in rows]
        return [m for m in messages if kind is None or isinstance(m, kind)]

    async def transactions(self, kind: str) -> int:
        """Count the transactions in which orders came into a state."""
        query = "select count(distinct xmin::text) from order_event where kind = :kind"
        async with self.engine.connect() as connection:
            return int((await connection.execute(text(query), {"kind": kind})).scalar_one())

    async def image(self) -> dict[str, list[Any]]:
        tables = (OrderRow, OrderAttemptRow, OrderEventRow, FillRow, RefusalRow, OutboxRow)
        return {t.__name__: sorted(map(repr, await self.rows(t))) for t in tables}


async def until(happened: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something is true, and fail when that takes seconds."""
    for _ in range(1000):
        if await happened():
            return
        await asyncio.sleep(0.005)
    pytest.fail("it never happened")


async def a_desk(engine: AsyncEngine, units: UnitsOfWork) -> Desk:
    """Set a desk up with a signal that orders may come from."""
    await a_stored_signal(engine, source_id=await a_source(engine))
    clock = ManualClock(NOON)
    return Desk(engine=engine, units=units, clock=clock, venue=ScriptedVenue(clock=clock))
