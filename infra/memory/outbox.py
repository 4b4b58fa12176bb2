"""Messages that were told, each once, and those who hear them."""

from collections.abc import Callable, Sequence
from uuid import UUID

from contracts.base import Message


class MemoryOutbox:
    """The event log in memory: a message whose id is known is not told again."""

    def __init__(self) -> None:
        self._known: set[UUID] = set()
        self._hear: list[Callable[[Message], None]] = []

    def listen(self, hear: Callable[[Message], None]) -> None:
        """Have each message told from now on."""
        self._hear.append(hear)

    def publish(self, messages: Sequence[Message]) -> None:
        """Tell the messages that are new, in order."""
        for message in messages:
            if message.id not in self._known:
                self._known.add(message.id)
                for hear in self._hear:
                    hear(message)
