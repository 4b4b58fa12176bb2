"""What asking a language model may cost, and what it did cost."""

from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from domain.errors import ClassifierError, ClassifierGaveUp
from domain.ports.classifier import RecordedAnswers

_MILLION = Decimal(1_000_000)
_MINUTE = timedelta(minutes=1)


class BudgetSpent(ClassifierGaveUp):
    """We may ask no more for now; the stand-in judges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """US dollars for a million tokens in and out."""

    tokens_in: Decimal
    tokens_out: Decimal

    def cost(self, tokens_in: int, tokens_out: int) -> Decimal:
        """Return what a call with these tokens costs."""
        return (self.tokens_in * tokens_in + self.tokens_out * tokens_out) / _MILLION


@dataclass(slots=True, kw_only=True)
class Budget:
    """Dollars a UTC day, shared by all processes, and calls a minute, of this process alone.

    A call under way counts with the most it can cost, so calls side by side cannot overspend.
    """

    answers: RecordedAnswers
    a_day: Decimal | None = None
    a_minute: int | None = None
    _reserved: Decimal = Decimal(0)
    _calls: deque[datetime] = field(default_factory=deque)

    @asynccontextmanager
    async def allow(self, most: Decimal, now: datetime) -> AsyncIterator[None]:
        """Let one call happen in the block. Raises BudgetSpent when it may not."""
        self._count(now)
        self._reserved += most
        try:
            await self._check_day(now)
            yield
        finally:
            self._reserved -= most

    def _count(self, now: datetime) -> None:
        if self.a_minute is None:
            return
        while self._calls and self._calls[0] <= now - _MINUTE:
            self._calls.popleft()
        if len(self._calls) >= self.a_minute:
            raise BudgetSpent(f"{self.a_minute} calls in a minute are spent")
        self._calls.append(now)

    async def _check_day(self, now: datetime) -> None:
        if self.a_day is None:
            return
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        if await self.answers.spent(midnight) + self._reserved > self.a_day:
            raise BudgetSpent(f"the day's {self.a_day} USD are spent")


class Alarms:
    """Tells the first of a run of troubles of one kind, so that an alarm is raised once."""

    def __init__(self) -> None:
        self._ringing: set[type[ClassifierError]] = set()

    def first(self, trouble: ClassifierError) -> bool:
        """Note a trouble and tell whether it is news."""
        news = type(trouble) not in self._ringing
        self._ringing.add(type(trouble))
        return news

    def over(self) -> bool:
        """Note that all is well and tell whether that is news."""
        news = bool(self._ringing)
        self._ringing.clear()
        return news
