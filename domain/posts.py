"""Posts: who says things, what was said, and the work of classifying it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Self
from uuid import UUID, uuid5

from contracts.market import PostId, SourceId
from contracts.posts import SourceKind, Verdict
from domain.agents import Source

POSTS = UUID("6b1f0a52-6a0e-5a59-9f0b-1f5f3c0d8a11")
"""The namespace that the ids of posts and sources are derived in."""
MAX_TEXT = 100_000
"""How many characters of a post are kept."""
MAX_STRIKES = 3
"""How many polls in a row an account may be unknown before it is no longer polled."""
X_BEGAN = datetime(2006, 1, 1, tzinfo=UTC)
"""No post is older than what it was posted on."""
KIND_CLASSIFIER = "kind-1"
"""Who is named as the classifier of posts that are judged by their kind alone."""
_SNOWFLAKE_EPOCH = datetime.fromtimestamp(1288834974657 / 1000, UTC)
_RETRY_FIRST = timedelta(seconds=2)
_RETRY_MOST = timedelta(minutes=5)


class VerdictState(StrEnum):
    PENDING = "PENDING"
    DONE = "DONE"
    FAILED = "FAILED"


class PostKind(StrEnum):
    """What a post is to other posts; a thread of one's own is made of ORIGINAL ones."""

    ORIGINAL = "ORIGINAL"
    QUOTE = "QUOTE"
    REPLY = "REPLY"
    REPOST = "REPOST"

    @property
    def speaks(self) -> bool:
        """Tell whether it says something of the author's own, understandable by itself."""
        return self in {PostKind.ORIGINAL, PostKind.QUOTE}


@dataclass(frozen=True, slots=True, kw_only=True)
class PolledSource:
    """A source that is polled; `cursor` is the greatest external id of its stored posts."""

    source: Source
    cursor: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPost:
    """A post as a feed gives it, its author named but not yet known to us.

    An edited post is called by the id of its first version; `edit_id` is the one it has by now.
    A feed that does not tell kinds gives none.
    """

    external_id: str
    author: str
    text: str
    published_at: datetime
    kind: PostKind | None = None
    edit_id: str | None = None

    @property
    def number(self) -> int:
        """Return the id under which the feed lists it now, as feeds count."""
        return int(self.edit_id or self.external_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post of a known source; its external id is the source kind's own name for it."""

    source: Source
    external_id: str
    text: str
    published_at: datetime
    kind: PostKind | None = None

    @classmethod
    def of(cls, source: Source, raw: RawPost) -> Self:
        """Say whose post it is that a feed gave."""
        return cls(
            source=source,
            external_id=raw.external_id,
            text=raw.text,
            published_at=raw.published_at,
            kind=raw.kind,
        )

    @property
    def id(self) -> PostId:
        """Derive the id, the same however and whenever the post was found."""
        return post_id(self.source.kind, self.external_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What has become of a post since: it is gone, or it stands, perhaps edited."""

    gone: bool = False
    edit_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclassified:
    """A post claimed for classifying; the lease says whose claim it is, `attempts` counts it."""

    post_id: PostId
    source_id: SourceId
    source_kind: SourceKind
    author: str
    text: str
    published_at: datetime
    classifier: str
    trace_id: UUID
    attempts: int
    lease: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What became of one attempt to classify: a verdict, a later attempt, or the end.

    With a verdict it is done, and an error then says why another classifier stood in; with the
    verdict of nobody it has failed for good; with only an error it is tried again at `again_at`.
    """

    work: Unclassified
    verdict: Verdict | None = None
    error: str | None = None
    again_at: datetime | None = None
    answer_key: str | None = None
    echo_of: PostId | None = None
    fingerprint: str | None = None

    @property
    def state(self) -> VerdictState:
        if self.verdict is None:
            return VerdictState.PENDING
        stood_in = self.verdict.fallback_for is not None
        return VerdictState.DONE if self.error is None or stood_in else VerdictState.FAILED


def post_id(kind: SourceKind, external_id: str) -> PostId:
    """Derive a post's id from what its kind of source calls it."""
    return PostId(uuid5(POSTS, f"post/{kind}/{external_id}"))


def source_id(kind: SourceKind, handle: str) -> SourceId:
    """Derive a source's id from what it is called."""
    return SourceId(uuid5(POSTS, f"source/{kind}/{handle}"))


def set_aside(kind: PostKind) -> Verdict:
    """Give the verdict on a post that no classifier is asked about, for what it is."""
    return Verdict(
        classifier=KIND_CLASSIFIER,
        candidate=False,
        calls=(),
        confidence=Decimal(0),
        reason=kind.value.lower(),
    )


def storable(text: str) -> str:
    """Keep what can be stored of a text: no NUL, no half characters, not endless."""
    return text[:MAX_TEXT].replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def said_at(snowflake: int) -> datetime:
    """Tell when an X post was written, which its id knows to the millisecond."""
    return _SNOWFLAKE_EPOCH + timedelta(milliseconds=snowflake >> 22)


def retry_delay(attempts: int) -> timedelta:
    """Tell how long to wait after that many failed attempts: doubling, up to five minutes."""
    doublings = min(max(attempts - 1, 0), 16)
    return min(_RETRY_FIRST * (1 << doublings), _RETRY_MOST)
