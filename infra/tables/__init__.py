"""Every table, one file a noun; importing this package registers them all."""

from infra.tables import (
    access,
    agents,
    delivery,
    markets,
    money,
    operations,
    orders,
    posts,
    rates,
    reconciliation,
    risk,
    scores,
    signals,
    signers,
    stops,
)
from infra.tables import positions as _positions
from infra.tables.columns import metadata

__all__ = [
    "access",
    "agents",
    "delivery",
    "markets",
    "metadata",
    "money",
    "operations",
    "orders",
    "positions",
    "posts",
    "rates",
    "reconciliation",
    "risk",
    "scores",
    "signals",
    "signers",
    "stops",
]
positions = _positions
