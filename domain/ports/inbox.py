"""What a stage has taken, failed on, or given up on."""

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from contracts.base import Message


class Inbox(Protocol):
    """A stage's inbox, within one transaction."""

    async def take(self, stage: str, messages: Collection[Message]) -> set[UUID]:
        """Note messages as taken; return the ids of those that were not taken before."""
        ...

    async def fail(self, stage: str, message: Message, error: str, *, limit: int) -> bool:
        """Note a failure and when to try again; at the limit park it and return True."""
        ...

    async def park(self, stage: str, message: Message, error: str) -> None:
        """Give a message up: keep it with its error as a dead letter, until replayed."""
        ...
