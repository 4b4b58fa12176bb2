"""Research in: notes of institutes become posts, and go the way of all posts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid5

from contracts.alarms import AlarmKind, AlarmRaised
from contracts.base import lineage
from contracts.posts import SourceKind
from domain.agents import Source
from domain.errors import FeedError
from domain.ingest import institute_named, take_notes
from domain.ports.clock import Clock
from domain.ports.research import Institute
from domain.ports.unit_of_work import UnitsOfWork
from domain.posts import POSTS, RawPost

OVERLAP = timedelta(days=1)
"""How far back is read again, for notes that appear late; known ones change nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResearchReport:
    """How many notes were new, and which institutes could not be read, with reasons."""

    stored: int = 0
    failing: tuple[tuple[str, str], ...] = ()


async def read_institutes(
    institutes: Sequence[Institute], units: UnitsOfWork, clock: Clock
) -> ResearchReport:
    """Read every configured institute that is an active source; one that fails stops no other."""
    async with units() as uow:
        polled = await uow.posts.active_sources(SourceKind.RESEARCH)
    active = {each.source.handle: each.source for each in polled}
    stored, failing = 0, []
    for institute in institutes:
        if institute.configured() and institute.name in active:
            try:
                stored += await _read(institute, active[institute.name], units, clock)
            except FeedError as error:
                failing.append((institute.name, str(error)))
                await _alarm(institute.name, str(error), units, clock.now())
    return ResearchReport(stored=stored, failing=tuple(failing))


async def ingest_notes(
    name: str, notes: Iterable[RawPost], units: UnitsOfWork, now: datetime
) -> int:
    """Store notes of one institute and return how many were new.

    Raises NotFound when no active institute has that name.
    """
    async with units() as uow:
        source = await institute_named(name, uow)
        return len(await take_notes(source, list(notes), uow, now))


async def _read(institute: Institute, source: Source, units: UnitsOfWork, clock: Clock) -> int:
    async with units() as uow:
        newest = await uow.posts.newest(source.id)
    notes = await institute.notes(None if newest is None else newest - OVERLAP)
    async with units() as uow:
        return len(await take_notes(source, notes, uow, clock.now()))


async def _alarm(name: str, detail: str, units: UnitsOfWork, now: datetime) -> None:
    """Raise an alarm about an institute, at most once an hour."""
    subject = f"RESEARCH/{name}"
    cause = uuid5(POSTS, f"alarm/{AlarmKind.SOURCE_FAILING}/{subject}")
    head = lineage(cause, f"{now:%Y-%m-%dT%H}", trace_id=cause, at=now)
    alarm = AlarmRaised(**head, kind=AlarmKind.SOURCE_FAILING, subject=subject, detail=detail)
    async with units() as uow:
        uow.emit(alarm)
