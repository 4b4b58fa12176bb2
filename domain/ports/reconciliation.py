"""What reconciliation keeps and asks of the store."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from contracts.market import PositionId, VenueName, Wallet
from domain.ports.venue import AccountHolding, AccountTrade
from domain.reconciliation import Difference, Drift, Exposure, ExternalPosition


class Reconciliation(Protocol):
    """Live positions, differences and external positions, within one transaction."""

    async def live(self, venue: VenueName) -> Sequence[Exposure]:
        """List all positions on a venue that have not ended, with those still OPENING."""
        ...

    async def note_differences(
        self, venue: VenueName, differences: Collection[Difference], now: datetime
    ) -> Sequence[Drift]:
        """Keep what a look showed, and forget every difference on the venue that it did not.

        Return each with the look that showed it first; one that a later look saw is left out.
        """
        ...

    async def first_alarm(self, position_id: PositionId, now: datetime) -> bool:
        """Mark a difference as told of; False if it was before, or is no more."""
        ...

    async def note_external(
        self,
        venue: VenueName,
        wallets: Collection[Wallet],
        holdings: Collection[AccountHolding],
        now: datetime,
    ) -> None:
        """Keep what these wallets hold beside us, and that what they held before is gone."""
        ...

    async def external(self) -> Sequence[ExternalPosition]:
        """List what accounts hold, or held, that we did not open."""
        ...

    async def foreign(
        self, venue: VenueName, trades: Sequence[AccountTrade]
    ) -> Sequence[AccountTrade]:
        """Leave out the trades of our own orders, and those booked already."""
        ...
