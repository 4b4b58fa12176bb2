"""A queue: order, consumers in turn, redelivery, time to live, and limits."""

import asyncio
import heapq
import itertools
from collections import deque
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Protocol

from infra.loopback.arguments import Overflow, QueueKind, QueueSettings
from infra.loopback.errors import ChannelFault, Code, precondition
from infra.loopback.faults import Faults
from infra.loopback.messages import Entry, Message


class DeathReason(StrEnum):
    """Why a message left its queue for the dead-letter exchange."""

    REJECTED = "rejected"
    EXPIRED = "expired"
    MAX_LENGTH = "maxlen"
    DELIVERY_LIMIT = "delivery_limit"


class Taker(Protocol):
    """Who takes messages out of a queue."""

    exclusive: bool

    @property
    def ready(self) -> bool:
        """Whether it may be given one more message now."""

    def give(self, entry: Entry) -> None:
        """Hand over a message."""

    def cancel(self) -> None:
        """Learn that the queue is gone."""


DeadLetter = Callable[["Queue", Message, DeathReason], None]


class Queue:
    """Messages in order of arrival, handed to consumers in turn.

    What came back waits in a heap by place, so it leaves before everything behind it.
    """

    def __init__(self, settings: QueueSettings, dead_letter: DeadLetter, faults: Faults) -> None:
        self.settings = settings
        self.consumers: deque[Taker] = deque()
        self._dead_letter = dead_letter
        self._faults = faults
        self._loop = asyncio.get_running_loop()
        self._places = itertools.count()
        self._fresh: deque[Entry] = deque()
        self._returned: list[tuple[int, Entry]] = []
        self._expiry: asyncio.TimerHandle | None = None
        self._closed = False

    @property
    def name(self) -> str:
        """The name it was declared under."""
        return self.settings.name

    @property
    def counts_deliveries(self) -> bool:
        """Whether a message carries how often it came back."""
        return self.settings.kind is QueueKind.QUORUM

    @property
    def ready_count(self) -> int:
        """How many messages wait for a consumer."""
        return len(self._fresh) + len(self._returned)

    # --- messages in -----------------------------------------------------------------------

    def push(self, message: Message) -> bool:
        """Append a message; False when the queue is full and refuses."""
        if self._is_full() and self.settings.overflow is Overflow.REJECT_PUBLISH:
            return False
        expires_at = self._expires_at(message)
        entry = Entry(place=next(self._places), message=message, expires_at=expires_at)
        self._fresh.append(entry)
        self.wake()
        self._drop_excess()
        return True

    def requeue(self, entries: Iterable[Entry], *, refused: bool) -> None:
        """Take back what was delivered and not settled.

        Each goes to its old place, before everything behind it. Only what a consumer refused goes
        to the end, in a quorum queue without delivery limit: that is how RabbitMQ keeps one bad
        message from blocking the others for ever.
        """
        if self._closed:
            return
        to_the_end = refused and self.counts_deliveries and self.settings.delivery_limit is None
        for entry in entries:
            entry.returns += 1
            if self._is_poison(entry):
                self.bury(entry, DeathReason.DELIVERY_LIMIT)
            elif to_the_end:
                entry.place = next(self._places)
                self._fresh.append(entry)
            else:
                heapq.heappush(self._returned, (entry.place, entry))
        self.wake()

    def bury(self, entry: Entry, reason: DeathReason) -> None:
        """Give up a message: to the dead-letter exchange if there is one, else away."""
        if self.settings.dead_letter_exchange is not None and not self._closed:
            self._dead_letter(self, entry.message, reason)

    # --- messages out ----------------------------------------------------------------------

    def take(self) -> Entry | None:
        """Remove the first message, for who asks instead of consuming."""
        self._drop_expired()
        entry = self._pop() if self.ready_count else None
        self._arm_expiry()
        return entry

    def purge(self) -> int:
        """Drop what waits and tell how many that were."""
        count = self.ready_count
        self._fresh.clear()
        self._returned.clear()
        self._arm_expiry()
        return count

    def wake(self) -> None:
        """Hand out what can be handed out, now or after the delay that was asked for."""
        if self._faults.delivery_delay:
            self._loop.call_later(self._faults.delivery_delay, self._deliver)
        else:
            self._deliver()

    def _deliver(self) -> None:
        self._drop_expired()
        while self.ready_count:
            consumer = self._next_consumer()
            if consumer is None:
                break
            consumer.give(self._pop())
            self._drop_expired()
        self._arm_expiry()

    def _next_consumer(self) -> Taker | None:
        if self.settings.single_active:
            return self.consumers[0] if self.consumers and self.consumers[0].ready else None
        for _ in range(len(self.consumers)):
            self.consumers.rotate(-1)
            if self.consumers[-1].ready:
                return self.consumers[-1]
        return None

    def _head(self) -> Entry | None:
        if self._returned:
            return self._returned[0][1]
        return self._fresh[0] if self._fresh else None

    def _pop(self) -> Entry:
        return heapq.heappop(self._returned)[1] if self._returned else self._fresh.popleft()

    # --- limits ----------------------------------------------------------------------------

    def _is_full(self) -> bool:
        limit = self.settings.max_length
        return limit is not None and self.ready_count >= limit

    def _drop_excess(self) -> None:
        limit = self.settings.max_length
        while limit is not None and self.ready_count > limit:
            self.bury(self._pop(), DeathReason.MAX_LENGTH)

    def _is_poison(self, entry: Entry) -> bool:
        limit = self.settings.delivery_limit
        return limit is not None and entry.returns > limit

    def _expires_at(self, message: Message) -> float | None:
        limits = [self.settings.message_ttl, read_expiration(message)]
        milliseconds = min((limit for limit in limits if limit is not None), default=None)
        return None if milliseconds is None else self._loop.time() + milliseconds / 1000

    def _drop_expired(self) -> None:
        while (head := self._head()) is not None and _is_over(head, self._loop.time()):
            self.bury(self._pop(), DeathReason.EXPIRED)

    def _arm_expiry(self) -> None:
        """Watch the first message only: what is behind it expires when it gets there."""
        head = self._head()
        due = None if head is None else head.expires_at
        if self._expiry is not None:
            if self._expiry.when() == due:
                return
            self._expiry.cancel()
        self._expiry = None if due is None else self._loop.call_at(due, self._expire)

    def _expire(self) -> None:
        self._expiry = None
        self._deliver()

    # --- consumers -------------------------------------------------------------------------

    def add_consumer(self, consumer: Taker) -> None:
        """Let a consumer take part.

        Raises:
            ChannelFault: one of those concerned wants the queue for itself.
        """
        if self.consumers and (consumer.exclusive or self.consumers[0].exclusive):
            raise ChannelFault(Code.ACCESS_REFUSED, f"queue '{self.name}' in exclusive use")
        self.consumers.append(consumer)

    def remove_consumer(self, consumer: Taker) -> None:
        """Let a consumer go; the next in line becomes active where only one is."""
        if consumer in self.consumers:
            self.consumers.remove(consumer)
            self.wake()

    def close(self) -> None:
        """Drop everything and tell the consumers; what they still hold is lost as well."""
        self._closed = True
        self.purge()
        while self.consumers:
            self.consumers.popleft().cancel()


def _is_over(entry: Entry, now: float) -> bool:
    return entry.expires_at is not None and entry.expires_at <= now


def read_expiration(message: Message) -> int | None:
    """Read a message's own time to live, in milliseconds.

    Raises:
        ChannelFault: it is not a whole number.
    """
    text = message.properties.expiration
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise precondition(f"invalid expiration '{text}'")
    return int(text)
