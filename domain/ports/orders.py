"""Orders, attempts and fills, as the stages see them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from contracts.market import DeploymentId, OrderId
from domain.orders import Case, Order, Step
from domain.ports.venue import Fill


class Orders(Protocol):
    """Orders, attempts and fills in the store, within one transaction."""

    async def plan(self, orders: Sequence[Order]) -> None:
        """Store the orders that are new, and an event for each."""
        ...

    async def due(self, now: datetime, *, limit: int) -> Sequence[Case]:
        """Lock orders that want attention and that nobody holds: exits first, then the oldest.

        What another transaction has locked is passed over; leases are judged by the database's
        clock, everything else by `now`.
        """
        ...

    async def unresolved(self, deployments: Iterable[DeploymentId]) -> Sequence[Order]:
        """List these deployments' orders whose fate is not known now."""
        ...

    async def held(self, leases: Mapping[OrderId, UUID]) -> Sequence[Case]:
        """Lock the orders whose lease is still the one named; the others are left out."""
        ...

    async def add_fills(self, fills: Sequence[tuple[Order, Fill]]) -> Sequence[tuple[Order, Fill]]:
        """Store fills by the venue's own names for them, and return those that were new."""
        ...

    async def filled(self, orders: Iterable[OrderId]) -> Mapping[OrderId, Decimal]:
        """Add up the fills of each order that has any."""
        ...

    async def store(self, steps: Sequence[Step], *, now: datetime, lease: timedelta) -> None:
        """Write what became of orders locked in this transaction, and an event for each move."""
        ...

    async def unsettled(self, now: datetime) -> int:
        """Count the orders that are in flight, or that are due at `now`."""
        ...

    async def next_due(self) -> datetime | None:
        """Tell the earliest moment at which an order not in flight wants attention."""
        ...
