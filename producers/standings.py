"""What became of posts: those of the last day are looked up again, so deletions are noted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from contracts.posts import SourceKind
from domain.errors import FeedError
from domain.ports.clock import Clock
from domain.ports.feed import PostChecks
from domain.ports.unit_of_work import UnitsOfWork
from domain.posts import Standing

LOOKED_BACK = timedelta(days=1)
"""How long after it was first seen a post is still asked about."""
BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """How many posts were asked about, how many of them are newly gone, and what went wrong."""

    asked: int = 0
    gone: int = 0
    error: str | None = None


async def check_posts(
    feed: PostChecks, units: UnitsOfWork, clock: Clock, every: timedelta
) -> CheckReport:
    """Ask about every post of the last day that was neither seen nor asked about for a while.

    The feed bills what it shows, so each is asked about as seldom as `every` says. When the feed
    fails the rest is left for the next time.
    """
    asked = gone = 0
    while ids := await _due(units, clock, every):
        try:
            told = await feed.standing(ids)
        except FeedError as error:
            return CheckReport(asked=asked, gone=gone, error=str(error))
        gone += await _note(units, clock, ids, told)
        asked += len(ids)
    return CheckReport(asked=asked, gone=gone)


async def _due(units: UnitsOfWork, clock: Clock, every: timedelta) -> Sequence[str]:
    now = clock.now()
    async with units() as uow:
        return await uow.posts.unchecked(
            SourceKind.X, seen_after=now - LOOKED_BACK, checked_before=now - every, limit=BATCH
        )


async def _note(
    units: UnitsOfWork, clock: Clock, ids: Sequence[str], told: Mapping[str, Standing]
) -> int:
    """Note what was told; a post the feed was silent on counts as asked about, and stands."""
    standings = {number: told.get(number, Standing()) for number in ids}
    async with units() as uow:
        return await uow.posts.note_standings(SourceKind.X, standings, clock.now())
