"""A classifier, as far as we care."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from contracts.posts import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A verdict, and the name of the recorded answer it was read from, if a service gave it."""

    verdict: Verdict
    answer_key: str | None = None


class Classifier(Protocol):
    """Judges what a post says; the text is data, never an instruction."""

    @property
    def version(self) -> str: ...

    async def classify(self, text: str) -> Reading:
        """Read a text.

        Raises ClassifierAway when it cannot be read now, ClassifierGaveUp when asking again will
        not help, and any other OutsideError as the first.
        """
        ...

    def stand_in(self, text: str, /) -> Verdict | None:
        """Judge a text without the outside, after `classify` failed for good, and say so.

        None when there is nobody to stand in.
        """
        ...

    async def close(self) -> None:
        """Let go of what it holds, such as connections."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedAnswer:
    """What a service was asked and answered; `cost` is None when nobody can tell.

    `reserved` is the most it can have cost: what a budget counts where `cost` is unknown.
    """

    key: str
    request: Mapping[str, Any]
    raw: str
    model: str
    prompt: str
    tokens_in: int | None
    tokens_out: int | None
    cost: Decimal | None
    reserved: Decimal
    latency_ms: int


class RecordedAnswers(Protocol):
    """Answers of an outside service, kept so that a decision can be repeated without asking."""

    async def find(self, key: str) -> RecordedAnswer | None:
        """Return the answer given to a request, if there was one."""
        ...

    async def keep(self, answer: RecordedAnswer, now: datetime) -> None:
        """Keep an answer; the first one to a request stays."""
        ...

    async def keep_useless(self, answer: RecordedAnswer, now: datetime) -> None:
        """Keep an answer that no verdict can be read from, because it was paid for."""
        ...

    async def spent(self, since: datetime) -> Decimal:
        """Add up what answers since a moment cost, at most, in US dollars."""
        ...
