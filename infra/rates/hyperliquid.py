"""What Hyperliquid lets one address ask in a minute, as the settings share it out."""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import VenueName
from infra.rates.budget import PATIENCE, Budget
from infra.rates.terms import terms
from infra.repositories.rates import SqlBucket
from infra.settings import Settings
from infra.venues.hyperliquid.weights import ENTRY

WAITED: Final = 0.4
"""The share of a call's time that its wait for a turn may take: with what comes before an order,
which has half, an order that waits for its turn to the end is still known not to have left."""


def hyperliquid_budget(settings: Settings, engine: AsyncEngine) -> Budget:
    """Make this process's share of the weight that all processes share; close it at the end."""
    chosen = terms(
        settings.hyperliquid_weight_per_minute,
        burst=settings.hyperliquid_burst_share,
        kept=settings.hyperliquid_close_share,
    )
    bucket = SqlBucket(engine, VenueName.HYPERLIQUID, settings.egress_address, chosen)
    patience = min(PATIENCE, WAITED * settings.venue_timeout)
    return Budget(VenueName.HYPERLIQUID, bucket, chosen, entry=ENTRY, patience=patience)
