"""Venues beyond PAPER, as the settings name them: each is made whole, or not at all."""

from dataclasses import dataclass
from typing import Final

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.stage import World
from domain.errors import Conflict
from domain.ports.clock import Clock
from infra.keys.kek import KeyDirectory
from infra.keys.lending import KeyLender
from infra.keys.ring import KeyRing
from infra.nonces import Nonces
from infra.rates.budget import Budget
from infra.rates.hyperliquid import hyperliquid_budget
from infra.settings import Settings
from infra.venues.hyperliquid.adapter import HyperliquidVenue, Means
from infra.venues.hyperliquid.client import Client
from infra.venues.hyperliquid_service.adapter import HyperliquidServiceVenue
from infra.venues.hyperliquid_service.client import service_client

CONNECT: Final = 3.0
ANSWER: Final = 6.0
"""Seconds: with the wait for a turn, well within the time that a call to a venue may take."""
IDLE: Final = 3.0
"""Seconds after which a connection that idles is not used again, well before servers close it: an
order that is written just as they do is lost, and of unknown fate. Some close after 5."""
CONNECTIONS: Final = 100
KEPT: Final = 20
"""What httpx allows itself, and forgets once it is told how long a connection may idle."""
PREPARED: Final = 0.5
"""The share of a call's time within which an order has to be ready to leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hyperliquid:
    """The adapter, and the budget that it asks within."""

    venue: HyperliquidVenue
    budget: Budget


def make_hyperliquid(settings: Settings, engine: AsyncEngine, clock: Clock) -> Hyperliquid | None:
    """Make Hyperliquid where HYPERLIQUID_URL says it is; None without one.

    Raises Conflict without KEYS_DIR: what cannot sign cannot close either.
    """
    if settings.hyperliquid_url is None:
        return None
    if settings.keys_dir is None:
        raise Conflict("HYPERLIQUID_URL needs KEYS_DIR: orders are signed")
    budget = hyperliquid_budget(settings, engine)
    http = http_to(str(settings.hyperliquid_url))
    means = Means(
        client=Client(http, budget, seconds=ANSWER),
        signer=KeyRing(engine, KeyDirectory(settings.keys_dir), settings.network, clock),
        nonces=Nonces(engine, clock),
        clock=clock,
        patience=PREPARED * settings.venue_timeout,
    )
    venue = HyperliquidVenue(
        means, network=settings.network, slippage=settings.hyperliquid_exit_slippage
    )
    return Hyperliquid(venue=venue, budget=budget)


def http_to(url: str, *, idle: float = IDLE) -> httpx.AsyncClient:
    """Make the client that speaks to one venue, and to no proxy."""
    return httpx.AsyncClient(
        base_url=url,
        timeout=httpx.Timeout(ANSWER, connect=CONNECT),
        limits=httpx.Limits(
            max_connections=CONNECTIONS, max_keepalive_connections=KEPT, keepalive_expiry=idle
        ),
        trust_env=False,
    )


def make_hyperliquid_service(
    settings: Settings, engine: AsyncEngine, clock: Clock
) -> HyperliquidServiceVenue | None:
    """Make the venue where HYPERLIQUID_SERVICE_URL says the service is; None without one.

    Raises Conflict without KEYS_DIR, and for a URL that may be overheard.
    """
    if settings.hyperliquid_service_url is None:
        return None
    if settings.keys_dir is None:
        raise Conflict("HYPERLIQUID_SERVICE_URL needs KEYS_DIR: it signs with our keys")
    client = service_client(
        str(settings.hyperliquid_service_url),
        KeyLender(engine, KeyDirectory(settings.keys_dir), settings.network, clock),
        clock,
        network=settings.network,
    )
    return HyperliquidServiceVenue(
        client,
        clock,
        network=settings.network,
        coins=settings.hyperliquid_service_coins,
        slippage=settings.hyperliquid_exit_slippage,
    )


def without_venues(settings: Settings) -> Settings:
    """Forget where keys and venues are: a process that does not trade cannot leak a key."""
    named = ("hyperliquid_url", "hyperliquid_service_url", "keys_dir")
    return settings.model_copy(update=dict.fromkeys(named))


async def close_venues(world: World) -> None:
    """Give back what the venues made here hold; PAPER is closed by whoever made it."""
    for venue in world.venues.values():
        if isinstance(venue, HyperliquidVenue | HyperliquidServiceVenue):
            await venue.close()
    for room in world.rooms.values():
        if isinstance(room, Budget):
            await room.close()
