"""A process's share of what a venue lets us ask: callers wait here for their turns."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from random import SystemRandom

from contracts.market import VenueName, Wallet
from domain.errors import VenueBusy
from infra.failures import is_passing
from infra.rates.bucket import Bucket, Taken
from infra.rates.line import Ask
from infra.rates.scheduler import HOLD, Scheduler
from infra.rates.terms import Priority, Terms
from infra.rates.waiting import WAITING

log = logging.getLogger(__name__)

_CHANCE = SystemRandom()

PATIENCE = 4.0
"""Seconds a call waits for its turn, well within what an order's call may take."""
SOONEST = 0.1
"""Seconds between two questions to a bucket that had nothing."""


class Budget:
    """Deals out a bucket's weight to the calls of one process, by urgency and in turn.

    The most urgent go first; among equals one wallet follows another. Weight is taken in slices
    by `task`, which runs while somebody waits or something is in hand. An empty bucket is asked
    again after about as long as it says: `chance`, from 0 to 1, keeps processes out of step, or
    one that always asks right after another would never get any. `entry` is what all the calls of
    one entry weigh together.
    """

    def __init__(
        self,
        venue: VenueName,
        bucket: Bucket,
        terms: Terms,
        *,
        entry: int,
        patience: float = PATIENCE,
        chance: Callable[[], float] = _CHANCE.random,
    ) -> None:
        self._venue = venue
        self._bucket = bucket
        self._terms = terms
        self._entry = entry
        self.patience = patience
        self._chance = chance
        self._scheduler = Scheduler()
        self._turns: dict[Ask, asyncio.Future[None]] = {}
        self._joined = asyncio.Event()
        self.task: asyncio.Task[None] | None = None
        self._level, self._level_at = float(terms.capacity), 0.0

    async def spend(self, weight: int, priority: int, wallet: Wallet | None = None) -> None:
        """Wait for a turn. Raises VenueBusy when none comes soon enough."""
        ask = Ask(weight=weight, priority=Priority(priority), wallet=wallet)
        turn = self._join(ask)
        try:
            async with asyncio.timeout(self.patience):
                await turn
        except TimeoutError as late:
            raise VenueBusy(f"{self._venue} lets us ask no more for now") from late
        finally:
            self._scheduler.line.leave(ask)
            del self._turns[ask]

    async def penalise(self, seconds: float) -> None:
        """Let nobody spend for a while, in any process: the venue said it was asked too much."""
        self._scheduler.let_go()
        self._level, self._level_at = 0.0, _now() + seconds
        log.warning("%s was asked too much: nothing for %s seconds", self._venue, seconds)
        await self._bucket.shut(seconds)

    def room(self) -> int:
        """Estimate how many entries could be sent now without waiting."""
        since = max(_now() - self._level_at, 0.0)
        held = min(self._terms.capacity, self._level + self._terms.per_second * since)
        line, ahead = self._scheduler.line, Priority.OPEN
        waiting = sum(line.weight(priority) for priority in Priority if priority <= ahead)
        free = held - self._terms.floor(ahead) + self._scheduler.in_hand(ahead) - waiting
        return max(int(free) // self._entry, 0)

    async def close(self) -> None:
        """Stop dealing out, and return what is in hand."""
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)
        await self._return(self._scheduler.let_go())

    def _join(self, ask: Ask) -> asyncio.Future[None]:
        """Stand in line, and see to it that somebody deals out; a newly urgent ask wakes them."""
        first = self._scheduler.line.first()
        self._scheduler.line.join(ask)
        turn = self._turns[ask] = asyncio.get_running_loop().create_future()
        if first is None or ask.priority < first.priority:
            self._joined.set()
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._deal())
        return turn

    async def _deal(self) -> None:
        """Deal out until nobody waits and nothing is in hand; an outage is waited out."""
        idle = False
        while not idle:
            self._joined.clear()
            try:
                pause = await self._deal_once()
            except Exception as error:
                if not is_passing(error):
                    raise
                pause = HOLD
            self._count()
            idle = self._scheduler.line.first() is None and not self._scheduler.in_hand(
                Priority.CLOSE
            )
            if not idle and pause:
                await self._pause(pause)

    async def _deal_once(self) -> float:
        """Serve from what is in hand, else take more; return how long to wait, 0 to go on."""
        await self._return(self._scheduler.unused(_now()))
        self._grant(self._scheduler.serve(_now()))
        if (want := self._scheduler.want()) is None:
            return HOLD
        taken = await self._bucket.take(want)
        self._scheduler.receive(want, taken.granted, _now())
        self._note(taken)
        if taken.granted:
            return 0.0
        wait = max(taken.wait, SOONEST)
        return wait + min(wait, HOLD) * (self._chance() - 0.5)

    def _note(self, taken: Taken) -> None:
        self._level, self._level_at = taken.level, _now()

    def _grant(self, served: Sequence[Ask]) -> None:
        for ask in served:
            turn = self._turns.get(ask)
            if turn is not None and not turn.done():
                turn.set_result(None)

    async def _return(self, weight: int) -> None:
        if weight:
            await self._bucket.give_back(weight)

    async def _pause(self, seconds: float) -> None:
        """Wait until something may have come in, or somebody more urgent came."""
        try:
            async with asyncio.timeout(seconds):
                await self._joined.wait()
        except TimeoutError:
            return

    def _count(self) -> None:
        for priority, waiting in self._scheduler.line.waiting().items():
            WAITING.labels(self._venue, priority.name.lower()).set(waiting)


def _now() -> float:
    return asyncio.get_running_loop().time()
