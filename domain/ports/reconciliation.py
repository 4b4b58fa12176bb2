"""What reconciliation keeps and asks of the store."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from contracts.intents import ExitIntended
from contracts.market import PositionId, Symbol, VenueName, Wallet
from domain.orders import Order
from domain.outside import Suspect
from domain.ports.venue import AccountHolding, AccountTrade
from domain.positions import Position
from domain.reconciliation import Difference, Drift, Exposure, ExternalPosition
from domain.statements import BookedFill


class Outside(Protocol):
    """Fills without an order that believes in them, and looks; within one transaction."""

    async def note_looks(
        self, venue: VenueName, wallets: Collection[Wallet], now: datetime
    ) -> None:
        """Keep that a venue told now what these accounts hold, and nothing is left to settle."""
        ...

    async def looks(
        self, venue: VenueName, wallets: Collection[Wallet]
    ) -> Mapping[Wallet, datetime]:
        """Tell when each account was last settled with its venue; one that never was is absent."""
        ...

    async def record_exit(self, position: Position, intended: ExitIntended) -> None:
        """Store the intent of an exit that happened outside; nobody is told to send it."""
        ...

    async def strays(
        self, venue: VenueName, trades: Sequence[AccountTrade]
    ) -> Sequence[tuple[Order, AccountTrade]]:
        """Find the trades of orders of ours that are over, and that are not booked; lock those."""
        ...

    async def revive(self, position_ids: Collection[PositionId]) -> None:
        """Let positions that never opened wait for a fill again, if nothing took their place."""
        ...

    async def suspects(
        self, venue: VenueName, places: Collection[tuple[Wallet, Symbol]], since: datetime
    ) -> Sequence[Suspect]:
        """List the entries of these wallets and tokens that may have traded unknown to us.

        They are those that were sent and are over, and those whose order is not stored.
        """
        ...


class Books(Protocol):
    """What we booked, to be laid beside what venues tell; within one transaction."""

    async def books(self, venue: VenueName, since: datetime) -> Sequence[BookedFill]:
        """List the fills of positions made since a moment, and of older ones that are held."""
        ...

    async def names_among(self, trades: Sequence[AccountTrade]) -> frozenset[UUID]:
        """Pick the names that are those of orders or stops of ours."""
        ...


class Reconciliation(Outside, Books, Protocol):
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
