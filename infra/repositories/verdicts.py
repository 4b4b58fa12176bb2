"""Verdicts as work: how rows of it are claimed, and how what became of them is recorded."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    Boolean,
    DateTime,
    Executable,
    Numeric,
    Row,
    Text,
    Uuid,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine
from sqlmodel import col

from contracts.market import PostId, SourceId
from contracts.posts import SourceKind
from domain.posts import Judgement, Unclassified, VerdictState
from infra.tables.posts import PostRow, VerdictRow

_MAX_ERROR = 500
_GIVEN: dict[str, TypeEngine[Any]] = {
    "post_id": Uuid(),
    "classifier": Text(),
    "lease": Uuid(),
    "state": Text(),
    "error": Text(),
    "again_at": DateTime(timezone=True),
    "candidate": Boolean(),
    "confidence": Numeric(),
    "verdict": Text(),
    "classified_at": DateTime(timezone=True),
    "answer_key": Text(),
    "said_at": DateTime(timezone=True),
    "fingerprint": Text(),
    "echo_of": Uuid(),
}
"""The columns in which judgements are given to the store."""


def claim(limit: int, *, lease: timedelta, now: datetime) -> Executable:
    """Spell the update that leases due work; its rows are read by `unclassified`."""
    due = _due(limit, now)
    return (
        update(VerdictRow)
        .where(
            col(VerdictRow.post_id) == due.c.post_id,
            col(VerdictRow.classifier) == due.c.classifier,
            col(PostRow.id) == due.c.post_id,
        )
        .values(
            attempts=col(VerdictRow.attempts) + 1,
            lease_token=func.gen_random_uuid(),
            lease_until=func.clock_timestamp() + lease,
        )
        .returning(
            *(col(VerdictRow.post_id), col(VerdictRow.classifier), col(VerdictRow.trace_id)),
            *(col(VerdictRow.attempts), col(VerdictRow.lease_token)),
            *(col(PostRow.source_id), col(PostRow.source_kind), col(PostRow.author)),
            *(col(PostRow.text), col(PostRow.published_at)),
        )
    )


def unclassified(row: Row[*tuple[Any, ...]]) -> Unclassified:
    """Read claimed work from a row of the claim."""
    return Unclassified(
        post_id=PostId(row.post_id),
        source_id=SourceId(row.source_id),
        source_kind=SourceKind(row.source_kind),
        author=row.author,
        text=row.text,
        published_at=row.published_at,
        classifier=row.classifier,
        trace_id=row.trace_id,
        attempts=row.attempts,
        lease=row.lease_token,
    )


def judged(judgements: Sequence[Judgement], now: datetime) -> Executable:
    """Spell the update that records judgements and returns the leases that were still ours.

    Rows go in as one array a column, so that the statement is the same for any number of them.
    """
    rows = zip(*(_given(judgement, now) for judgement in judgements), strict=True)
    arrays = (
        literal(list(row), ARRAY(kind)) for row, kind in zip(rows, _GIVEN.values(), strict=True)
    )
    names = (column(name, kind) for name, kind in _GIVEN.items())
    given = func.unnest(*arrays).table_valued(*names, name="given").render_derived()
    return (
        update(VerdictRow)
        .where(
            col(VerdictRow.post_id) == given.c.post_id,
            col(VerdictRow.classifier) == given.c.classifier,
            col(VerdictRow.lease_token) == given.c.lease,
        )
        .values(
            state=given.c.state,
            last_error=given.c.error,
            next_attempt_at=given.c.again_at,
            candidate=given.c.candidate,
            confidence=given.c.confidence,
            verdict=cast(given.c.verdict, JSONB),
            classified_at=given.c.classified_at,
            answer_key=given.c.answer_key,
            said_at=given.c.said_at,
            fingerprint=given.c.fingerprint,
            echo_of=given.c.echo_of,
            lease_token=None,
            lease_until=None,
        )
        .returning(given.c.lease)
    )


def _due(limit: int, now: datetime) -> CTE:
    key = (col(VerdictRow.post_id), col(VerdictRow.classifier))
    lease_until = col(VerdictRow.lease_until)
    return (
        select(*key)
        .where(
            col(VerdictRow.state) == VerdictState.PENDING,
            col(VerdictRow.next_attempt_at) <= now,
            or_(lease_until.is_(None), lease_until < func.clock_timestamp()),
        )
        .order_by(col(VerdictRow.next_attempt_at), *key)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )


def _given(judgement: Judgement, now: datetime) -> tuple[object, ...]:
    verdict = judgement.verdict if judgement.state is VerdictState.DONE else None
    return (
        judgement.work.post_id,
        judgement.work.classifier,
        judgement.work.lease,
        judgement.state.value,
        judgement.error[:_MAX_ERROR] if judgement.error is not None else None,
        judgement.again_at or now,
        verdict.candidate if verdict else None,
        verdict.confidence if verdict else None,
        verdict.model_dump_json() if verdict else None,
        None if judgement.state is VerdictState.PENDING else now,
        judgement.answer_key,
        judgement.work.published_at if judgement.fingerprint is not None else None,
        judgement.fingerprint,
        judgement.echo_of,
    )
