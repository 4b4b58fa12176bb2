"""What stages have taken, failed on, or given up on, in memory."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from contracts.base import Message
from infra.memory.journal import Journal, Table


@dataclass(frozen=True, slots=True)
class Parked:
    """A message a stage gave up, and why."""

    stage: str
    message: Message
    error: str


class MemoryInbox:
    """Inboxes of all stages in memory; see `domain.ports.inbox.Inbox`."""

    def __init__(self, journal: Journal) -> None:
        self._taken: Table[tuple[str, UUID], UUID] = Table(journal)
        self._failures: Table[tuple[str, UUID], int] = Table(journal)
        self._parked: Table[tuple[str, UUID], Parked] = Table(journal)

    async def take(self, stage: str, messages: Collection[Message]) -> set[UUID]:
        """Note messages as taken; return the ids of those that were not taken before."""
        return {m.id for m in messages if self._taken.add((stage, m.id), m.id)}

    async def fail(self, stage: str, message: Message, error: str, *, limit: int) -> bool:
        """Note a failure; at the limit park it and return True."""
        key = (stage, message.id)
        failures = (self._failures.get(key) or 0) + 1
        self._failures.put(key, failures)
        if failures < limit:
            return False
        await self.park(stage, message, error)
        return True

    async def park(self, stage: str, message: Message, error: str) -> None:
        """Give a message up: keep it with its error."""
        self._parked.put((stage, message.id), Parked(stage, message, error))
        self._taken.add((stage, message.id), message.id)

    def parked(self) -> list[Parked]:
        """List what was given up."""
        return list(self._parked.values())
