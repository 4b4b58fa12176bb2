"""Bills and tariffs, as the stages see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from contracts.market import VenueName
from domain.billing import Bill, Tariff


class Bills(Protocol):
    """Bills and tariffs in the store, within one transaction."""

    async def tariffs(self, venue: VenueName, at: datetime) -> Sequence[Tariff]:
        """List the tariffs, general or of the venue, that are effective by then."""
        ...

    async def accrue(self, bills: Sequence[Bill]) -> Sequence[Bill]:
        """Store what is owed, once per (position, kind), and return what was not there yet."""
        ...
