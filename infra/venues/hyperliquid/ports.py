"""What the adapter needs of others: turns at the venue's limits, numbers to spend, and a pen."""

from collections.abc import Mapping
from typing import Any, Protocol

from contracts.market import Wallet
from infra.rates.terms import Priority

__all__ = ["Budget", "Nonces", "Priority", "Signer"]


class Budget(Protocol):
    """The weight that may be spent on a venue, shared by all who speak to it from one address."""

    async def spend(self, weight: int, priority: Priority, wallet: Wallet | None) -> None:
        """Wait for a turn. Raises VenueUnavailable when none comes soon enough."""
        ...

    async def penalise(self, seconds: float) -> None:
        """Let nobody spend for a while: the venue said that it was asked too much."""
        ...


class Nonces(Protocol):
    """Numbers for what is signed and is no order."""

    async def next(self, signer: Wallet) -> int:
        """Return a number that this key was never given before, in milliseconds."""
        ...


class Signer(Protocol):
    """Whoever holds the keys; none of them is seen here."""

    async def sign(
        self,
        address: Wallet,
        action: Mapping[str, Any],
        nonce: int,
        *,
        expires_after: int | None = None,
        vault_address: str | None = None,
        mainnet: bool,
    ) -> Mapping[str, Any]:
        """Sign an action with the key of an address: r, s and v.

        Raises a VenueError when that key cannot sign; then nothing was sent.
        """
        ...
