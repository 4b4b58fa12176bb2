"""The whole platform in one process: broker, relay, every stage, on a clock that is set by hand."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from cli.services import STAGES
from consumers.app import Stages, make_broker
from consumers.stage import World
from contracts.market import Price, Symbol
from contracts.positions import PriceMarked
from infra.bus import Bus
from infra.clock import ManualClock
from infra.loopback.broker import LoopbackBroker
from infra.outbox import Relay
from infra.reading.quiet import Quiet
from infra.rejected import Collector
from infra.sweeper import Sweeper
from infra.topology import apply_topology
from infra.unheard import Unheard
from infra.venues.paper.adapter import PaperVenue
from producers.balances import sync_balances
from producers.marks import publish_marks, sync_markets

LOOK = 0.005
"""Seconds between two looks at whether everything is quiet."""
STUCK_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """What a pipeline stands on."""

    engine: AsyncEngine
    bus: Bus
    stages: Stages


class Pipeline:
    """Everything that runs, and one way of letting time pass: set it, then wait for quiet."""

    def __init__(self, world: World, paper: PaperVenue, platform: Platform) -> None:
        """Take hold of a running platform. Raises TypeError when its clock is not set by hand."""
        if not isinstance(world.clock, ManualClock):
            raise TypeError(f"a pipeline needs a ManualClock, was {type(world.clock).__name__}")
        self.engine = platform.engine
        self.world = world
        self.paper = paper
        self._clock = world.clock
        self._bus = platform.bus
        self._stages = platform.stages
        self._quiet = Quiet(platform.engine)
        self._due: datetime | None = None

    def advance(self, moment: datetime) -> None:
        """Let it be that moment, and everything look if an order waits for it."""
        self._clock.set(moment)
        if self._due is not None and self._due <= moment:
            self._stages.nudge()

    async def quote(self, prices: Mapping[Symbol, Price]) -> None:
        """Let the venue quote prices now, and wait until their marks have had their effect."""
        now = self._clock.now()
        await self.paper.set_prices({symbol: (price, now) for symbol, price in prices.items()})
        async with asyncio.timeout(STUCK_SECONDS):
            while True:
                await publish_marks({self.paper.name: self.paper}, self._publish)
                if await self._marked(prices, now):
                    return

    async def _marked(self, prices: Mapping[Symbol, Price], now: datetime) -> bool:
        """Wait a little for the marks; a transient message may be lost, and is then sent anew."""
        for _ in range(200):
            seen = await self._quiet.marks()
            if all(symbol in seen and seen[symbol] >= now for symbol in prices):
                return True
            await asyncio.sleep(LOOK)
        return False

    async def settle(self, until: datetime) -> None:
        """Wait for quiet, letting time pass up to a moment wherever an order is due by then."""
        while True:
            self._due = await self._next_due_once_quiet()
            if self._due is None or self._due > until:
                return
            self.advance(self._due)

    async def list_markets(self) -> None:
        """Ask the venue which markets it has."""
        await sync_markets(self.world.venues, self.world.units, self._clock.now())

    async def ask_balances(self) -> None:
        """Ask the venue what every wallet could commit now."""
        await sync_balances(self.world.venues, self.world.units, self._clock.now())

    async def _next_due_once_quiet(self) -> datetime | None:
        async with asyncio.timeout(STUCK_SECONDS):
            while True:
                rest = await self._quiet.look()
                if rest.holds(self._clock.now()):
                    return rest.next_due
                await asyncio.sleep(LOOK)

    async def _publish(self, mark: PriceMarked) -> None:
        await self._bus.publish(mark)


@asynccontextmanager
async def running(
    database_url: str, engine: AsyncEngine, world: World, paper: PaperVenue
) -> AsyncIterator[Pipeline]:
    """Run a broker, the relay and every stage in this process until the block ends."""
    async with (
        LoopbackBroker(world.policy.network) as loopback,
        running_on(loopback.url, database_url, engine, world, paper) as pipeline,
    ):
        yield pipeline


@asynccontextmanager
async def running_on(
    amqp_url: str, database_url: str, engine: AsyncEngine, world: World, paper: PaperVenue
) -> AsyncIterator[Pipeline]:
    """Run the relay and every stage in this process, on a broker that is there already."""
    await apply_topology(amqp_url, engine)
    stages = Stages(STAGES, world, make_broker(amqp_url), Unheard(engine))
    async with Bus(amqp_url) as bus:
        work = [
            *stages.work(),
            Relay(database_url, bus).run(),
            Sweeper(engine, bus, grace=2.0).run(),
            Collector(engine, amqp_url).run(),
        ]
        tasks = [asyncio.ensure_future(each) for each in work]
        await stages.broker.start()
        try:
            yield Pipeline(world, paper, Platform(engine=engine, bus=bus, stages=stages))
        finally:
            await stages.broker.stop()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
