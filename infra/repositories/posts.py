"""Sources, posts and verdicts in Postgres."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import uuid5

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.market import Network, PostId, SourceId
from contracts.posts import PostClassified, PostPublished, SourceKind, Verdict
from domain.agents import Source
from domain.echoes import Taken, Vote
from domain.posts import (
    MAX_STRIKES,
    Judgement,
    PolledSource,
    Post,
    Standing,
    Unclassified,
    VerdictState,
    source_id,
)
from infra.repositories import standings as spelled
from infra.repositories.echoes import voted, votes
from infra.repositories.post_rows import (
    judged_as,
    judged_by_kind,
    polled,
    post_values,
    published,
    verdict_values,
)
from infra.repositories.verdicts import claim, judged, unclassified
from infra.tables.agents import SourceRow
from infra.tables.posts import PostGapRow, PostRow, VerdictRow

_ASK = insert(VerdictRow).on_conflict_do_nothing()
_PUBLISH = insert(PostRow).on_conflict_do_nothing().returning(col(PostRow.id))


class SqlPosts:
    """Sources, posts and verdicts in Postgres, within one transaction."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network

    async def publish(self, posts: Sequence[Post], now: datetime) -> Sequence[PostPublished]:
        """Store posts as first seen and return messages for the new ones, for the caller to emit.

        A post known already keeps its first text; one dated after `now` is dated `now`.
        """
        return [published(post, now) for post in await self._insert(posts, now)]

    async def set_aside(self, posts: Sequence[Post], now: datetime) -> Sequence[PostClassified]:
        """Store posts that do not speak, their verdicts with them; return those on new ones.

        Raises ValueError for a post whose kind is unknown.
        """
        messages = [judged_by_kind(post, now) for post in await self._insert(posts, now)]
        if messages:
            values = [verdict_values(message) for message in messages]
            await self._connection.execute(_ASK, values)
        return messages

    async def publish_judged(
        self, post: Post, verdict: Verdict, now: datetime
    ) -> PostClassified | None:
        """Store a post with a verdict that no classifier was asked for; None when it is known."""
        if not await self._insert([post], now):
            return None
        message = judged_as(post, verdict, now)
        await self._connection.execute(_ASK, verdict_values(message))
        return message

    async def said(self, post_id: PostId) -> str | None:
        """Return the text of a post as first seen; None when it is not known."""
        found = await self._connection.execute(
            select(col(PostRow.text)).where(col(PostRow.id) == post_id)
        )
        return found.scalar()

    async def note_standings(
        self, kind: SourceKind, standings: Mapping[str, Standing], now: datetime
    ) -> int:
        """Note by external id how posts stand, and return how many are gone and were not."""
        if not standings:
            return 0
        noted = await self._connection.execute(spelled.noted(kind, standings, now))
        return sum(noted.scalars())

    async def unchecked(
        self, kind: SourceKind, *, seen_after: datetime, checked_before: datetime, limit: int
    ) -> Sequence[str]:
        """List external ids of posts seen since, not gone, and not asked about for a while."""
        due = spelled.unchecked(
            kind, seen_after=seen_after, checked_before=checked_before, limit=limit
        )
        return (await self._connection.execute(due)).scalars().all()

    async def account_ids(self, kind: SourceKind, handles: Collection[str]) -> Mapping[str, str]:
        """Find what the feed itself calls these accounts, by handle; new ones are left out."""
        found = await self._connection.execute(spelled.accounts(kind, handles))
        return {row.handle: row.account_id for row in found}

    async def remember_accounts(
        self, kind: SourceKind, ids: Mapping[str, str], now: datetime
    ) -> None:
        """Keep what the feed calls these accounts; what is known stays, for ids do not change."""
        if ids:
            await self._connection.execute(spelled.remembered(kind, ids, now))

    async def reads(self, feed: str, day: date) -> int:
        """Count the posts read from a feed on a day of UTC."""
        return (await self._connection.execute(spelled.read_on(feed, day))).scalar() or 0

    async def count_reads(self, feed: str, day: date, posts: int) -> None:
        """Add to the count of posts read from a feed on a day of UTC."""
        await self._connection.execute(spelled.counted(feed, day, posts))

    async def newest(self, source: SourceId) -> datetime | None:
        """Tell when the newest stored post of a source was published."""
        found = await self._connection.execute(
            select(func.max(col(PostRow.published_at))).where(col(PostRow.source_id) == source)
        )
        return found.scalar()

    async def active_sources(self, kind: SourceKind) -> Sequence[PolledSource]:
        """List the sources that are to be polled, by handle."""
        return await self._sources(col(SourceRow.kind) == kind, col(SourceRow.active).is_(True))

    async def ensure_sources(
        self, kind: SourceKind, handles: Collection[str]
    ) -> Mapping[str, Source]:
        """Find the sources of these lower-case handles; unknown ones are created, active."""
        if not handles:
            return {}
        await self._connection.execute(
            insert(SourceRow).on_conflict_do_nothing(),
            [
                {"id": source_id(kind, handle), "kind": kind, "handle": handle, "active": True}
                | {"strikes": 0}
                for handle in sorted(set(handles))
            ],
        )
        found = await self._sources(
            col(SourceRow.kind) == kind, col(SourceRow.handle).in_(set(handles))
        )
        return {polled.source.handle: polled.source for polled in found}

    async def advance(self, source: SourceId, cursor: int | None, now: datetime) -> None:
        """Move a source's cursor forward, never back, and forgive its strikes."""
        await self._connection.execute(
            update(SourceRow)
            .where(col(SourceRow.id) == source)
            .values(
                cursor=func.greatest(col(SourceRow.cursor), cursor), last_seen_at=now, strikes=0
            )
        )

    async def note_gap(
        self, source: SourceId, *, after_id: int, before_id: int, now: datetime
    ) -> bool:
        """Note that posts between two ids were never seen, and tell whether that is news."""
        noted = await self._connection.execute(
            insert(PostGapRow)
            .values(
                id=uuid5(source, f"gap/{after_id}/{before_id}"),
                source_id=source,
                after_id=after_id,
                before_id=before_id,
                noted_at=now,
            )
            .on_conflict_do_nothing()
            .returning(col(PostGapRow.id))
        )
        return noted.first() is not None

    async def strike(self, source: SourceId) -> bool:
        """Count an unknown account once more, and tell whether it is still to be polled."""
        strikes = col(SourceRow.strikes) + 1
        struck = await self._connection.execute(
            update(SourceRow)
            .where(col(SourceRow.id) == source)
            .values(strikes=strikes, active=col(SourceRow.active) & (strikes < MAX_STRIKES))
            .returning(col(SourceRow.active))
        )
        return bool(struck.scalar())

    async def ask_for_verdict(self, post: PostPublished, classifier: str, now: datetime) -> None:
        """Put a post up for classifying, once for each classifier version."""
        work = {
            "post_id": post.post_id,
            "classifier": classifier,
            "state": VerdictState.PENDING,
            "trace_id": post.trace_id,
            "attempts": 0,
            "next_attempt_at": now,
        }
        await self._connection.execute(_ASK, work)

    async def claim_unclassified(
        self, limit: int, *, lease: timedelta, now: datetime
    ) -> Sequence[Unclassified]:
        """Claim posts due for classifying that nobody else holds; each claim is an attempt."""
        claimed = await self._connection.execute(claim(limit, lease=lease, now=now))
        return [unclassified(row) for row in claimed]

    async def record_judgements(
        self, judgements: Sequence[Judgement], now: datetime
    ) -> Sequence[Judgement]:
        """Store what became of claimed work; return those whose lease was still ours."""
        if not judgements:
            return []
        recorded = await self._connection.execute(judged(judgements, now))
        ours = set(recorded.scalars())
        return [judgement for judgement in judgements if judgement.work.lease in ours]

    async def votes(self, since: datetime, until: datetime) -> Sequence[Vote]:
        """Wait for our turn to count votes, then list those of a stretch of time, newest first.

        Echoes are not among them; of very many, the newest are listed.
        """
        return await votes(self._connection, since, until)

    async def voted(self, originals: Collection[PostId]) -> Mapping[PostId, Collection[Taken]]:
        """Tell, for each original, for which agents and tokens it or an echo raised a signal."""
        return await voted(self._connection, originals)

    async def pending(self) -> int:
        """Count the posts that still have no verdict."""
        counted = await self._connection.execute(
            select(func.count()).where(col(VerdictRow.state) == VerdictState.PENDING)
        )
        return counted.scalar_one()

    async def _insert(self, posts: Sequence[Post], now: datetime) -> Sequence[Post]:
        """Store posts as first seen and return the new ones, in the order they came."""
        offered: dict[PostId, Post] = {}
        for post in posts:
            offered.setdefault(post.id, post)
        if not offered:
            return []
        inserted = await self._connection.execute(
            _PUBLISH,
            [post_values(offered[key], now) for key in sorted(offered, key=str)],
        )
        new = set(inserted.scalars())
        return [post for key, post in offered.items() if key in new]

    async def _sources(self, *conditions: ColumnElement[bool]) -> Sequence[PolledSource]:
        rows = await self._connection.execute(
            select(
                col(SourceRow.id),
                col(SourceRow.kind),
                col(SourceRow.handle),
                col(SourceRow.display_name),
                col(SourceRow.cursor),
            )
            .where(*conditions)
            .order_by(col(SourceRow.handle))
        )
        return [polled(row) for row in rows]
