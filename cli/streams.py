"""Who tells each venue's quotes: its stream where it has one, and the venue itself otherwise."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from pydantic import HttpUrl

from consumers.stage import World
from contracts.market import Symbol, VenueName
from domain.ports.venue import Venue
from infra.settings import Settings
from infra.venues.hyperliquid.stream import MarkStream, Symbols
from producers.marks import Quoting, StreamedQuotes


@asynccontextmanager
async def quoting(settings: Settings, world: World) -> AsyncIterator[Mapping[VenueName, Quoting]]:
    """Yield who tells the quotes of every venue; streams run until the block ends."""
    quotes: dict[VenueName, Quoting] = dict(world.venues)
    venue, url = world.venues.get(VenueName.HYPERLIQUID), settings.hyperliquid_url
    if venue is None or url is None:
        yield quotes
        return
    stream = MarkStream(
        stream_url(url), _listed(venue), world.clock, silence=settings.stream_silence
    )
    quotes[venue.name] = StreamedQuotes(
        venue, stream, world.units, world.clock, world.policy.network
    )
    listening = asyncio.create_task(stream.run())
    try:
        yield quotes
    finally:
        listening.cancel()
        await asyncio.wait([listening])


def stream_url(url: HttpUrl) -> str:
    """Return where the stream of a venue is that answers at a URL."""
    return f"ws{str(url).removeprefix('http').rstrip('/')}/ws"


def _listed(venue: Venue) -> Symbols:
    async def listed() -> Sequence[Symbol]:
        return [market.symbol for market in await venue.markets()]

    return listed
