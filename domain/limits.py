"""Limits: how much of what a wallet may hold, and how far a price may have moved."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from contracts.market import Price, VenueName


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What a wallet has live: how many positions in all, and where it holds the symbol asked."""

    positions: int = 0
    venues: frozenset[VenueName] = frozenset()

    def joined_by(self, venue: VenueName) -> "Exposure":
        """Return this exposure with one more position of the symbol, on a venue."""
        return Exposure(positions=self.positions + 1, venues=self.venues | {venue})


NOTHING_LIVE = Exposure()


def fresh(seen_at: datetime, now: datetime, max_age: timedelta) -> bool:
    """Tell whether something was seen recently; a date far in the future is not recent."""
    return abs(now - seen_at) <= max_age


def drift(mark: Price, reference: Price) -> Decimal:
    """Measure how far a mark is from a reference, as a fraction of the reference."""
    return abs(mark - reference) / reference
