"""Markets: quotes as marks, and what a wallet could commit on a venue."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from contracts.market import Usd, VenueName
from contracts.positions import PriceMarked
from domain.ports.venue import Quote

MARKS = UUID("3f0f8a53-52b4-5c1c-8b0e-6a3c2f1d7e90")
"""The namespace that the ids of marks are derived in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What a wallet could commit as collateral, in USD, and the moment the venue told us."""

    available: Usd
    seen_at: datetime


def marked(venue: VenueName, quote: Quote) -> PriceMarked:
    """Announce a venue's quote; the same quote is the same message."""
    mark_id = uuid5(MARKS, f"{venue}/{quote.symbol}/{quote.seen_at.isoformat()}")
    return PriceMarked(
        id=mark_id,
        trace_id=mark_id,
        occurred_at=quote.seen_at,
        venue=venue,
        symbol=quote.symbol,
        price=quote.price,
        seen_at=quote.seen_at,
    )
