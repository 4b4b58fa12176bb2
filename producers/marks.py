"""Marks out: what every venue quotes now, and which markets it has."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from contracts.market import Network, VenueName
from contracts.positions import PriceMarked
from domain.errors import VenueError
from domain.markets import marked, stream_alarm
from domain.ports.clock import Clock
from domain.ports.unit_of_work import UnitsOfWork
from domain.ports.venue import Quote, Venue

log = logging.getLogger(__name__)

Publish = Callable[[PriceMarked], Awaitable[None]]
"""Sends a mark on its way at once, past the outbox: the next one replaces it anyway."""


POLLED_EVERY = timedelta(seconds=10)
"""How often a venue is asked for its quotes while its stream leaves some out."""


class Quoting(Protocol):
    """Whoever tells what a venue quotes."""

    async def quotes(self) -> Sequence[Quote]:
        """Tell quotes. Raises VenueUnavailable."""
        ...


class Pushes(Protocol):
    """A stream of quotes."""

    def take(self) -> Sequence[Quote]:
        """Return what came since the last time."""
        ...

    def is_quiet(self) -> bool:
        """Tell whether anything that should come does not."""
        ...


class StreamedQuotes:
    """The quotes of a venue by its stream, and by asking as long as the stream is quiet."""

    def __init__(
        self, venue: Venue, stream: Pushes, units: UnitsOfWork, clock: Clock, network: Network
    ) -> None:
        self._venue = venue
        self._stream = stream
        self._units = units
        self._clock = clock
        self._network = network
        self._polled_at: datetime | None = None
        self._quiet_since: datetime | None = None

    async def quotes(self) -> Sequence[Quote]:
        """Tell what came, and fill in what did not. Raises VenueUnavailable."""
        now, came = self._clock.now(), self._stream.take()
        if not self._stream.is_quiet():
            self._quiet_since = None
            return came
        if self._quiet_since is None:
            self._quiet_since = now
        elif now - self._quiet_since >= POLLED_EVERY:
            await self._tell(self._quiet_since, now)
        if self._polled_at is not None and now - self._polled_at < POLLED_EVERY:
            return came
        self._polled_at = now
        latest = {quote.symbol: quote for quote in await self._venue.quotes()}
        return list((latest | {quote.symbol: quote for quote in came}).values())

    async def _tell(self, since: datetime, now: datetime) -> None:
        async with self._units() as uow:
            uow.emit(stream_alarm(self._venue.name, self._network, since, now))


async def publish_marks(venues: Mapping[VenueName, Quoting], publish: Publish) -> int:
    """Publish what every venue quotes and return how many marks that were.

    A venue that does not answer is left out; its prices grow stale, and that raises an alarm.
    """
    return sum(
        await asyncio.gather(*(_publish(name, venue, publish) for name, venue in venues.items()))
    )


async def sync_markets(venues: Mapping[VenueName, Venue], units: UnitsOfWork, now: datetime) -> int:
    """Store the markets of every venue and return how many there are.

    A venue that does not answer, or lists nothing at all, keeps the markets it had.
    """
    return sum([await _sync(name, venue, units, now) for name, venue in venues.items()])


async def _publish(name: VenueName, venue: Quoting, publish: Publish) -> int:
    try:
        quotes = await venue.quotes()
    except VenueError as error:
        log.warning("%s gave no quotes: %s", name, error)
        return 0
    marks = [marked(name, quote) for quote in quotes if quote.price.is_finite() and quote.price > 0]
    await asyncio.gather(*(publish(mark) for mark in marks))
    return len(marks)


async def _sync(name: VenueName, venue: Venue, units: UnitsOfWork, now: datetime) -> int:
    try:
        markets = await venue.markets()
    except VenueError as error:
        log.warning("%s gave no markets: %s", name, error)
        return 0
    if not markets:
        log.warning("%s lists no markets at all; those it had are kept", name)
        return 0
    async with units() as uow:
        await uow.markets.save_markets(name, markets, now)
    return len(markets)
