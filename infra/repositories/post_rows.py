"""Posts and sources as rows, and as the messages that tell of them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from contracts.base import lineage
from contracts.market import SourceId
from contracts.posts import PostClassified, PostPublished, SourceKind, Verdict
from domain.agents import Source
from domain.posts import PolledSource, Post, VerdictState, set_aside, storable


def polled(row: Row[*tuple[Any, ...]]) -> PolledSource:
    """Read a source that is polled from its row."""
    return PolledSource(
        source=Source(
            id=SourceId(row.id),
            kind=SourceKind(row.kind),
            handle=row.handle,
            display_name=row.display_name,
        ),
        cursor=None if row.cursor is None else int(row.cursor),
    )


def published(post: Post, now: datetime) -> PostPublished:
    """Announce a post."""
    return PostPublished(
        **lineage(post.id, "published", trace_id=post.id, at=now),
        post_id=post.id,
        source_id=post.source.id,
        source_kind=post.source.kind,
        author=post.source.handle,
        external_id=post.external_id,
        text=storable(post.text),
        published_at=_said(post, now),
    )


def judged_by_kind(post: Post, now: datetime) -> PostClassified:
    """Announce the verdict on a post that no classifier is asked about.

    Raises ValueError when its kind is unknown.
    """
    if post.kind is None:
        raise ValueError(f"post {post.external_id} is of no known kind")
    return judged_as(post, set_aside(post.kind), now)


def judged_as(post: Post, verdict: Verdict, now: datetime) -> PostClassified:
    """Announce a verdict on a post."""
    return PostClassified(
        **lineage(post.id, f"classified/{verdict.classifier}", trace_id=post.id, at=now),
        post_id=post.id,
        source_id=post.source.id,
        source_kind=post.source.kind,
        author=post.source.handle,
        published_at=_said(post, now),
        verdict=verdict,
    )


def post_values(post: Post, now: datetime) -> dict[str, object]:
    """Spell a post as the columns of its row, as first seen."""
    return {
        "id": post.id,
        "source_id": post.source.id,
        "source_kind": post.source.kind,
        "external_id": post.external_id,
        "author": post.source.handle,
        "text": storable(post.text),
        "published_at": _said(post, now),
        "first_seen_at": now,
        "kind": post.kind,
    }


def verdict_values(message: PostClassified) -> dict[str, object]:
    """Spell a verdict given without asking as the columns of its row."""
    verdict = message.verdict
    return {
        "post_id": message.post_id,
        "classifier": verdict.classifier,
        "state": VerdictState.DONE,
        "trace_id": message.trace_id,
        "attempts": 0,
        "next_attempt_at": message.occurred_at,
        "candidate": verdict.candidate,
        "confidence": verdict.confidence,
        "verdict": verdict.model_dump(mode="json"),
        "classified_at": message.occurred_at,
    }


def _said(post: Post, now: datetime) -> datetime:
    """Tell when a post was said; one dated after now is dated now."""
    return min(post.published_at, now).astimezone(UTC)
