"""What Hyperliquid lets one address ask in a minute, as the settings share it out."""

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import VenueName
from infra.rates.budget import Budget
from infra.rates.terms import terms
from infra.repositories.rates import SqlBucket
from infra.settings import Settings
from infra.venues.hyperliquid.weights import ENTRY


def hyperliquid_budget(settings: Settings, engine: AsyncEngine) -> Budget:
    """Make this process's share of the weight that all processes share; close it at the end."""
    chosen = terms(
        settings.hyperliquid_weight_per_minute,
        burst=settings.hyperliquid_burst_share,
        kept=settings.hyperliquid_close_share,
    )
    bucket = SqlBucket(engine, VenueName.HYPERLIQUID, settings.egress_address, chosen)
    return Budget(VenueName.HYPERLIQUID, bucket, chosen, entry=ENTRY)
