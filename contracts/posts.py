"""Posts: what somebody said, and what the classifier made of it."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from contracts.base import Instant, Message
from contracts.market import Fraction, Leverage, PostId, Side, SourceId, Symbol


class SourceKind(StrEnum):
    X = "X"
    RESEARCH = "RESEARCH"
    MANUAL = "MANUAL"
    """A person who asks for a trade on a deployment of theirs, by their wallet."""


class Call(BaseModel):
    """One token a post speaks of, and which way it points, if any."""

    model_config = ConfigDict(frozen=True)

    token: Symbol
    direction: Side | None
    confidence: Fraction
    leverage: Leverage | None = None
    """What a research note asks for; None for everybody else, and then the agent decides."""


class Verdict(BaseModel):
    """What a classifier made of a post; a candidate has at least one call with a direction."""

    model_config = ConfigDict(frozen=True)

    classifier: str
    candidate: bool
    calls: tuple[Call, ...]
    confidence: Fraction
    reason: str
    fallback_for: str | None = None
    """The classifier that should have judged and gave nothing; this verdict stands in for it."""

    @property
    def tokens(self) -> tuple[Symbol, ...]:
        return tuple(call.token for call in self.calls)

    @property
    def direction(self) -> Side | None:
        """The one direction that all calls share, if there is one."""
        directions = {call.direction for call in self.calls}
        return directions.pop() if len(directions) == 1 else None


class PostPublished(Message):
    """A source said something; this is the text as first seen."""

    post_id: PostId
    source_id: SourceId
    source_kind: SourceKind
    author: str
    external_id: str
    text: str
    published_at: Instant

    @property
    def partition(self) -> str:
        return str(self.source_id)


class PostClassified(Message):
    """A classifier gave its verdict on a post."""

    post_id: PostId
    source_id: SourceId
    source_kind: SourceKind
    author: str
    published_at: Instant
    verdict: Verdict
    echo_of: PostId | None = None
    """The post of another source that said the same shortly before, and has the one vote."""

    @property
    def partition(self) -> str:
        return str(self.source_id)
