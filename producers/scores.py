"""Scores in: on a clock, what the outside tells of every token that has a market."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from contracts.alarms import AlarmKind, AlarmRaised
from contracts.base import lineage
from domain.errors import FeedError, FeedUnavailable
from domain.ports.clock import Clock
from domain.ports.scores import CoinList
from domain.ports.unit_of_work import UnitsOfWork
from domain.scores import Listing, largest, snapshots

log = logging.getLogger(__name__)

KEPT = timedelta(days=7)
"""How long snapshots are kept."""
SCORES = UUID("0d6f3b0e-92f4-5c0c-b7a8-5d0a4f7f2f61")
"""The namespace that the ids of alarms about scores are derived in."""
_SUBJECT = "feed/scores"


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotReport:
    """What one look came to: how many tokens were told of, or why nobody was asked or answered."""

    told: int = 0
    asked: bool = True
    error: str | None = None


_NOBODY_ASKED = SnapshotReport(asked=False)


class Snapshots:
    """Takes a snapshot when one is due; an outage leaves the last one, which grows old.

    Told to slow down, it waits as long as it was told. Without any market it asks nobody.
    """

    def __init__(
        self, coins: CoinList, units: UnitsOfWork, clock: Clock, *, every: timedelta
    ) -> None:
        self._coins = coins
        self._units = units
        self._clock = clock
        self._every = every
        self._due: datetime | None = None

    async def take(self) -> SnapshotReport:
        """Read the list once, if it is due, and store what it says of our tokens."""
        if self._due is not None and self._clock.now() < self._due:
            return _NOBODY_ASKED
        async with self._units() as uow:
            if not await uow.scores.tokens():
                return _NOBODY_ASKED
        self._due = self._clock.now() + self._every
        try:
            listing = await self._coins.listing()
        except FeedError as error:
            return await self._failed(error)
        return SnapshotReport(told=await self._store(listing))

    async def _store(self, listing: Listing) -> int:
        now = self._clock.now()
        async with self._units() as uow:
            wanted = await uow.scores.tokens()
            ids = await uow.scores.identify(largest(listing.readings, wanted), now)
            ours = {token: coin_id for token, coin_id in ids.items() if token in wanted}
            taken = snapshots(listing, ours, now)
            await uow.scores.save(taken, forget_before=now - KEPT)
        return len(taken)

    async def _failed(self, error: FeedError) -> SnapshotReport:
        """Say so, at most once an hour, and go on with what was stored."""
        now, detail = self._clock.now(), str(error)
        log.warning("no market scores: %s", detail)
        if isinstance(error, FeedUnavailable) and error.retry_after is not None:
            self._due = now + max(self._every, error.retry_after)
        cause = uuid5(SCORES, _SUBJECT)
        head = lineage(cause, f"{now:%Y-%m-%dT%H}", trace_id=cause, at=now)
        async with self._units() as uow:
            uow.emit(
                AlarmRaised(**head, kind=AlarmKind.SOURCE_FAILING, subject=_SUBJECT, detail=detail)
            )
        return SnapshotReport(error=detail)
