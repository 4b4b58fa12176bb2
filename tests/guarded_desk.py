"""Positions on a venue where stops rest: the real store, and words for what tests do."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.positions import take_fills, take_rejections
from consumers.stage import Turn
from contracts.base import Message
from contracts.channels import MESSAGES
from contracts.market import PositionId, VenueName
from contracts.orders import OrderFilled, OrderRejected
from domain.policy import Policy
from domain.ports.unit_of_work import UnitsOfWork
from domain.stops import stop_name
from infra.clock import ManualClock
from infra.tables.delivery import OutboxRow
from infra.tables.markets import MarkRow
from infra.tables.stops import GuardRow, RestingStopRow
from producers.guarding import StopReport
from producers.reconciliation import ReconcileReport, reconcile
from producers.stops import keep_stops
from tests.factories import (
    NOON,
    a_deployment,
    a_market,
    a_wallet,
    an_agent,
    insert_row,
)
from tests.factories_positions import a_fill, a_position, a_signal, all_rows, an_order, the_position
from tests.factories_signers import approved_keys
from tests.resting_venue import RestingVenue

HL = VenueName.HYPERLIQUID
WATCH = {
    "hard_stop_price": Decimal(90),
    "extreme": Decimal(100),
    "trigger_below": Decimal(90),
    "ratchet_at": Decimal(103),
}


@dataclass(slots=True)
class GuardedDesk:
    """A deployment with positions, the venue they are on, and a clock set by hand."""

    engine: AsyncEngine
    units: UnitsOfWork
    venue: RestingVenue
    clock: ManualClock
    agent: UUID
    deployment: UUID
    policy: Policy = field(default_factory=Policy)

    async def opened(self, quantity: str = "10", name: str = "one", **values: Any) -> UUID:
        """Store an open position with its entry, filled at 100."""
        signal = await a_signal(self.engine, self.agent, name)
        held = {"quantity": Decimal(quantity), "opened_quantity": Decimal(quantity)}
        row: dict[str, Any] = {
            "venue": HL,
            "status": "OPEN",
            "entry_price": Decimal(100),
            "opened_at": NOON,
        }
        row |= held | WATCH | values
        position = await a_position(self.engine, self.agent, self.deployment, signal, **row)
        order = await an_order(self.engine, position)
        await a_fill(self.engine, order, "100", quantity)
        self.venue.held[a_wallet(1), "BTC"] = Decimal(quantity)
        return position

    async def keep(self, *, after: float = 3) -> StopReport:
        """Let so many seconds pass and the keeper see to all positions."""
        now = self.clock.now() + timedelta(seconds=after)
        self.clock.set(now)
        return await keep_stops({HL: self.venue}, self.units, now, self.policy)

    async def look(self, *, after: float = 10) -> ReconcileReport:
        """Let so many seconds pass, reconcile, and let the positions stage hear of it."""
        now = self.clock.now() + timedelta(seconds=after)
        self.clock.set(now)
        report = await reconcile({HL: self.venue}, self.units, now)
        await self.hear()
        return report

    async def hear(self) -> None:
        """Let the positions stage hear all there is to hear of orders, once more."""
        told = await self.told()
        fills = [message for message in told if isinstance(message, OrderFilled)]
        rejections = [message for message in told if isinstance(message, OrderRejected)]
        async with self.units() as uow:
            turn = Turn(uow=uow, now=self.clock.now(), policy=self.policy)
            await take_fills(fills, turn)
            await take_rejections(rejections, turn)

    async def told(self) -> list[Message]:
        """Read every message that was emitted, oldest first."""
        rows = await all_rows(self.engine, OutboxRow)
        ordered = sorted(rows, key=lambda row: row["id"])
        return [MESSAGES[row["routing_key"]].model_validate(row["payload"]) for row in ordered]

    async def alarms(self) -> list[str]:
        """Read the words of every alarm."""
        payloads = [message.model_dump() for message in await self.told()]
        return [f"{p['kind']}: {p['detail']}" for p in payloads if "kind" in p]

    async def position(self, position_id: UUID) -> dict[str, Any]:
        return await the_position(self.engine, position_id)

    async def status(self, position_id: UUID) -> tuple[str, str | None]:
        row = await self.position(position_id)
        return row["status"], row["exit_reason"]

    async def change(self, position_id: UUID, **values: Any) -> None:
        """Change a position's columns, as a stage would."""
        listed = ", ".join(f"{name} = :{name}" for name in values)
        statement = text(f"update position set {listed} where id = :id")  # noqa: S608 - ours
        async with self.engine.begin() as connection:
            await connection.execute(statement, values | {"id": position_id})

    async def end(self, order_id: UUID, state: str) -> None:
        """Let an order be over."""
        statement = text("update trade_order set state = :state where id = :id")
        async with self.engine.begin() as connection:
            await connection.execute(statement, {"state": state, "id": order_id})

    async def stops(self) -> list[tuple[int, str]]:
        """Read the number and state of every stop of ours."""
        rows = await all_rows(self.engine, RestingStopRow)
        return sorted((row["n"], row["state"]) for row in rows)

    async def guard(self) -> dict[str, Any]:
        [row] = await all_rows(self.engine, GuardRow)
        return row

    async def costs(self, price: str) -> None:
        """Store a mark of now."""
        async with self.engine.begin() as connection:
            await connection.execute(text("delete from mark"))
        where = {"network": "paper", "venue": HL, "symbol": "BTC"}
        values = {"price": Decimal(price), "seen_at": self.clock.now()}
        await insert_row(self.engine, MarkRow, **where, **values)

    def resting(self, position_id: UUID) -> list[int]:
        """List the numbers of the stops that the venue lets rest for a position."""
        numbers = range(1, 20)
        return [n for n in numbers if stop_name(PositionId(position_id), n) in self.venue.resting]


async def a_guarded_desk(engine: AsyncEngine, units: UnitsOfWork) -> GuardedDesk:
    """Set up one wallet with a key, an agent and a market."""
    clock = ManualClock(NOON)
    agent = await an_agent(engine, "momentum")
    deployment = await a_deployment(engine, agent, enabled_venues=["HYPERLIQUID"])
    await a_market(engine, venue=HL)
    await approved_keys(engine, [1])
    venue = RestingVenue(clock=clock)
    return GuardedDesk(
        engine=engine, units=units, venue=venue, clock=clock, agent=agent, deployment=deployment
    )
