"""Sources, posts and verdicts, as the stages see them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from contracts.market import PostId, SourceId
from contracts.posts import PostClassified, PostPublished, SourceKind, Verdict
from domain.agents import Source
from domain.echoes import Taken, Vote
from domain.posts import Judgement, PolledSource, Post, Standing, Unclassified


class Posts(Protocol):
    """Sources, posts and verdicts in the store, within one transaction."""

    async def publish(self, posts: Sequence[Post], now: datetime) -> Sequence[PostPublished]:
        """Store posts as first seen and return messages for the new ones, for the caller to emit.

        A post known already keeps its first text; one dated after `now` is dated `now`.
        """
        ...

    async def set_aside(self, posts: Sequence[Post], now: datetime) -> Sequence[PostClassified]:
        """Store posts that do not speak, their verdicts with them; return those on new ones.

        Raises ValueError for a post whose kind is unknown.
        """
        ...

    async def publish_judged(
        self, post: Post, verdict: Verdict, now: datetime
    ) -> PostClassified | None:
        """Store a post with a verdict that no classifier was asked for; None when it is known."""
        ...

    async def said(self, post_id: PostId) -> str | None:
        """Return the text of a post as first seen; None when it is not known."""
        ...

    async def note_standings(
        self, kind: SourceKind, standings: Mapping[str, Standing], now: datetime
    ) -> int:
        """Note by external id how posts stand, and return how many are gone and were not.

        When a post was first seen edited, or gone, stays as it is; nothing is removed.
        """
        ...

    async def unchecked(
        self, kind: SourceKind, *, seen_after: datetime, checked_before: datetime, limit: int
    ) -> Sequence[str]:
        """List external ids of posts seen since, not gone, and not asked about for a while."""
        ...

    async def account_ids(self, kind: SourceKind, handles: Collection[str]) -> Mapping[str, str]:
        """Find what the feed itself calls these accounts, by handle; new ones are left out."""
        ...

    async def remember_accounts(
        self, kind: SourceKind, ids: Mapping[str, str], now: datetime
    ) -> None:
        """Keep what the feed calls these accounts; what is known stays, for ids do not change."""
        ...

    async def reads(self, feed: str, day: date) -> int:
        """Count the posts read from a feed on a day of UTC."""
        ...

    async def count_reads(self, feed: str, day: date, posts: int) -> None:
        """Add to the count of posts read from a feed on a day of UTC."""
        ...

    async def newest(self, source: SourceId) -> datetime | None:
        """Tell when the newest stored post of a source was published."""
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

    async def votes(self, since: datetime, until: datetime) -> Sequence[Vote]:
        """Wait for our turn to count votes, then list those of a stretch of time, newest first.

        Echoes are not among them; of very many, the newest are listed.
        """
        ...

    async def voted(self, originals: Collection[PostId]) -> Mapping[PostId, Collection[Taken]]:
        """Tell, for each original, for which agents and tokens it or an echo raised a signal."""
        ...

    async def pending(self) -> int:
        """Count the posts that still have no verdict."""
        ...
