"""What the keeper of stops keeps and asks of the store."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from contracts.market import VenueName
from domain.stops import Guard, Guarded, Stop


class Stops(Protocol):
    """Guards of positions and stops of ours, within one transaction."""

    async def begin(self, venue: VenueName, now: datetime) -> None:
        """Begin to guard every open position on a venue that is not guarded yet."""
        ...

    async def claim(
        self, venue: VenueName, now: datetime, *, lease: timedelta, limit: int
    ) -> Sequence[Guarded]:
        """Take the positions whose stops want attention, and keep others off them for a while.

        They do when no stop rests for what they want now, when the price is past the stop, when
        an exit is decided or they are over, and every so often. Leases go by the database's clock.
        """
        ...

    async def save(self, guard: Guard, stops: Collection[Stop], now: datetime) -> None:
        """Write how a position is guarded now, add or change these stops, and let go of it."""
        ...

    async def add(self, stop: Stop) -> None:
        """Store a stop before it is asked for; one that is there already stays as it is."""
        ...

    async def named(self, names: Collection[UUID]) -> Mapping[UUID, Stop]:
        """Find the stops of ours by the names that venues know them by."""
        ...
