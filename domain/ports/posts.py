"""Sources, posts and verdicts, as the stages see them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from contracts.market import SourceId
from contracts.posts import PostPublished, SourceKind
from domain.agents import Source
from domain.posts import Judgement, PolledSource, Post, Unclassified


class Posts(Protocol):
    """Sources, posts and verdicts in the store, within one transaction."""

    async def publish(self, posts: Sequence[Post], now: datetime) -> Sequence[PostPublished]:
        """Store posts as first seen and return messages for the new ones, for the caller to emit.

        A post known already keeps its first text; one dated after `now` is dated `now`.
        """
        ...

    async def active_sources(self, kind: SourceKind) -> Sequence[PolledSource]:
        """List the sources that are to be polled, by handle."""
        ...

    async def ensure_sources(
        self, kind: SourceKind, handles: Collection[str]
    ) -> Mapping[str, Source]:
        """Find the sources of these lower-case handles; unknown ones are created, active."""
        ...

    async def advance(self, source: SourceId, cursor: int | None, now: datetime) -> None:
        """Move a source's cursor forward, never back, and forgive its strikes."""
        ...

    async def note_gap(
        self, source: SourceId, *, after_id: int, before_id: int, now: datetime
    ) -> bool:
        """Note that posts between two ids were never seen, and tell whether that is news."""
        ...

    async def strike(self, source: SourceId) -> bool:
        """Count an unknown account once more, and tell whether it is still to be polled."""
        ...

    async def ask_for_verdict(self, post: PostPublished, classifier: str, now: datetime) -> None:
        """Put a post up for classifying, once for each classifier version."""
        ...

    async def claim_unclassified(
        self, limit: int, *, lease: timedelta, now: datetime
    ) -> Sequence[Unclassified]:
        """Claim posts due for classifying that nobody else holds; each claim is an attempt.

        The lease is measured by the database's clock: when it is over, others may claim anew.
        """
        ...

    async def record_judgements(
        self, judgements: Sequence[Judgement], now: datetime
    ) -> Sequence[Judgement]:
        """Store what became of claimed work; return those whose lease was still ours."""
        ...

    async def pending(self) -> int:
        """Count the posts that still have no verdict."""
        ...
