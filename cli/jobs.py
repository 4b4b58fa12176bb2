"""The jobs beside the stages: relay, sweeper, collector, and the producers on their clocks."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.feeds import institutes, post_feed
from cli.streams import quoting
from cli.world import RECORDED
from consumers.stage import World
from contracts.base import Message
from contracts.market import VenueName
from contracts.positions import PriceMarked
from domain.ports.operations import Errand
from infra.bus import Bus
from infra.errands import run_errands
from infra.failures import is_passing
from infra.feeds.recorded import RecordedPrices
from infra.feeds.x_api import XApi
from infra.feeds.x_proxy import XProxy
from infra.keys.custody import Custody
from infra.keys.kek import KeyDirectory
from infra.keys.records import Records
from infra.keys.requests import KeyRequests
from infra.outbox import Relay
from infra.reading.leaderboard import leaderboard, save_leaderboard
from infra.rejected import Collector
from infra.repositories.agent_keys import KEYS_CHANNEL, LOOKS_CHANNEL
from infra.repositories.positions.store import POSITIONS_CHANNEL
from infra.ringing import whenever_rung
from infra.scores.lunarcrush import LunarCrush
from infra.settings import Settings
from infra.sweeper import Sweeper
from infra.venues.hyperliquid.adapter import HyperliquidVenue
from infra.venues.paper.adapter import PaperVenue
from producers.balances import sync_balances
from producers.marks import publish_marks, sync_markets
from producers.reconciliation import reconcile
from producers.research import read_institutes
from producers.scores import Snapshots
from producers.standings import check_posts
from producers.stops import keep_stops
from producers.tweets import poll_sources

MARKETS_EVERY = 300.0
ERRANDS_EVERY = 2.0
"""Seconds between looks at whether somebody left word to do something at once."""
APPROVALS_EVERY = 30.0
"""Seconds between looks at which keys are to be asked about."""
KEY_REQUESTS_EVERY = 5.0
"""Seconds between looks at which keys are asked for, when nobody rings."""
APPROVALS_AGAIN = timedelta(hours=1)
STOP_ROUNDS = 8
"""How many rounds of stops there may be at once: one lasts as long as its slowest answer."""
SCORES_LOOKED_AT = 10.0
"""Seconds between looks at whether a snapshot is due."""
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
    tell: Callable[[Message], Awaitable[None]]
    """Gives a message to the stages of this process, past the broker."""

    def job(self, name: str) -> Coroutine[Any, Any, None]:
        """Return the job of that name, ready to run until cancelled."""
        jobs: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
            "relay": Relay(self.database_url, self.bus).run,
            "sweeper": Sweeper(self.engine, self.bus, grace=self.settings.sweep_grace).run,
            "collector": Collector(self.engine, self.rabbitmq_url).run,
            "tweets": self.tweets,
            "research": self.research,
            "marks": self.marks,
            "markets": self.markets,
            "balances": self.balances,
            "reconciliation": self.reconciliation,
            "stops": self.stops,
            "approvals": self.approvals,
            "keys": self.keys,
            "scores": self.scores,
            "leaderboard": self.leaderboard,
            "errands": self.errands,
        }
        return jobs[name]()

    async def tweets(self) -> None:
        """Poll X, when there is a feed of it, and look up again what was said."""
        async with post_feed(self.settings, self.world) as feed:
            if feed is None:
                return

            async def poll() -> object:
                await poll_sources(feed, self.world.units, self.world.clock)
                return await self._check_posts(feed)

            await repeat(poll, self.settings.tweet_interval)

    async def _check_posts(self, feed: XApi | XProxy) -> object:
        every = timedelta(seconds=self.settings.x_check_interval)
        if not every or isinstance(feed, XProxy):
            return None
        return await check_posts(feed, self.world.units, self.world.clock, every)

    async def research(self) -> None:
        """Read the institutes that the settings name."""
        async with institutes(self.settings) as read:

            async def look() -> object:
                return await read_institutes(read, self.world.units, self.world.clock)

            await repeat(look, self.settings.research_interval)

    async def marks(self) -> None:
        """Let the PAPER venue quote its recorded week, and publish what all venues quote."""
        recorded = RecordedPrices(self.settings.paper_marks or RECORDED / "marks.csv")

        async with quoting(self.settings, self.world) as quotes:

            async def mark() -> object:
                now = self.world.clock.now()
                prices = recorded.at(now)
                await self.paper.set_prices({symbol: (p, now) for symbol, p in prices.items()})
                await self.paper.settle_due()
                return await publish_marks(quotes, self._publish)

            await repeat(mark, self.settings.mark_interval)

    async def markets(self) -> None:
        """Store the markets of every venue."""
        await repeat(self._sync_markets, MARKETS_EVERY)

    async def _sync_markets(self) -> object:
        now = self.world.clock.now()
        return await sync_markets(self.world.venues, self.world.units, now)

    async def errands(self) -> None:
        """Do at once what operators left word to do."""

        async def look() -> object:
            return await run_errands(self.engine, {Errand.MARKETS: self._sync_markets})

        await repeat(look, ERRANDS_EVERY)

    async def balances(self) -> None:
        """Store the balance of every wallet that trades."""

        async def sync() -> object:
            now = self.world.clock.now()
            return await sync_balances(self.world.venues, self.world.units, now)

        await repeat(sync, self.settings.balance_interval)

    async def reconciliation(self) -> None:
        """Compare what venues hold with what we believe, at the start and from then on."""

        async def look() -> object:
            now = self.world.clock.now()
            return await reconcile(self.world.venues, self.world.units, now)

        await repeat(look, self.settings.reconcile_interval)

    async def stops(self) -> None:
        """Let a stop rest at its venue for each open position, wherever venues let stops rest."""
        room = asyncio.Semaphore(STOP_ROUNDS)

        async def keep() -> object:
            now = self.world.clock.now()
            return await keep_stops(self.world.venues, self.world.units, now, self.world.policy)

        async with asyncio.TaskGroup() as group:

            async def begin() -> None:
                await room.acquire()
                group.create_task(attempt(keep)).add_done_callback(lambda _: room.release())

            every = self.settings.stop_interval
            await whenever_rung(self.database_url, POSITIONS_CHANNEL, begin, seconds=every)

    async def approvals(self) -> None:
        """Ask which agent keys are approved, where a venue takes what they sign."""
        venue = self.world.venues.get(VenueName.HYPERLIQUID)
        if not isinstance(venue, HyperliquidVenue):
            return
        records = Records(self.engine, self.settings.network, self.world.clock)
        asked = {venue.name: venue.approvals}

        async def ask() -> object:
            return await records.verify(asked, every=APPROVALS_AGAIN)

        await whenever_rung(self.database_url, LOOKS_CHANNEL, ask, seconds=APPROVALS_EVERY)

    async def keys(self) -> None:
        """Make the agent keys that are asked for, where keys are sealed."""
        settings = self.settings
        if settings.keys_dir is None:
            return
        directory = KeyDirectory(settings.keys_dir)
        custody = Custody(self.engine, directory, settings.network, self.world.clock)
        requests = KeyRequests(self.engine, custody, settings.network)
        await whenever_rung(
            self.database_url, KEYS_CHANNEL, requests.fulfil, seconds=KEY_REQUESTS_EVERY
        )

    async def scores(self) -> None:
        """Take snapshots of the market's figures, when a list of coins and a key are named."""
        url, key = self.settings.lunarcrush_base_url, self.settings.lunarcrush_api_key
        if url is None or key is None:
            log.info("no market scores: LUNARCRUSH_BASE_URL and LUNARCRUSH_API_KEY are not set")
            return
        every = self.settings.score_interval
        async with LunarCrush(str(url), key) as coins:
            snapshots = Snapshots(
                coins, self.world.units, self.world.clock, every=timedelta(seconds=every)
            )
            await repeat(snapshots.take, min(every, SCORES_LOOKED_AT))

    async def leaderboard(self) -> None:
        """Judge every source anew, now and every so often."""

        async def judge() -> object:
            now, network = self.world.clock.now(), self.settings.network
            lines = await leaderboard(self.engine, network, now, policy=self.world.policy)
            await save_leaderboard(self.engine, network, lines, now)
            return lines

        await repeat(judge, self.settings.leaderboard_interval)

    async def _publish(self, mark: PriceMarked) -> None:
        """Publish a mark; while no broker takes it, the stops it may fire are in this process."""
        if not await self.bus.publish(mark):
            await self.tell(mark)


async def repeat(work: Callable[[], Awaitable[object]], seconds: float) -> None:
    """Do something now and every so often, until cancelled, through every outage."""
    while True:
        await attempt(work)
        await asyncio.sleep(seconds)


async def attempt(work: Callable[[], Awaitable[object]]) -> None:
    """Do something once, or say that it has to wait for an outage to pass."""
    try:
        await work()
    except Exception as error:  # of any library on the way to a server: only outages end here
        if not is_passing(error):
            raise
        log.warning("job waits", error=repr(error))
