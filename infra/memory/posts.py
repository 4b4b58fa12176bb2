"""Posts and verdicts in memory."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from contracts.market import PostId
from contracts.posts import PostClassified, PostPublished, SourceKind, Verdict
from domain.agents import Source
from domain.echoes import Taken, Vote
from domain.ports.clock import Clock
from domain.posts import (
    Judgement,
    Post,
    Unclassified,
    VerdictState,
    source_id,
)
from infra.memory.journal import Journal, Table
from infra.memory.signals import MemorySignals
from infra.memory.sources import MemorySources
from infra.memory.unpolled import Unpolled
from infra.repositories.echoes import MOST_VOTES
from infra.repositories.post_rows import judged_as, judged_by_kind, published

Asked = tuple[PostId, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A post put up for classifying, and what became of that."""

    post: PostPublished
    classifier: str
    next_attempt_at: datetime
    state: VerdictState = VerdictState.PENDING
    attempts: int = 0
    lease: UUID | None = None
    lease_until: datetime | None = None
    verdict: Verdict | None = None
    echo_of: PostId | None = None


class MemoryPosts(Unpolled):
    """Sources, posts and verdicts in memory; see `domain.ports.posts.Posts`."""

    def __init__(
        self, journal: Journal, clock: Clock, sources: MemorySources, signals: MemorySignals
    ) -> None:
        self._clock = clock
        self._sources = sources
        self._signals = signals
        self._posts: Table[PostId, PostPublished] = Table(journal)
        self._works: Table[Asked, Work] = Table(journal)
        self._votes: Table[Asked, Vote] = Table(journal)
        self._by_time: list[Vote] = []
        self._echoes: dict[PostId, set[PostId]] = {}
        self._pending: dict[Asked, None] = {}
        journal.on_rollback(self._reindex)

    async def publish(self, posts: Sequence[Post], now: datetime) -> Sequence[PostPublished]:
        """Store posts as first seen and return messages for the new ones, for the caller to emit.

        A post known already keeps its first text; one dated after `now` is dated `now`.
        """
        messages = (published(post, now) for post in posts)
        return [message for message in messages if self._posts.add(message.post_id, message)]

    async def ensure_sources(
        self, kind: SourceKind, handles: Collection[str]
    ) -> Mapping[str, Source]:
        """Find the sources of these lower-case handles; unknown ones are created, active."""
        return {handle: self._ensured(kind, handle) for handle in sorted(handles)}

    async def set_aside(self, posts: Sequence[Post], now: datetime) -> Sequence[PostClassified]:
        """Store posts that do not speak, their verdicts with them; return those on new ones.

        Raises ValueError for a post whose kind is unknown.
        """
        told = []
        for post in posts:
            message = judged_by_kind(post, now)
            if self._posts.add(post.id, published(post, now)):
                self._set_aside(published(post, now), message, now)
                told.append(message)
        return told

    async def publish_judged(
        self, post: Post, verdict: Verdict, now: datetime
    ) -> PostClassified | None:
        """Store a post with a verdict that no classifier was asked for; None when it is known."""
        message = judged_as(post, verdict, now)
        if not self._posts.add(post.id, published(post, now)):
            return None
        self._set_aside(published(post, now), message, now)
        return message

    async def said(self, post_id: PostId) -> str | None:
        """Return the text of a post as first seen; None when it is not known."""
        post = self._posts.get(post_id)
        return None if post is None else post.text

    async def ask_for_verdict(self, post: PostPublished, classifier: str, now: datetime) -> None:
        """Put a post up for classifying, once for each classifier version."""
        key = (post.post_id, classifier)
        work = Work(post=post, classifier=classifier, next_attempt_at=now)
        if self._works.add(key, work):
            self._pending[key] = None

    async def claim_unclassified(
        self, limit: int, *, lease: timedelta, now: datetime
    ) -> Sequence[Unclassified]:
        """Claim posts due for classifying that nobody else holds; each claim is an attempt."""
        if not self._pending:
            return []
        free = [(key, work) for key, work in self._waiting() if self._is_free(work, now)]
        free.sort(key=lambda pair: (pair[1].next_attempt_at, *pair[0]))
        return [self._claimed(key, work, lease) for key, work in free[:limit]]

    async def record_judgements(
        self, judgements: Sequence[Judgement], now: datetime
    ) -> Sequence[Judgement]:
        """Store what became of claimed work; return those whose lease was still ours."""
        return [judgement for judgement in judgements if self._record(judgement, now)]

    async def votes(self, since: datetime, until: datetime) -> Sequence[Vote]:
        """List the votes of a stretch of time, newest first; it is always our turn."""
        first = bisect_left(self._by_time, since, key=_said_at)
        last = bisect_right(self._by_time, until, key=_said_at)
        return self._by_time[first:last][::-1][:MOST_VOTES]

    async def voted(self, originals: Collection[PostId]) -> Mapping[PostId, Collection[Taken]]:
        """Tell, for each original, for which agents and tokens it or an echo raised a signal."""
        taken = {
            original: self._signals.raised_by({original, *self._echoes.get(original, ())})
            for original in originals
        }
        return {original: acted for original, acted in taken.items() if acted}

    async def pending(self) -> int:
        """Count the posts that still have no verdict."""
        return len(self._pending)

    def has_work(self) -> bool:
        """Tell whether a post still has no verdict."""
        return bool(self._pending)

    def all(self) -> list[PostPublished]:
        """List every post."""
        return list(self._posts.values())

    def works(self) -> list[Work]:
        """List what became of every post that was put up for classifying."""
        return list(self._works.values())

    def _ensured(self, kind: SourceKind, handle: str) -> Source:
        known = self._sources.named(kind, handle)
        if known is None:
            known = Source(id=source_id(kind, handle), kind=kind, handle=handle)
            self._sources.put(known)
        return known

    def _waiting(self) -> list[tuple[Asked, Work]]:
        return [(key, work) for key in self._pending if (work := self._works.get(key))]

    def _is_free(self, work: Work, now: datetime) -> bool:
        over = work.lease_until is None or work.lease_until < self._clock.now()
        return over and work.next_attempt_at <= now

    def _claimed(self, key: Asked, work: Work, lease: timedelta) -> Unclassified:
        token = uuid5(key[0], f"lease/{key[1]}/{work.attempts + 1}")
        until = self._clock.now() + lease
        claimed = replace(work, attempts=work.attempts + 1, lease=token, lease_until=until)
        self._works.put(key, claimed)
        post = work.post
        return Unclassified(
            post_id=post.post_id,
            source_id=post.source_id,
            source_kind=post.source_kind,
            author=post.author,
            text=post.text,
            published_at=post.published_at,
            classifier=work.classifier,
            trace_id=post.trace_id,
            attempts=claimed.attempts,
            lease=token,
        )

    def _record(self, judgement: Judgement, now: datetime) -> bool:
        key = (judgement.work.post_id, judgement.work.classifier)
        work = self._works.get(key)
        if work is None or work.lease != judgement.work.lease:
            return False
        state = judgement.state
        done = replace(
            work,
            state=state,
            verdict=judgement.verdict if state is VerdictState.DONE else None,
            next_attempt_at=judgement.again_at or now,
            lease=None,
            lease_until=None,
            echo_of=judgement.echo_of,
        )
        self._works.put(key, done)
        self._count_vote(key, judgement)
        if state is not VerdictState.PENDING:
            self._pending.pop(key, None)
        return True

    def _count_vote(self, key: Asked, judgement: Judgement) -> None:
        if judgement.fingerprint is not None and judgement.echo_of is None:
            vote = Vote(
                post_id=judgement.work.post_id,
                source_id=judgement.work.source_id,
                said_at=judgement.work.published_at,
                fingerprint=judgement.fingerprint,
            )
            if self._votes.add(key, vote):
                insort(self._by_time, vote, key=_said_at)
        if judgement.echo_of is not None:
            self._echoes.setdefault(judgement.echo_of, set()).add(key[0])

    def _set_aside(self, post: PostPublished, message: PostClassified, now: datetime) -> None:
        classifier = message.verdict.classifier
        work = Work(
            post=post,
            classifier=classifier,
            next_attempt_at=now,
            state=VerdictState.DONE,
            verdict=message.verdict,
        )
        self._works.add((post.post_id, classifier), work)

    def _reindex(self) -> None:
        pending = (key for key, w in self._works.items() if w.state is VerdictState.PENDING)
        self._pending = dict.fromkeys(pending)
        self._by_time = sorted(self._votes.values(), key=_said_at)
        self._echoes = {}
        for (post_id, _), work in self._works.items():
            if work.echo_of is not None:
                self._echoes.setdefault(work.echo_of, set()).add(post_id)


def _said_at(vote: Vote) -> datetime:
    return vote.said_at
