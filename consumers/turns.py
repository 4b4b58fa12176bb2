"""Turns: a stage takes its messages in groups, many in one transaction, each of them once."""

import asyncio
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import groupby
from uuid import UUID

import structlog
from pydantic import ValidationError

from consumers.stage import Stage, Turn, World
from contracts.base import Message
from contracts.channels import TRANSIENT
from domain.errors import Hopeless
from infra.failures import is_passing

FAILURES_BEFORE_PARKING = 8
LONGEST_PAUSE = 5.0
FIRST_PAUSE = 0.1
HOPELESS = (Hopeless, ValidationError)
log = structlog.get_logger()

Waiting = tuple[Message, asyncio.Future[None]]


class Turns:
    """Gives every message of a stage its turn.

    While one transaction commits, more messages gather; they share the next one. So a stage is
    bound by its work and not by one commit per message. When a group fails, each of its messages
    is tried alone, so that a poisoned one harms no other.
    """

    def __init__(self, stage: Stage, world: World, *, limit: int = 100) -> None:
        self._stage = stage
        self._world = world
        self._limit = limit
        self._waiting: deque[Waiting] = deque()
        self._bell = asyncio.Event()
        self.wakes: list[asyncio.Event] = []
        """Set whenever a group committed, so that the stage's loops look at once."""

    async def take(self, message: Message) -> None:
        """Return once the message has had its effect, or its failure is recorded."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((message, done))
        self._bell.set()
        await done

    async def run(self) -> None:
        """Settle group after group until cancelled."""
        while True:
            await self._bell.wait()
            self._bell.clear()
            while self._waiting:
                await self._settle(self._next_group())

    def _next_group(self) -> list[Waiting]:
        size = min(self._limit, len(self._waiting))
        return [self._waiting.popleft() for _ in range(size)]

    async def _settle(self, group: Sequence[Waiting]) -> None:
        await self._commit_or_split([message for message, _ in group])
        for wake in self.wakes:
            wake.set()
        for _, done in group:
            if not done.done():  # a lost connection cancels the one who waits, not the work
                done.set_result(None)

    async def _commit_or_split(self, messages: Sequence[Message]) -> None:
        error = await self._commit(messages)
        if error is None:
            return
        if len(messages) == 1:
            await self._record_failure(messages[0], error)
            return
        for message in messages:
            await self._commit_or_split([message])

    async def _commit(self, messages: Sequence[Message]) -> Exception | None:
        """Give all their turn in one transaction; return what went wrong, unless it passes."""
        pause = FIRST_PAUSE
        while True:
            try:
                await self._turn(messages)
            except Exception as error:  # noqa: BLE001 - a runner sorts whatever a handler raises
                if not is_passing(error):
                    return error
                log.warning("stage waits", stage=self._stage.name, error=repr(error), pause=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                return None

    async def _turn(self, messages: Sequence[Message]) -> None:
        lasting = [m for m in messages if type(m) not in TRANSIENT]
        async with self._world.units() as uow:
            new = await uow.inbox.take(self._stage.name, lasting) if lasting else set()
            turn = Turn(uow=uow, now=self._world.clock.now(), policy=self._world.policy)
            for kind, run in groupby(_once(messages, new), key=type):
                await self._handle(kind, list(run), turn)

    async def _handle(self, kind: type[Message], run: Sequence[Message], turn: Turn) -> None:
        if together := self._stage.groups.get(kind):
            await together(run, turn)
            return
        for message in run:
            await self._stage.handlers[kind](message, turn)

    async def _record_failure(self, message: Message, error: Exception) -> None:
        about = {"message_id": str(message.id), "trace_id": str(message.trace_id)}
        log.error("turn failed", stage=self._stage.name, **about, exc_info=error)
        if type(message) in TRANSIENT:
            return  # the next one replaces it
        problem = f"{type(error).__name__}: {error}"
        failed = await self._commit_failure(message, problem, hopeless=isinstance(error, HOPELESS))
        if failed:
            log.error("message parked", stage=self._stage.name, **about)

    async def _commit_failure(self, message: Message, problem: str, *, hopeless: bool) -> bool:
        limit = 1 if hopeless else FAILURES_BEFORE_PARKING
        pause = FIRST_PAUSE
        while True:
            try:
                async with self._world.units() as uow:
                    return await uow.inbox.fail(self._stage.name, message, problem, limit=limit)
            except Exception as error:
                if not is_passing(error):
                    raise
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)


def _once(messages: Sequence[Message], new: set[UUID]) -> Iterator[Message]:
    """Leave out what was taken before; the same message twice in one group counts once."""
    for message in messages:
        if type(message) in TRANSIENT:
            yield message
        elif message.id in new:
            new.discard(message.id)
            yield message
