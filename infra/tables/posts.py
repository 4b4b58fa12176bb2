"""Posts as first seen, verdicts on them, and the gaps in what we saw."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from contracts.posts import SourceKind
from domain.posts import VerdictState
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
    )

    id: UUID = key()
    source_id: UUID = ref("source.id")
    source_kind: str = words()
    external_id: str = words()
    author: str = words()
    text: str = words()
    published_at: datetime = instant()
    first_seen_at: datetime = instant()


class VerdictRow(SQLModel, table=True):
    """What a classifier version makes of a post: first work to do, then its answer."""

    __tablename__ = "verdict"
    __table_args__ = (
        one_of("state", VerdictState),
        check("done_has_answer", "(state = 'DONE') = (verdict is not null)"),
        check("lease_whole", "(lease_token is null) = (lease_until is null)"),
        partial_index("ix_verdict_due", "next_attempt_at", where="state = 'PENDING'"),
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


class PostGapRow(SQLModel, table=True):
    """A stretch of a source's posts that we know we did not see."""

    __tablename__ = "post_gap"
    __table_args__ = (UniqueConstraint("source_id", "after_id", "before_id"),)

    id: UUID = key()
    source_id: UUID = ref("source.id")
    after_id: Decimal = money()
    before_id: Decimal = money()
    noted_at: datetime = instant()
