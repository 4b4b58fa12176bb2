"""Markets: quotes as marks, and what a wallet could commit on a venue."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from contracts.alarms import AlarmKind, AlarmRaised
from contracts.base import lineage
from contracts.market import Network, Usd, VenueName
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


def stream_alarm(venue: VenueName, network: Network, since: datetime, now: datetime) -> AlarmRaised:
    """Tell of a stream of marks that is not whole; once for each time that it falls quiet."""
    episode = uuid5(MARKS, f"stream/{network}/{venue}/{since.isoformat()}")
    return AlarmRaised(
        **lineage(episode, "quiet", trace_id=episode, at=now),
        kind=AlarmKind.PRICE_STALE,
        subject=f"{venue}/stream",
        detail=f"its stream leaves marks out since {since.isoformat()}; the venue is asked instead",
    )
