"""Limits: how much of what a wallet may hold, and how far a price may have moved."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from contracts.market import Price, Symbol, VenueName

Slot = tuple[VenueName, Symbol]
"""Where a wallet can have one live position."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What a wallet has live: the slots its positions are in, one position in each."""

    slots: frozenset[Slot] = frozenset()

    @property
    def positions(self) -> int:
        """Count the positions, of any symbol on any venue."""
        return len(self.slots)

    def joined_by(self, venue: VenueName, symbol: Symbol) -> "Exposure":
        """Return this exposure with a position of a symbol on a venue."""
        return Exposure(slots=self.slots | {(venue, symbol)})


NOTHING_LIVE = Exposure()


def fresh(seen_at: datetime, now: datetime, max_age: timedelta) -> bool:
    """Tell whether something was seen recently; a date far in the future is not recent."""
    return abs(now - seen_at) <= max_age


def drift(mark: Price, reference: Price) -> Decimal:
    """Measure how far a mark is from a reference, as a fraction of the reference."""
    return abs(mark - reference) / reference
