"""The jobs beside the stages: relay, sweeper, collector, and the producers on their clocks."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.world import RECORDED
from consumers.stage import World
from contracts.positions import PriceMarked
from infra.bus import Bus
from infra.failures import is_passing
from infra.feeds.recorded import RecordedPrices
from infra.feeds.x_proxy import XProxy
from infra.outbox import Relay
from infra.rejected import Collector
from infra.settings import Settings
from infra.sweeper import Sweeper
from infra.venues.paper.adapter import PaperVenue
from producers.balances import sync_balances
from producers.marks import publish_marks, sync_markets
from producers.tweets import poll_sources

MARKETS_EVERY = 300.0
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Jobs:
    """What a process may run beside its stages, by name."""

    settings: Settings
    engine: AsyncEngine
    bus: Bus
    world: World
    paper: PaperVenue
    database_url: str
    rabbitmq_url: str

    def job(self, name: str) -> Coroutine[Any, Any, None]:
        """Return the job of that name, ready to run until cancelled."""
        jobs: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
            "relay": Relay(self.database_url, self.bus).run,
            "sweeper": Sweeper(self.engine, self.bus, grace=self.settings.sweep_grace).run,
            "collector": Collector(self.engine, self.rabbitmq_url).run,
            "tweets": self.tweets,
            "marks": self.marks,
            "markets": self.markets,
            "balances": self.balances,
        }
        return jobs[name]()

    async def tweets(self) -> None:
        """Poll X through the proxy, when one is named."""
        if self.settings.x_api_proxy_url is None:
            log.info("no tweets: X_API_PROXY_URL is not set")
            return
        async with XProxy(str(self.settings.x_api_proxy_url)) as feed:

            async def poll() -> object:
                return await poll_sources(feed, self.world.units, self.world.clock)

            await repeat(poll, self.settings.tweet_interval)

    async def marks(self) -> None:
        """Let the PAPER venue quote its recorded week, and publish what all venues quote."""
        recorded = RecordedPrices(self.settings.paper_marks or RECORDED / "marks.csv")

        async def mark() -> object:
            now = self.world.clock.now()
            prices = recorded.at(now)
            await self.paper.set_prices({symbol: (p, now) for symbol, p in prices.items()})
            await self.paper.settle_due()
            return await publish_marks(self.world.venues, self._publish)

        await repeat(mark, self.settings.mark_interval)

    async def markets(self) -> None:
        """Store the markets of every venue."""

        async def sync() -> object:
            now = self.world.clock.now()
            return await sync_markets(self.world.venues, self.world.units, now)

        await repeat(sync, MARKETS_EVERY)

    async def balances(self) -> None:
        """Store the balance of every wallet that trades."""

        async def sync() -> object:
            now = self.world.clock.now()
            return await sync_balances(self.world.venues, self.world.units, now)

        await repeat(sync, self.settings.balance_interval)

    async def _publish(self, mark: PriceMarked) -> None:
        await self.bus.publish(mark)


async def repeat(work: Callable[[], Awaitable[object]], seconds: float) -> None:
    """Do something now and every so often, until cancelled, through every outage."""
    while True:
        try:
            await work()
        except Exception as error:
            if not is_passing(error):
                raise
            log.warning("job waits", error=repr(error))
        await asyncio.sleep(seconds)
