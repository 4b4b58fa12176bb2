"""Tweets in: every X account that is followed, polled for what is newer than its cursor."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid5

from contracts.alarms import AlarmKind, AlarmRaised
from contracts.base import lineage
from contracts.posts import SourceKind
from domain.errors import FeedError, FeedForbidden, FeedSpent, FeedUnavailable, UnknownUser
from domain.ports.clock import Clock
from domain.ports.feed import Page, PostFeed
from domain.ports.unit_of_work import UnitOfWork, UnitsOfWork
from domain.posts import MAX_STRIKES, POSTS, PolledSource, Post, RawPost, Standing, said_at

_SKEW = timedelta(days=1)
"""A cursor never moves past an id from further in the future, or no later post would be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PollLimits:
    """How many posts an account is asked for, first and at most, and how many accounts at once."""

    first_page: int = 15
    most: int = 100
    at_once: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PollReport:
    """What one round came to; `failing` pairs handles with reasons."""

    healthy: bool
    polled: int = 0
    stored: int = 0
    gaps: int = 0
    failing: tuple[tuple[str, str], ...] = ()
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What polling one account came to."""

    stored: int = 0
    gap: bool = False
    error: tuple[str, str] | None = None
    retry_after: timedelta | None = None


async def poll_sources(
    feed: PostFeed, units: UnitsOfWork, clock: Clock, limits: PollLimits | None = None
) -> PollReport:
    """Poll every active X account once; one that fails never stops the others.

    Raises what the store raised, once every account has had its turn.
    """
    poller = _Poller(feed, units, clock, limits or PollLimits())
    if not await feed.healthy():
        await poller.alarm_feed("the feed of posts is not healthy")
        return PollReport(healthy=False)
    async with units() as uow:
        sources = await uow.posts.active_sources(SourceKind.X)
    await feed.prepare([polled.source.handle for polled in sources])
    outcomes = await asyncio.gather(*map(poller.poll, sources), return_exceptions=True)
    return _report(outcomes)


def _report(outcomes: Sequence[_Outcome | BaseException]) -> PollReport:
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    done = [outcome for outcome in outcomes if isinstance(outcome, _Outcome)]
    waits = [outcome.retry_after for outcome in done if outcome.retry_after is not None]
    return PollReport(
        healthy=True,
        polled=len(done),
        stored=sum(outcome.stored for outcome in done),
        gaps=sum(outcome.gap for outcome in done),
        failing=tuple(outcome.error for outcome in done if outcome.error),
        retry_after=max(waits, default=None),
    )


class _Poller:
    """One round of polling, a few accounts at a time."""

    def __init__(
        self, feed: PostFeed, units: UnitsOfWork, clock: Clock, limits: PollLimits
    ) -> None:
        self._feed = feed
        self._units = units
        self._clock = clock
        self._limits = limits
        self._turns = asyncio.Semaphore(limits.at_once)
        self._spent: FeedSpent | None = None

    async def poll(self, polled: PolledSource) -> _Outcome:
        """Poll one account and store what it said; failures of the feed become outcomes."""
        async with self._turns:
            try:
                if self._spent is not None:
                    raise self._spent
                posts, reached = await self._read(polled)
            except FeedError as error:
                return await self._failed(polled, error)
            return await self._store(polled, posts, reached=reached)

    async def alarm_feed(self, detail: str, occasion: str = "%Y-%m-%dT%H") -> None:
        """Raise an alarm about the feed itself, once for an occasion: at most once an hour."""
        now = self._clock.now()
        async with self._units() as uow:
            alarm = _alarm(AlarmKind.SOURCE_FAILING, "feed/X", detail, now.strftime(occasion), now)
            uow.emit(alarm)

    async def _read(self, polled: PolledSource) -> tuple[list[RawPost], bool]:
        """Read what is newer than the cursor, and tell whether the cursor was reached.

        A feed that cannot page backwards is asked again for a full first page, larger. An account
        never polled before has no cursor to reach: one page of it is enough.
        """
        posts: dict[int, RawPost] = {}
        reached = False
        for limit in (self._limits.first_page, self._limits.most):
            page = await self._feed.page(polled.source.handle, since_id=polled.cursor, limit=limit)
            posts |= {post.number: post for post in page.posts}
            reached = polled.cursor is None or _reaches(page, polled.cursor, limit)
            if reached or page.complete is not None:
                break
        floor = -1 if polled.cursor is None else polled.cursor
        return [post for number, post in sorted(posts.items()) if number > floor], reached

    async def _store(
        self, polled: PolledSource, posts: Sequence[RawPost], *, reached: bool
    ) -> _Outcome:
        """Store the posts, announce the new ones, and move the cursor, all in one transaction."""
        now = self._clock.now()
        source = polled.source
        async with self._units() as uow:
            stored = await _add(uow, [Post.of(source, post) for post in posts], now)
            await uow.posts.note_standings(SourceKind.X, _edits(posts), now)
            await uow.posts.advance(source.id, _cursor(posts, now), now)
            gap = False
            if not reached and polled.cursor is not None:
                after, before = polled.cursor, posts[0].number
                gap = await uow.posts.note_gap(source.id, after_id=after, before_id=before, now=now)
                detail = f"posts between {after} and {before} were not seen"
                uow.emit(_alarm(AlarmKind.POST_GAP, f"X/{source.handle}", detail, detail, now))
        return _Outcome(stored=stored, gap=gap)

    async def _failed(self, polled: PolledSource, error: FeedError) -> _Outcome:
        handle = polled.source.handle
        if isinstance(error, UnknownUser):
            await self._strike(polled)
        elif isinstance(error, FeedForbidden):
            await self.alarm_feed(str(error))
        elif isinstance(error, FeedSpent):
            self._spent = error
            await self.alarm_feed(str(error), "spent on %Y-%m-%d")
        wait = error.retry_after if isinstance(error, FeedUnavailable) else None
        return _Outcome(error=(handle, str(error)), retry_after=wait)

    async def _strike(self, polled: PolledSource) -> None:
        """Count an unknown account, and say so when it is given up."""
        now = self._clock.now()
        async with self._units() as uow:
            if await uow.posts.strike(polled.source.id):
                return
            detail = f"unknown in {MAX_STRIKES} polls in a row and no longer polled"
            subject = f"X/{polled.source.handle}"
            uow.emit(_alarm(AlarmKind.SOURCE_FAILING, subject, detail, now.isoformat(), now))


async def _add(uow: UnitOfWork, posts: Sequence[Post], now: datetime) -> int:
    """Store posts and announce the new ones, those that do not speak with their verdicts."""
    aside = [post for post in posts if post.kind is not None and not post.kind.speaks]
    spoken = [post for post in posts if post.kind is None or post.kind.speaks]
    published = await uow.posts.publish(spoken, now)
    judged = await uow.posts.set_aside(aside, now)
    uow.emit(*published, *judged)
    return len(published) + len(judged)


def _edits(posts: Sequence[RawPost]) -> dict[str, Standing]:
    """Tell which posts are known to be edited, by the id of their first version."""
    return {p.external_id: Standing(edit_id=p.edit_id) for p in posts if p.edit_id is not None}


def _reaches(page: Page, cursor: int, limit: int) -> bool:
    """Tell whether a page holds everything after the cursor."""
    if page.complete is not None:
        return page.complete
    return len(page.posts) < limit or page.posts[-1].number <= cursor


def _cursor(posts: Sequence[RawPost], now: datetime) -> int | None:
    numbers = (post.number for post in posts)
    return max((n for n in numbers if said_at(n) <= now + _SKEW), default=None)


def _alarm(kind: AlarmKind, subject: str, detail: str, occasion: str, now: datetime) -> AlarmRaised:
    """Build an alarm; one occasion of one subject is one alarm, however often it is raised."""
    cause = uuid5(POSTS, f"alarm/{kind}/{subject}")
    head = lineage(cause, occasion, trace_id=cause, at=now)
    return AlarmRaised(**head, kind=kind, subject=subject, detail=detail)
