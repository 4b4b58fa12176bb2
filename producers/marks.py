"""Marks out: what every venue quotes now, and which markets it has."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from contracts.market import VenueName
from contracts.positions import PriceMarked
from domain.errors import VenueError
from domain.markets import marked
from domain.ports.unit_of_work import UnitsOfWork
from domain.ports.venue import Venue

log = logging.getLogger(__name__)

Publish = Callable[[PriceMarked], Awaitable[None]]
"""Sends a mark on its way at once, past the outbox: the next one replaces it anyway."""


async def publish_marks(venues: Mapping[VenueName, Venue], publish: Publish) -> int:
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


async def _publish(name: VenueName, venue: Venue, publish: Publish) -> int:
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
