"""Answers kept by the caller's own key, so that asking again does nothing more."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from contracts.market import Wallet


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request by its owner and the owner's key for it; the fingerprint is of all it says."""

    owner: Wallet
    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was answered before."""

    fingerprint: str
    status: int
    body: Any


class Answers(Protocol):
    """Answers in the store, within the transaction of what they answer for."""

    async def begin(self, request: Request, now: datetime) -> Kept | None:
        """Take the key, waiting for whoever holds it now; return what was answered before."""
        ...

    async def keep(self, request: Request, status: int, body: Any) -> None:
        """Keep the answer to a request that took its key in this transaction."""
        ...
