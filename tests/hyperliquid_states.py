"""One user with a real key before a simulated venue, and an hour that passes order by order."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo.hyperliquid.floor import HL, Surroundings
from cli.demo.hyperliquid.people import DEPOSIT, NETWORK, Reception
from consumers.orders import plan_entries, plan_exits, settle_due
from consumers.positions import take_fills, take_refusals, take_rejections, watch_prices
from consumers.stage import Turn, World
from contracts.base import Message
from contracts.channels import MESSAGES
from contracts.intents import ExitIntended, ExitReason, TradeRefused
from contracts.market import RiskPlan
from contracts.orders import OrderFilled, OrderRejected
from domain.markets import marked
from domain.ports.venue import Quote
from infra.simulators.hyperliquid.faults import Asked, Fault, Kind
from infra.simulators.hyperliquid.venue import SimVenue
from infra.venues.hyperliquid.adapter import HyperliquidVenue
from producers.marks import sync_markets
from producers.reconciliation import reconcile
from tests.factories import a_source
from tests.factories_orders import a_stored_entry, a_stored_signal, an_entry
from tests.hyperliquid_floor import a_person, surroundings
from tests.scenarios import rows
from tests.worlds import opened_world

M = TypeVar("M", bound=Message)
USER = a_person(1)
DUE = text("""
    select min(at) from (
      select next_attempt_at as at from trade_order
      where state in ('PLANNED', 'UNKNOWN', 'ACKED', 'PARTIAL')
      union all select expires_at from position where status = 'OPEN') as waiting
""")
NEW = text("select id, routing_key, payload from outbox where id > :heard order by id")


@dataclass(slots=True, kw_only=True)
class Lone:
    """A user, the stages that trade for him, and a count of what the venue is asked."""

    around: Surroundings
    world: World
    reception: Reception
    stack: AsyncExitStack
    asked: Counter[str] = field(default_factory=Counter)
    heard: int = 0

    @property
    def sim(self) -> SimVenue:
        return self.around.simulator.venue

    @property
    def engine(self) -> AsyncEngine:
        return self.around.engine

    @property
    def venue(self) -> HyperliquidVenue:
        venue = self.world.venues[HL]
        assert isinstance(venue, HyperliquidVenue)
        return venue

    @property
    def now(self) -> datetime:
        return self.world.clock.now()

    def later(self, seconds: float = 10) -> None:
        self.around.clock.set(self.now + timedelta(seconds=seconds))

    async def restart(self) -> None:
        """Go on as another process, which remembers nothing."""
        self.world = await begun(self.around, self.stack)

    async def let_in(self, usd: Decimal = DEPOSIT) -> None:
        """Let the user approve a key, and learn what can be traded."""
        await self.reception.welcome(USER, self.venue, usd)
        await sync_markets({HL: self.venue}, self.world.units, self.now)

    async def enter(self) -> None:
        """Look at the account, intend to go long 600 USD of BTC, and let come what may."""
        intent = an_entry(
            wallet=USER.wallet,
            network=NETWORK,
            venue=HL,
            risk_plan=RiskPlan(),
            expires_at=self.now + timedelta(minutes=10),
        )
        await a_stored_entry(self.engine, intent)
        await reconcile({HL: self.venue}, self.world.units, self.now)
        async with self.world.units() as uow:
            await plan_entries([intent], self._turn(uow))
        await self.work()

    async def leave(self) -> None:
        """Take every position into an exit, and let it come to whatever it comes to."""
        async with self.world.units() as uow:
            held = [each.id for each in await uow.positions.held()]
            uow.emit(*await uow.positions.request_exit(held, ExitReason.KILL_SWITCH, self.now))
        await self.work()

    async def work(self) -> None:
        """Let the stages do what there is at this moment."""
        while await settle_due(self.world) + await self._hear():
            pass

    async def pass_time(self, span: timedelta = timedelta(hours=1)) -> int:
        """Let time pass from one thing that is due to the next; return how many there were."""
        end, times = self.now + span, 0
        while (due := await self._due()) is not None and due <= end:
            self.around.clock.set(max(due, self.now + timedelta(milliseconds=1)))
            await self._mark()
            await self.work()
            times += 1
        self.around.clock.set(end)
        return times

    async def order(self) -> dict[str, Any]:
        """Return the order that was planned last."""
        return (await rows(self.engine, "select * from trade_order order by created_at"))[-1]

    async def alarms(self) -> Counter[str]:
        found = await rows(
            self.engine,
            "select payload->>'kind' as kind from outbox where routing_key like 'alarm.%'",
        )
        return Counter(row["kind"] for row in found)

    async def _due(self) -> datetime | None:
        async with self.engine.connect() as connection:
            found: datetime | None = await connection.scalar(DUE)
        return found

    async def _mark(self) -> None:
        """Tell of a mark, as comes each second: an exit that was refused is tried again on one."""
        quote = Quote(symbol="BTC", price=self.sim.mark("BTC"), seen_at=self.now)
        async with self.world.units() as uow:
            await watch_prices([marked(HL, quote)], self._turn(uow))

    async def _hear(self) -> int:
        """Hand every new message to the stage it is for."""
        async with self.engine.connect() as connection:
            stored = (await connection.execute(NEW, {"heard": self.heard})).all()
        if not stored:
            return 0
        self.heard = stored[-1].id
        new = [MESSAGES[row.routing_key].model_validate(row.payload) for row in stored]
        async with self.world.units() as uow:
            turn = self._turn(uow)
            await plan_exits(_of(ExitIntended, new), turn)
            await take_fills(_of(OrderFilled, new), turn)
            await take_rejections(_of(OrderRejected, new), turn)
            await take_refusals(_of(TradeRefused, new), turn)
        return len(new)

    def _turn(self, uow: Any) -> Turn:
        return Turn(uow=uow, now=self.now, policy=self.world.policy)


def _of(kind: type[M], told: list[Message]) -> list[M]:
    return [message for message in told if isinstance(message, kind)]


@asynccontextmanager
async def lone(engine: AsyncEngine, store_url: str, folder: Path) -> AsyncIterator[Lone]:
    """Start the executor of one user who was not let in yet, with BTC at 60,000."""
    async with surroundings(engine, store_url, folder) as around:
        await a_stored_signal(engine, source_id=await a_source(engine))
        sim = around.simulator.venue
        async with AsyncExitStack() as stack:
            world = await begun(around, stack)
            reception = Reception(engine, around.settings, around.clock, sim)
            found = Lone(around=around, world=world, reception=reception, stack=stack)
            sim.faults.add(_counting(found.asked))
            yield found


async def begun(around: Surroundings, stack: AsyncExitStack) -> World:
    """Start what an executor works with; nothing of an earlier one is in its memory."""
    opening = opened_world(around.settings, around.engine, around.clock, policy=around.policy)
    world, _ = await stack.enter_async_context(opening)
    return world


def _counting(asked: Counter[str]) -> Fault:
    """Return a failure that never comes, and counts what comes by."""

    def count(request: Asked) -> bool:
        asked[request.kind] += 1
        return False

    return Fault(kind=Kind.REFUSE, exchange=None, count=None, when=count)
