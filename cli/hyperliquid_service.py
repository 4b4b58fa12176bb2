"""Hyperliquid through the preserved service, where settings name it: the borrower of keys."""

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import Conflict
from domain.ports.clock import Clock
from infra.keys.kek import KeyDirectory
from infra.keys.lending import KeyLender
from infra.settings import Settings
from infra.venues.hyperliquid_service.adapter import HyperliquidServiceVenue
from infra.venues.hyperliquid_service.client import service_client


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
