"""The platform against the simulated Hyperliquid, stage by stage, on one clock set by hand."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.orders import plan_entries, plan_exits, settle_due
from consumers.positions import take_fills, take_rejections
from consumers.stage import Turn, World
from contracts.base import Message
from contracts.channels import MESSAGES
from contracts.intents import ExitIntended, ExitReason
from contracts.market import Network, PositionId, RiskPlan, VenueName
from contracts.orders import OrderFilled, OrderRejected
from domain.policy import Policy
from domain.ports.unit_of_work import UnitsOfWork
from infra.classifiers.rules import RulesClassifier
from infra.nonces import Nonces
from infra.tables.agents import CredentialRow, DeploymentRow
from infra.tables.delivery import OutboxRow
from infra.tables.positions import PositionRow
from infra.venues.hyperliquid.adapter import HyperliquidVenue, Means
from producers.guarding import StopReport
from producers.marks import sync_markets
from producers.reconciliation import ReconcileReport, reconcile
from producers.stops import keep_stops
from tests.factories import a_source, a_wallet, an_id
from tests.factories_hyperliquid import Hyperliquid, agent_of
from tests.factories_orders import a_stored_entry, a_stored_signal, an_entry, deployment_values
from tests.factories_positions import all_rows

HL = VenueName.HYPERLIQUID
USER = a_wallet(1)


@dataclass(slots=True)
class Crew:
    """Claims, sends, reviews, looks and guards, each when a test says so."""

    engine: AsyncEngine
    units: UnitsOfWork
    trading: Hyperliquid
    heard: int = 0

    @property
    def world(self) -> World:
        return World(
            units=self.units,
            clock=self.trading.clock,
            policy=Policy(max_reconcile_age=timedelta(minutes=10)),
            classifier=RulesClassifier(),
            venues={HL: self.trading.venue},
        )

    async def enter(self, quantity: str = "0.01", **values: Any) -> None:
        """Plan an entry at 50,000, with a key of the user's."""
        intent = an_entry(
            venue=HL,
            quantity=Decimal(quantity),
            reference_price=Decimal(50_000),
            risk_plan=RiskPlan(),
            **values,
        )
        await a_stored_entry(self.engine, intent)
        async with self.units() as uow:
            await plan_entries([intent], self._turn(uow))

    async def held(self, quantity: str = "0.01", **values: Any) -> None:
        """Look, enter, and come to hold."""
        await self.look()
        await self.enter(quantity, **values)
        await self.work()

    async def leave(self) -> None:
        """Let the position be exited for a halt."""
        async with self.units() as uow:
            [position] = await uow.positions.held()
            uow.emit(
                *await uow.positions.request_exit(
                    [position.id], ExitReason.KILL_SWITCH, self.trading.clock.now()
                )
            )

    async def work(self) -> None:
        """Let the stages do what there is, until there is nothing more."""
        for _ in range(20):
            await self._hear()
            done = await settle_due(self.world)
            if not done and not await self._hear():
                return

    async def look(self, after: float = 6) -> ReconcileReport:
        self.trading.advance(after)
        now = self.trading.clock.now()
        report = await reconcile(self.world.venues, self.units, now)
        await self.work()
        return report

    async def keep(self, after: float = 3) -> StopReport:
        self.trading.advance(after)
        world = self.world
        report = await keep_stops(world.venues, self.units, world.clock.now(), world.policy)
        await self.work()
        return report

    async def position(self) -> dict[str, Any]:
        [row] = await all_rows(self.engine, PositionRow)
        return row

    async def alarms(self) -> list[str]:
        payloads = [message.model_dump() for message in await self._told()]
        return [f"{p['kind']}: {p['detail']}" for p in payloads if "kind" in p]

    async def settled(self) -> bool:
        """Tell whether our result is the venue's own, to the cent."""
        row, ledger = await self.position(), self.trading.sim.ledger()
        fills = [fill for fill in ledger["fills"] if fill["user"] == USER]
        earned = sum((Decimal(fill["closedPnl"]) for fill in fills), Decimal(0))
        fees = sum((Decimal(fill["fee"]) for fill in fills), Decimal(0))
        return bool(abs(row["net_pnl"] - (earned - fees)) < Decimal("0.01"))

    async def _hear(self) -> int:
        """Hand every new message to the stage it is for."""
        told = await self._told()
        new, self.heard = told[self.heard :], len(told)
        async with self.units() as uow:
            turn = self._turn(uow)
            await plan_exits([m for m in new if isinstance(m, ExitIntended)], turn)
            await take_fills([m for m in new if isinstance(m, OrderFilled)], turn)
            await take_rejections([m for m in new if isinstance(m, OrderRejected)], turn)
        return len(new)

    async def _told(self) -> list[Message]:
        rows = sorted(await all_rows(self.engine, OutboxRow), key=lambda row: row["id"])
        return [MESSAGES[row["routing_key"]].model_validate(row["payload"]) for row in rows]

    def _turn(self, uow: Any) -> Turn:
        return Turn(uow=uow, now=self.trading.clock.now(), policy=self.world.policy)


def name_of_position() -> PositionId:
    return an_entry().position_id


async def a_crew(engine: AsyncEngine, units: UnitsOfWork, trading: Hyperliquid) -> Crew:
    """Store one deployment's signal, its key and the venue's markets."""
    await a_stored_signal(engine, source_id=await a_source(engine))
    sealed = dict.fromkeys(("wrapped_dek", "dek_nonce", "ciphertext", "nonce"), b"-")
    row = {"id": an_id("key"), "user_wallet": USER, "agent_address": agent_of(USER)}
    row |= {"venue": HL, "network": "paper", "status": "APPROVED", "kid": "k1", "algorithm": 1}
    deployed = deployment_values(an_entry(venue=HL)) | {"enabled_venues": [HL]}
    async with engine.begin() as connection:
        await connection.execute(insert(DeploymentRow).values(**deployed))
        await connection.execute(insert(CredentialRow).values(**row, **sealed))
    # Leverage and stops spend numbers of the same rows as the claims of orders.
    nonces = Nonces(engine, trading.clock)
    means = Means(client=trading.client, signer=trading.pen, nonces=nonces, clock=trading.clock)
    trading.venue = HyperliquidVenue(means, network=Network.PAPER)
    crew = Crew(engine=engine, units=units, trading=trading)
    await sync_markets(crew.world.venues, units, trading.clock.now())
    return crew
