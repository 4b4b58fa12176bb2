"""The engine: every stage's handlers in one process, each message in its turn, until quiet."""

from collections import deque
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import groupby
from time import perf_counter

from pydantic import ValidationError

from cli.replay.timings import Timings
from consumers.stage import Loop, Stage, Turn, World
from contracts.base import Message
from contracts.channels import TRANSIENT
from domain.errors import Hopeless
from infra.clock import ManualClock
from infra.memory.store import MemoryStore

GROUP = 100
"""How many messages share a turn, as in a process of its own."""


class Engine:
    """The stages over one memory; a message is handled by each stage that hears it, in order.

    A stage takes what waits for it in one turn, then the next stage does; when no message
    waits, the loops do what is due; when they find nothing, it is quiet.
    """

    def __init__(
        self,
        stages: Sequence[Stage],
        world: World,
        store: MemoryStore,
        clock: ManualClock,
        *,
        without: Collection[Loop] = (),
    ) -> None:
        """Make an engine; `without` are rounds that it does not go."""
        self._stages = stages
        self._rounds = [each for stage in stages for each in stage.rounds if each not in without]
        self._world = world
        self._store = store
        self._clock = clock
        self._waiting: dict[str, deque[Message]] = {stage.name: deque() for stage in stages}
        self._hearing: dict[type[Message], list[deque[Message]]] = {}
        for stage in stages:
            for message in stage.handlers:
                self._hearing.setdefault(message, []).append(self._waiting[stage.name])
        self.timings = Timings()
        self._backlog = 0
        self.handled = 0
        store.listen(self.tell)

    def tell(self, message: Message) -> None:
        """Put a message before every stage that hears it."""
        for waiting in self._hearing.get(type(message), ()):
            waiting.append(message)
            self._backlog += 1

    async def settle(self, until: datetime) -> None:
        """Do all there is to do, letting time pass up to a moment wherever an order is due."""
        while True:
            await self.quiet()
            due = await self._store.orders.next_due()
            if due is None or due > until:
                return
            self._clock.set(due)

    async def quiet(self) -> None:
        """Handle messages and do what is due now, until there is nothing left."""
        await self._take_turns()
        while self._store.has_work(self._clock.now()) and await self._do_due():
            await self._take_turns()

    async def go_round(self) -> None:
        """Do what stages do every second, once."""
        for work in self._rounds:
            await work(self._world)
        await self._take_turns()

    async def _take_turns(self) -> None:
        while self._backlog:
            for stage in self._stages:
                waiting = self._waiting[stage.name]
                if waiting:
                    group = [waiting.popleft() for _ in range(min(GROUP, len(waiting)))]
                    self._backlog -= len(group)
                    await self._turn(stage, group)

    async def _do_due(self) -> int:
        done = 0
        for stage in self._stages:
            for work in stage.loops:
                began = perf_counter()
                count = await work(self._world)
                if count:
                    self.timings.note(
                        f"{stage.name}, {work.__name__}", perf_counter() - began, count
                    )
                done += count
        return done

    async def _turn(self, stage: Stage, group: Sequence[Message]) -> None:
        """Give messages their turn; when that fails each has a turn alone, and may be parked."""
        began = perf_counter()
        try:
            await self._handle(stage, group)
        except (Hopeless, ValidationError) as error:
            if len(group) == 1:
                await self._park(stage, group[0], error)
                return
            for message in group:
                await self._turn(stage, [message])
            return
        self.handled += len(group)
        self.timings.note(stage.name, perf_counter() - began, len(group))

    async def _handle(self, stage: Stage, group: Sequence[Message]) -> None:
        async with self._world.units() as uow:
            turn = Turn(uow=uow, now=self._clock.now(), policy=self._world.policy)
            for kind, run in groupby(group, key=type):
                messages = list(run)
                if together := stage.groups.get(kind):
                    await together(messages, turn)
                    continue
                for message in messages:
                    await stage.handlers[kind](message, turn)

    async def _park(self, stage: Stage, message: Message, error: Exception) -> None:
        if type(message) not in TRANSIENT:
            async with self._world.units() as uow:
                await uow.inbox.park(stage.name, message, f"{type(error).__name__}: {error}")
