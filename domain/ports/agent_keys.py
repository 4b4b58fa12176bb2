"""Agent keys, as those see them who may not open any: asked for, looked at, given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from contracts.market import VenueName, Wallet
from domain.credentials import Credential


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request for a key."""

    waiting: bool
    refused: str | None
    """Why no key will be made, in words."""


class AgentKeys(Protocol):
    """Credentials and requests for keys in the store, within one transaction."""

    async def current(self, user: Wallet, venue: VenueName) -> Credential | None:
        """Return what a user trades with on a venue, or is to approve; None without either."""
        ...

    async def ask(self, user: Wallet, venue: VenueName, now: datetime) -> None:
        """Ask for a key and ring for whoever makes them; asking again asks for no second one."""
        ...

    async def asked(self, user: Wallet, venue: VenueName) -> Asked | None:
        """Tell what became of asking for a key; None when nobody asked."""
        ...

    async def look_again(self, user: Wallet, venue: VenueName) -> None:
        """Let the venue be asked about a user's keys soon, and ring for whoever asks."""
        ...

    async def disable(self, user: Wallet, venue: VenueName) -> Sequence[Credential]:
        """End a user's keys for a venue for good; their rows stay.

        Raises NotFound when there is none, and Conflict when one is needed to close positions.
        """
        ...
