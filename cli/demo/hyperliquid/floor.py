"""The whole platform before a simulated Hyperliquid: one process, one clock that is set by hand."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pydantic import HttpUrl
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo.hyperliquid.people import NETWORK, Reception
from cli.demo.pipeline import LOOK, STUCK_SECONDS, Pipeline, running_on
from cli.venues import close_venues
from cli.world import make_world
from consumers.stage import World
from contracts.market import Price, Symbol, VenueName
from contracts.positions import PriceMarked
from domain.policy import Policy
from infra.bus import Bus
from infra.clock import ManualClock
from infra.loopback.broker import LoopbackBroker
from infra.reading.quiet import Quiet
from infra.settings import Settings
from infra.simulators.hyperliquid.listing import listed
from infra.simulators.hyperliquid.serve import Running
from infra.simulators.hyperliquid.venue import SimVenue
from infra.venues.hyperliquid.adapter import HyperliquidVenue
from producers.balances import sync_balances
from producers.marks import publish_marks, sync_markets
from producers.reconciliation import ReconcileReport, reconcile
from producers.stops import keep_stops

HL = VenueName.HYPERLIQUID
PLENTY = 6_000_000
"""Weight a minute: here hours pass in a second, and the budget counts real ones."""
LISTED = (("SOL", 2, 20), ("ETH", 4, 25), ("DOGE", 0, 10), ("BTC", 5, 40), ("HYPE", 2, 10))
"""What the simulated venue lists: coin, decimals of a size, maximal leverage."""
KEPT = timedelta(seconds=4)
"""How long the adapter takes a mark for the latest: prices further apart than this are heard of."""
AGAIN = timedelta(seconds=3)
"""How long after a stop that does not rest it is looked after again."""
ROUNDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a platform finds around it, whenever it starts."""

    database_url: str
    engine: AsyncEngine
    settings: Settings
    clock: ManualClock
    simulator: Running
    policy: Policy


class Floor:
    """A running platform, the venue that it trades on, and few words to let time pass."""

    def __init__(self, pipeline: Pipeline, around: Surroundings, bus: Bus) -> None:
        """Take hold of a running platform. Raises TypeError when it has no such venue."""
        venue = pipeline.world.venues.get(HL)
        if not isinstance(venue, HyperliquidVenue):
            raise TypeError("this platform does not trade on Hyperliquid")
        self.pipeline = pipeline
        self.venue = venue
        self.sim = around.simulator.venue
        self.reception = Reception(around.engine, around.settings, around.clock, self.sim)
        self._bus = bus
        self._quiet = Quiet(around.engine)

    @property
    def world(self) -> World:
        """What the stages of this platform use."""
        return self.pipeline.world

    @property
    def now(self) -> datetime:
        """Tell the moment that it is for platform and venue."""
        return self.world.clock.now()

    async def open(self) -> None:
        """Learn the markets, the marks and what accounts hold, as every start does first."""
        await sync_markets({HL: self.venue}, self.world.units, self.now)
        await self.quote()
        await self.look()

    async def cost(self, at: datetime, marks: Mapping[Symbol, Price]) -> None:
        """Let it be a moment at which coins cost this much, and all that follows happen."""
        self.pipeline.advance(at)
        for coin, mark in marks.items():
            self.sim.set_mark(coin, mark)
        await self.quote()
        await self.pipeline.settle(at)

    async def quote(self) -> None:
        """Publish the venue's marks, and wait until they have had their effect."""
        now = self.now
        async with asyncio.timeout(STUCK_SECONDS):
            while True:
                await publish_marks({HL: self.venue}, self._publish)
                if await self._marked(now):
                    return

    async def look(self) -> ReconcileReport:
        """Compare accounts with our books, ask what they could commit, and let all settle."""
        report = await reconcile({HL: self.venue}, self.world.units, self.now)
        await sync_balances({HL: self.venue}, self.world.units, self.now)
        await self.pipeline.settle(self.now)
        return report

    async def guard(self) -> None:
        """See to resting stops, again and again while one could not be placed."""
        for _ in range(ROUNDS):
            world = self.world
            report = await keep_stops({HL: self.venue}, world.units, self.now, world.policy)
            await self.pipeline.settle(self.now)
            if not report.failed:
                return
            self.pipeline.advance(self.now + AGAIN)

    async def flat(self, until: datetime) -> None:
        """Wait until a halt that flattens has closed everything, letting time pass to a moment.

        Raises TimeoutError when something stays open.
        """
        async with asyncio.timeout(STUCK_SECONDS):
            while await self._held():
                await asyncio.sleep(LOOK)
                await self.pipeline.settle(until)

    async def _held(self) -> bool:
        async with self.world.units() as uow:
            return bool(await uow.positions.held())

    async def _marked(self, since: datetime) -> bool:
        """Wait a little for the marks; a transient message may be lost, and is then sent anew."""
        for _ in range(200):
            seen, oldest = await self._quiet.marks(NETWORK, HL), since - KEPT
            if all(coin in seen and seen[coin] > oldest for coin in self.sim.state.marks):
                return True
            await asyncio.sleep(LOOK)
        return False

    async def _publish(self, mark: PriceMarked) -> None:
        await self._bus.publish(mark)


def a_simulator(clock: ManualClock, marks: Mapping[Symbol, Price]) -> SimVenue:
    """Open a venue on a clock, that lists a few coins at these marks and rations nobody."""
    rules = [rule for rule in LISTED if rule[0] in marks]
    sim = SimVenue(clock=clock, network=NETWORK, assets=listed(rules), marks=marks)
    sim.limits.enabled = False
    return sim


def settings_before(simulator: Running, settings: Settings, **changes: object) -> Settings:
    """Point settings at a simulator; everything that would ask the world outside is taken away."""
    wanted: dict[str, object] = {
        "network": NETWORK,
        "hyperliquid_url": HttpUrl(simulator.url),
        "hyperliquid_weight_per_minute": PLENTY,
        "llm_base_url": None,
        "llm_model": None,
    }
    return settings.model_copy(update=wanted | changes)


@asynccontextmanager
async def floor(around: Surroundings, amqp_url: str | None = None) -> AsyncIterator[Floor]:
    """Run everything until the block ends, on a broker that is there, or on one of its own.

    The broker of its own is meant for paper, and this is no more: nothing leaves the machine.
    """
    async with _broker(amqp_url) as url, Bus(url) as bus:
        policy = replace(around.policy, network=NETWORK)
        world, paper = await make_world(around.settings, around.engine, around.clock, policy=policy)
        try:
            start = running_on(url, around.database_url, around.engine, world, paper)
            async with start as pipeline:
                yield Floor(pipeline, around, bus)
        finally:
            await close_venues(world)
            await world.classifier.close()
            await paper.close()


@asynccontextmanager
async def _broker(amqp_url: str | None) -> AsyncIterator[str]:
    if amqp_url is not None:
        yield amqp_url
        return
    async with LoopbackBroker() as loopback:
        yield loopback.url
