"""What operators set going, as the gateway sees it: it asks, and the processes do."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Errand(StrEnum):
    """What a process does at once when somebody asks, and by itself now and then."""

    MARKETS = "MARKETS"
    """Ask every venue for its markets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits to become signals."""

    unclassified: int
    unheard: int
    """Messages that the stages of posts and signals failed on, or never heard."""


class Operations(Protocol):
    """Asked for within one transaction; done by whoever's work it is."""

    async def ask(self, errand: Errand, by: str, now: datetime) -> None:
        """Leave word that an errand is to be done; asking again before it is changes nothing."""
        ...

    async def hurry_posts(self, now: datetime) -> Waiting:
        """Let posts that wait for another attempt be taken now; no attempt is made anew."""
        ...

    async def replay(self, letter_id: UUID) -> str:
        """Let a stage take a parked message again, and return which stage.

        Raises NotFound for a letter that is not there, Conflict for one that was replayed before
        or holds no message of ours.
        """
        ...
