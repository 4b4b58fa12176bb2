"""What a store in memory does not do, because nobody polls a feed over it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import NoReturn

from contracts.market import SourceId
from contracts.posts import SourceKind
from domain.posts import PolledSource, Standing


class NotKept(RuntimeError):
    """Something was asked of a store in memory that it does not keep."""


class Unpolled:
    """The part of `domain.ports.posts.Posts` that only feeds use; each raises NotKept."""

    async def note_standings(
        self, kind: SourceKind, standings: Mapping[str, Standing], now: datetime
    ) -> int:
        """Raise NotKept."""
        _refuse(kind, standings, now)

    async def unchecked(
        self, kind: SourceKind, *, seen_after: datetime, checked_before: datetime, limit: int
    ) -> Sequence[str]:
        """Raise NotKept."""
        _refuse(kind, seen_after, checked_before, limit)

    async def account_ids(self, kind: SourceKind, handles: Collection[str]) -> Mapping[str, str]:
        """Raise NotKept."""
        _refuse(kind, handles)

    async def remember_accounts(
        self, kind: SourceKind, ids: Mapping[str, str], now: datetime
    ) -> None:
        """Raise NotKept."""
        _refuse(kind, ids, now)

    async def reads(self, feed: str, day: date) -> int:
        """Raise NotKept."""
        _refuse(feed, day)

    async def count_reads(self, feed: str, day: date, posts: int) -> None:
        """Raise NotKept."""
        _refuse(feed, day, posts)

    async def newest(self, source: SourceId) -> datetime | None:
        """Raise NotKept."""
        _refuse(source)

    async def active_sources(self, kind: SourceKind) -> Sequence[PolledSource]:
        """Raise NotKept."""
        _refuse(kind)

    async def advance(self, source: SourceId, cursor: int | None, now: datetime) -> None:
        """Raise NotKept."""
        _refuse(source, cursor, now)

    async def note_gap(
        self, source: SourceId, *, after_id: int, before_id: int, now: datetime
    ) -> bool:
        """Raise NotKept."""
        _refuse(source, after_id, before_id, now)

    async def strike(self, source: SourceId) -> bool:
        """Raise NotKept."""
        _refuse(source)


def _refuse(*about: object) -> NoReturn:
    raise NotKept(f"a store in memory is not polled into: {about[0]}")
