"""What the adapter needs of the keys: one of them, for as long as a request is written."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from contracts.market import Wallet


class Lent(Protocol):
    """A key that is here on loan."""

    def spell(self) -> str:
        """Spell the key as it is sent."""
        ...


class Lender(Protocol):
    """Whoever holds the keys, and lends one to whom the service leaves no choice."""

    def lend(self, address: Wallet, *, mainnet: bool) -> AbstractAsyncContextManager[Lent]:
        """Lend the key of an address. Raises a VenueError when there is none to lend."""
        ...
