"""Recorded posts in: read from a file, stored and announced like any other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from domain.ingest import take_posts
from domain.ports.unit_of_work import UnitsOfWork
from domain.posts import RawPost
from infra.feeds.lines import BadLine

BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """How many posts were new, how many were known already, and the lines that were neither."""

    stored: int = 0
    known: int = 0
    bad: tuple[BadLine, ...] = ()


async def ingest(
    units: UnitsOfWork, posts: Iterable[RawPost | BadLine], now: datetime
) -> IngestReport:
    """Store posts of X accounts and announce the new ones; unknown accounts become sources.

    Each batch is a transaction of its own, so what was stored before a crash stays stored, and
    doing it all again changes nothing.
    """
    lines = iter(posts)
    stored = known = 0
    bad: list[BadLine] = []
    while batch := list(islice(lines, BATCH)):
        good = [line for line in batch if isinstance(line, RawPost)]
        bad += [line for line in batch if isinstance(line, BadLine)]
        new = await _store(units, good, now)
        stored += new
        known += len(good) - new
    return IngestReport(stored=stored, known=known, bad=tuple(bad))


async def _store(units: UnitsOfWork, posts: Sequence[RawPost], now: datetime) -> int:
    """Store one batch and return how many of it were new."""
    async with units() as uow:
        return len(await take_posts(posts, uow, now))
