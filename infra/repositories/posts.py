"""Sources, posts and verdicts in Postgres."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid5

from sqlalchemy import ColumnElement, Row, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.base import lineage
from contracts.market import Network, SourceId
from contracts.posts import PostPublished, SourceKind
from domain.agents import Source
from domain.posts import (
    MAX_STRIKES,
    Judgement,
    PolledSource,
    Post,
    Unclassified,
    VerdictState,
    source_id,
    storable,
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
        offered: dict[object, PostPublished] = {}
        for post in posts:
            offered.setdefault(post.id, _published(post, now))
        if not offered:
            return []
        inserted = await self._connection.execute(
            _PUBLISH,
            [_post_values(offered[key], now) for key in sorted(offered, key=str)],
        )
        new = set(inserted.scalars())
        return [message for key, message in offered.items() if key in new]

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

    async def pending(self) -> int:
        """Count the posts that still have no verdict."""
        counted = await self._connection.execute(
            select(func.count()).where(col(VerdictRow.state) == VerdictState.PENDING)
        )
        return counted.scalar_one()

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
        return [_polled(row) for row in rows]


def _polled(row: Row[*tuple[Any, ...]]) -> PolledSource:
    return PolledSource(
        source=Source(
            id=SourceId(row.id),
            kind=SourceKind(row.kind),
            handle=row.handle,
            display_name=row.display_name,
        ),
        cursor=None if row.cursor is None else int(row.cursor),
    )


def _published(post: Post, now: datetime) -> PostPublished:
    return PostPublished(
        **lineage(post.id, "published", trace_id=post.id, at=now),
        post_id=post.id,
        source_id=post.source.id,
        source_kind=post.source.kind,
        author=post.source.handle,
        external_id=post.external_id,
        text=storable(post.text),
        published_at=min(post.published_at, now).astimezone(UTC),
    )


def _post_values(message: PostPublished, now: datetime) -> dict[str, object]:
    return {
        "id": message.post_id,
        "source_id": message.source_id,
        "source_kind": message.source_kind,
        "external_id": message.external_id,
        "author": message.author,
        "text": message.text,
        "published_at": message.published_at,
        "first_seen_at": now,
    }
