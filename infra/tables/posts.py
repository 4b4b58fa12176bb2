"""Posts as first seen, verdicts on them, and the gaps in what we saw."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Date, UniqueConstraint
from sqlmodel import Field, SQLModel

from contracts.posts import SourceKind
from domain.posts import PostKind, VerdictState
from infra.tables.columns import (
    check,
    instant,
    json,
    key,
    money,
    one_of,
    partial_index,
    ref,
    words,
)


class PostRow(SQLModel, table=True):
    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("source_kind", "external_id"),
        one_of("source_kind", SourceKind),
        one_of("kind", PostKind),
        check("edit_dated", "(edit_id is null) = (edited_at is null)"),
        partial_index("ix_post_standing", "first_seen_at", where="gone_at is null"),
    )

    id: UUID = key()
    source_id: UUID = ref("source.id")
    source_kind: str = words()
    external_id: str = words()
    author: str = words()
    text: str = words()
    published_at: datetime = instant()
    first_seen_at: datetime = instant()
    kind: str | None = words(null=True)
    """What it is to other posts, where the feed tells."""
    edit_id: str | None = words(null=True)
    """The id of the latest version seen; what was said first stays above."""
    edited_at: datetime | None = instant(null=True)
    gone_at: datetime | None = instant(null=True)
    """When it was first found to be deleted."""
    checked_at: datetime | None = instant(null=True)


class VerdictRow(SQLModel, table=True):
    """What a classifier version makes of a post: first work to do, then its answer."""

    __tablename__ = "verdict"
    __table_args__ = (
        one_of("state", VerdictState),
        check("done_has_answer", "(state = 'DONE') = (verdict is not null)"),
        check("lease_whole", "(lease_token is null) = (lease_until is null)"),
        partial_index("ix_verdict_due", "next_attempt_at", where="state = 'PENDING'"),
        partial_index(
            "ix_verdict_votes", "said_at", where="fingerprint is not null and echo_of is null"
        ),
        partial_index(
            "ix_verdict_stood_in",
            "classified_at",
            where="state = 'DONE' and last_error is not null",
        ),
        partial_index("ix_verdict_echoes", "echo_of", where="echo_of is not null"),
    )

    post_id: UUID = ref("post.id", primary_key=True)
    classifier: str = words(primary_key=True)
    state: str = words(default="PENDING")
    trace_id: UUID = ref(None)
    attempts: int = 0
    next_attempt_at: datetime = instant(now=True)
    lease_token: UUID | None = ref(None, null=True)
    lease_until: datetime | None = instant(null=True)
    last_error: str | None = words(null=True)
    candidate: bool | None = None
    confidence: Decimal | None = money(null=True)
    verdict: dict[str, Any] | None = json(null=True)
    classified_at: datetime | None = instant(null=True)
    answer_key: str | None = words(null=True)
    """The recorded answer that the verdict was read from."""
    said_at: datetime | None = instant(null=True)
    """When a candidate was published."""
    fingerprint: str | None = words(null=True)
    """What a candidate says, bare, for finding its echoes."""
    echo_of: UUID | None = ref("post.id", null=True)


class PostGapRow(SQLModel, table=True):
    """A stretch of a source's posts that we know we did not see."""

    __tablename__ = "post_gap"
    __table_args__ = (UniqueConstraint("source_id", "after_id", "before_id"),)

    id: UUID = key()
    source_id: UUID = ref("source.id")
    after_id: Decimal = money()
    before_id: Decimal = money()
    noted_at: datetime = instant()


class SourceAccountRow(SQLModel, table=True):
    """What a feed itself calls a source: an id that stays when the handle changes."""

    __tablename__ = "source_account"

    source_id: UUID = ref("source.id", primary_key=True)
    account_id: str = words()
    found_at: datetime = instant()


class FeedReadsRow(SQLModel, table=True):
    """How many posts were read from a feed on a day of UTC, which is what it bills."""

    __tablename__ = "feed_reads"

    feed: str = words(primary_key=True)
    day: date = Field(sa_column=Column(Date, primary_key=True))
    posts: int = Field(sa_column=Column(BigInteger, nullable=False))
