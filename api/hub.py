"""Everybody who listens to one process: one reader of the log, and a bounded queue for each."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from api.errors import TooMany
from api.schemas.stream import event_json
from contracts.market import Network
from domain.access import Caller
from domain.ports.clock import Clock
from domain.stream import Event
from infra.event_log import PAGE, EventLog
from infra.failures import is_passing
from infra.reading.stream import still_alive

MOST_WAITING = 1_000
"""How far behind a client may be before it is cut; it comes back and is told what it missed."""
MOST_EACH = 20
"""How many streams one wallet may have on one process."""
MOST = 2_000
BEAT_SECONDS = 15.0
REVIEW_SECONDS = 5.0
READY_SECONDS = 5.0
COME_BACK = timedelta(seconds=5)
log = structlog.get_logger()


class Ending(IntEnum):
    """Why a stream ends before its client goes, as the close code of a WebSocket."""

    SHUTDOWN = 1001
    SIGNED_OUT = 1008
    TOO_SLOW = 1013


@dataclass(frozen=True, slots=True)
class Told:
    """An event, and how it is spelled to everybody: as JSON, and as a server-sent event."""

    event: Event
    text: str
    line: bytes


class Listener:
    """One client: who it is, where it left off, and what waits for it."""

    def __init__(self, caller: Caller, after: int | None) -> None:
        self.caller = caller
        self.after = after
        self.over = asyncio.Event()
        self.ending: Ending | None = None
        self._waiting: deque[Told] = deque()
        self._bell = asyncio.Event()

    def mine(self, told: Sequence[Told]) -> list[Told]:
        """Choose what the client may see and was not told before it came."""
        after = self.after or 0
        return [each for each in told if each.event.id > after and each.event.is_for(self.caller)]

    def offer(self, told: Sequence[Told]) -> None:
        """Queue what is the client's; one that takes nothing for long is cut."""
        self._waiting.extend(self.mine(told))
        if len(self._waiting) > MOST_WAITING:
            self.end(Ending.TOO_SLOW)
        elif self._waiting:
            self._bell.set()

    def end(self, why: Ending) -> None:
        """End the stream, whatever its client does."""
        self.ending = why
        self._waiting.clear()
        self.over.set()

    async def take(self) -> list[Told]:
        """Return what waits; nothing, when nothing came for the length of a heartbeat."""
        try:
            async with asyncio.timeout(BEAT_SECONDS):
                await self._bell.wait()
        except TimeoutError:
            return []
        self._bell.clear()
        taken = list(self._waiting)
        self._waiting.clear()
        return taken


class Hub:
    """Hands what is stored on to whoever listens; nobody waits for anybody."""

    def __init__(self, engine: AsyncEngine, network: Network, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._log = EventLog(engine, network)
        self._present: set[Listener] = set()
        self._told: set[Listener] = set()
        """Those among the present who caught up and are offered what is new."""

    @property
    def present(self) -> int:
        """Count the clients."""
        return len(self._present)

    async def run(self) -> None:
        """Follow the log, and end the streams of sessions that ended, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._log.follow(self._offer))
            group.create_task(self._review())

    def close(self) -> None:
        """End every stream: the process is about to."""
        for listener in self._present:
            listener.end(Ending.SHUTDOWN)

    async def admit(self, caller: Caller, after: int | None) -> Listener:
        """Let a caller listen from now on, or from after an event.

        Raises TooMany when enough listen, TimeoutError while the log cannot be read.
        """
        each = sum(1 for one in self._present if one.caller.wallet == caller.wallet)
        if each >= MOST_EACH or len(self._present) >= MOST:
            raise TooMany(COME_BACK)
        async with asyncio.timeout(READY_SECONDS):
            await self._log.ready.wait()
        return Listener(caller, after)

    async def tell(self, listener: Listener) -> AsyncGenerator[list[Told], None]:
        """Yield what a client missed and then what is new; an empty list is a heartbeat."""
        self._present.add(listener)
        try:
            if listener.after is not None:
                async for missed in self._catch_up(listener, listener.after):
                    yield missed
            self._told.add(listener)
            while True:
                yield await listener.take()
        finally:
            self._present.discard(listener)
            self._told.discard(listener)

    async def _catch_up(self, listener: Listener, after: int) -> AsyncGenerator[list[Told], None]:
        """Yield pages of the log; before the last, the client is offered what comes after it."""
        while listener not in self._told:
            until = self._log.position
            if until - after <= PAGE:
                self._told.add(listener)
            events = await self._log.missed(after, until)
            after = events[-1].id if len(events) == PAGE else until
            yield listener.mine(_spelled(events))

    def _offer(self, events: Sequence[Event]) -> None:
        if not self._told:
            return
        told = _spelled(events)
        for listener in self._told:
            listener.offer(told)

    async def _review(self) -> None:
        while True:
            await asyncio.sleep(REVIEW_SECONDS)
            try:
                await self.review()
            except Exception as error:
                if not is_passing(error):
                    raise
                log.warning("sessions of streams are not looked at", error=repr(error))

    async def review(self) -> None:
        """End the streams of sessions and keys that stand for nobody any more."""
        if not self._present:
            return
        means = {listener.caller.means_id for listener in self._present}
        alive = await still_alive(self._engine, means, self._clock.now())
        for listener in self._present:
            if listener.caller.means_id not in alive:
                listener.end(Ending.SIGNED_OUT)


def _spelled(events: Sequence[Event]) -> list[Told]:
    return [_told(event, event_json(event)) for event in events]


def _told(event: Event, text: str) -> Told:
    line = f"id: {event.id}\nevent: {event.kind}\ndata: {text}\n\n"
    return Told(event, text, line.encode())
