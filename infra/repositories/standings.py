"""What became of posts since they were seen, what feeds call accounts, and what was read."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    DateTime,
    Executable,
    Select,
    Text,
    and_,
    case,
    column,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import TypeEngine
from sqlmodel import col

from contracts.posts import SourceKind
from domain.posts import Standing
from infra.tables.agents import SourceRow
from infra.tables.posts import FeedReadsRow, PostRow, SourceAccountRow


def noted(kind: SourceKind, standings: Mapping[str, Standing], now: datetime) -> Executable:
    """Spell the update that notes standings; its rows are the posts now gone that were not."""
    given = _given(
        external_id=(Text(), list(standings)),
        gone=(Boolean(), [standing.gone for standing in standings.values()]),
        edit_id=(Text(), [standing.edit_id for standing in standings.values()]),
    )
    edited = given.c.edit_id.is_not(None)
    before = select(col(PostRow.id), col(PostRow.gone_at)).where(
        col(PostRow.source_kind) == kind, col(PostRow.external_id).in_(list(standings))
    )
    known = before.order_by(col(PostRow.id)).with_for_update().cte("known")
    return (
        update(PostRow)
        .where(
            col(PostRow.id) == known.c.id,
            col(PostRow.external_id) == given.c.external_id,
        )
        .values(
            checked_at=now,
            gone_at=func.coalesce(col(PostRow.gone_at), _now_if(given.c.gone, now)),
            edit_id=func.coalesce(given.c.edit_id, col(PostRow.edit_id)),
            edited_at=func.coalesce(col(PostRow.edited_at), _now_if(edited, now)),
        )
        .returning(and_(given.c.gone, known.c.gone_at.is_(None)))
    )


def unchecked(
    kind: SourceKind, *, seen_after: datetime, checked_before: datetime, limit: int
) -> Select[str]:
    """Spell the search for posts that are to be asked about, oldest first."""
    last = func.coalesce(col(PostRow.checked_at), col(PostRow.first_seen_at))
    return (
        select(col(PostRow.external_id))
        .where(
            col(PostRow.source_kind) == kind,
            col(PostRow.gone_at).is_(None),
            col(PostRow.first_seen_at) > seen_after,
            last <= checked_before,
        )
        .order_by(col(PostRow.first_seen_at), col(PostRow.id))
        .limit(limit)
    )


def accounts(kind: SourceKind, handles: Collection[str]) -> Select[str, str]:
    """Spell the search for the ids of accounts by handle."""
    return (
        select(col(SourceRow.handle), col(SourceAccountRow.account_id))
        .join(SourceAccountRow, col(SourceAccountRow.source_id) == col(SourceRow.id))
        .where(col(SourceRow.kind) == kind, col(SourceRow.handle).in_(set(handles)))
    )


def remembered(kind: SourceKind, ids: Mapping[str, str], now: datetime) -> Executable:
    """Spell the insert that keeps ids of accounts; what is known stays."""
    given = _given(handle=(Text(), list(ids)), account_id=(Text(), list(ids.values())))
    at = literal(now, DateTime(timezone=True))
    found = select(col(SourceRow.id), given.c.account_id, at).where(
        col(SourceRow.kind) == kind, col(SourceRow.handle) == given.c.handle
    )
    columns = ["source_id", "account_id", "found_at"]
    return insert(SourceAccountRow).from_select(columns, found).on_conflict_do_nothing()


def counted(feed: str, day: date, posts: int) -> Executable:
    """Spell the addition to what was read from a feed on a day."""
    first = insert(FeedReadsRow).values(feed=feed, day=day, posts=posts)
    return first.on_conflict_do_update(
        index_elements=["feed", "day"],
        set_={"posts": col(FeedReadsRow.posts) + first.excluded.posts},
    )


def read_on(feed: str, day: date) -> Select[int]:
    """Spell the question how many posts were read from a feed on a day."""
    return select(col(FeedReadsRow.posts)).where(
        col(FeedReadsRow.feed) == feed, col(FeedReadsRow.day) == day
    )


def _given(**columns: tuple[TypeEngine[Any], list[Any]]) -> TableValuedAlias:
    """Spell rows given as one array a column."""
    arrays = (literal(values, ARRAY(kind)) for kind, values in columns.values())
    names = (column(name, kind) for name, (kind, _values) in columns.items())
    return func.unnest(*arrays).table_valued(*names, name="given").render_derived()


def _now_if(condition: ColumnElement[bool], now: datetime) -> ColumnElement[datetime | None]:
    return case((condition, literal(now, DateTime(timezone=True))), else_=None)
