"""Venue truth in: what accounts hold, compared with what we believe, and booked where it is told.

Nothing is ever sent to a venue here. Venues are asked outside of transactions; what they tell is
compared with what we believed before and after, and acted upon under the position's lock.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from contracts.market import PositionId, Symbol, VenueName, Wallet
from domain.errors import VenueError
from domain.outside import Suspect, lost_alarm
from domain.ports.unit_of_work import UnitOfWork, UnitsOfWork
from domain.ports.venue import AccountHolding, AccountTrade, Venue
from domain.positions import Evidence, Position, position_closed
from domain.reconciliation import (
    PATIENCE,
    Comparison,
    Drift,
    Exposure,
    closed_unknown,
    closing_trades,
    compare,
    drift_alarm,
    parting_trades,
    still_rests,
)
from producers.outside import Told, book_all, book_part, book_strays

log = logging.getLogger(__name__)

SUSPECT_FOR = timedelta(days=2)
"""How long an entry that came to nothing may still turn out to have traded."""

IDLE_AT_ONCE = 50
"""How many accounts without a position one look takes in, those settled longest ago first."""
SKEW = timedelta(minutes=1)
"""How far behind ours a venue's clock may be."""

Place = tuple[Wallet, Symbol]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileReport:
    """What a round came to: positions that differ, those booked, and what is external.

    `adopted` counts fills of orders that were taken for over. `silent` names the venues that
    told nothing; nothing of theirs was changed.
    """

    differing: int = 0
    booked: int = 0
    external: int = 0
    adopted: int = 0
    silent: tuple[VenueName, ...] = ()


async def reconcile(
    venues: Mapping[VenueName, Venue], units: UnitsOfWork, now: datetime
) -> ReconcileReport:
    """Compare every venue with our books once; any number may do so at the same time.

    What a venue no longer holds in two looks in a row is booked from its own trades. A venue
    that does not answer changes nothing.
    """
    async with units() as uow:
        trading = await uow.agents.wallets()
    reports = []
    for venue in venues.values():
        wallets = frozenset(wallet for name, wallet in trading if name is venue.name)
        reports.append(await _Round(venue, units, now).take(wallets))
    return ReconcileReport(
        differing=sum(report.differing for report in reports),
        booked=sum(report.booked for report in reports),
        external=sum(report.external for report in reports),
        adopted=sum(report.adopted for report in reports),
        silent=tuple(name for report in reports for name in report.silent),
    )


class _Round:
    """One look at one venue, and what follows from it."""

    def __init__(self, venue: Venue, units: UnitsOfWork, now: datetime) -> None:
        self._venue = venue
        self._units = units
        self._now = now

    async def take(self, trading: Collection[Wallet]) -> ReconcileReport:
        """Look, note what was seen, and see to every difference that two looks showed."""
        async with self._units() as uow:
            before = await uow.reconciliation.live(self._venue.name)
            live = frozenset(each.position.wallet for each in before)
            wallets = live | await self._idle(frozenset(trading) - live, uow)
        try:
            holdings = await self._venue.holdings(wallets)
        except VenueError as error:
            log.warning("%s does not tell what accounts hold: %s", self._venue.name, error)
            return ReconcileReport(silent=(self._venue.name,))
        drifts, seen = await self._note(before, wallets, holdings)
        adopted = await self._adopt(_unexplained(before, seen))
        booked = [await self._see_to(drift) for drift in drifts if drift.confirmed(self._now)]
        await self._settled(wallets, before, drifts)
        return ReconcileReport(
            differing=len(drifts),
            booked=sum(booked),
            external=len(seen.external),
            adopted=adopted,
        )

    async def _idle(self, wallets: frozenset[Wallet], uow: UnitOfWork) -> frozenset[Wallet]:
        """Choose the accounts that hold nothing of ours and are looked at now all the same.

        Looks cost what a venue lets us ask; an account that is about to open counts as live.
        """
        if len(wallets) <= IDLE_AT_ONCE:
            return wallets
        looks = await uow.reconciliation.looks(self._venue.name, wallets)
        never = datetime.min.replace(tzinfo=UTC)
        longest_ago = sorted(wallets, key=lambda each: (looks.get(each, never), each))
        return frozenset(longest_ago[:IDLE_AT_ONCE])

    async def _note(
        self,
        before: Sequence[Exposure],
        wallets: Collection[Wallet],
        holdings: Sequence[AccountHolding],
    ) -> tuple[Sequence[Drift], Comparison]:
        name = self._venue.name
        async with self._units() as uow:
            seen = compare(before, await uow.reconciliation.live(name), holdings)
            await uow.reconciliation.note_external(name, wallets, seen.external, self._now)
            drifts = await uow.reconciliation.note_differences(name, seen.differences, self._now)
        return drifts, seen

    async def _settled(
        self, wallets: Collection[Wallet], before: Sequence[Exposure], drifts: Sequence[Drift]
    ) -> None:
        """Keep which accounts are settled: all but those with a difference only just seen."""
        owner = {each.position.id: each.position.wallet for each in before}
        new = {owner[d.difference.position_id] for d in drifts if not d.confirmed(self._now)}
        async with self._units() as uow:
            settled = [wallet for wallet in wallets if wallet not in new]
            await uow.reconciliation.note_looks(self._venue.name, settled, self._now)

    async def _adopt(self, places: Collection[Place]) -> int:
        """Look for fills of ours behind what no position of ours explains.

        A venue is asked only where an entry of ours may have traded unknown to us.
        """
        if not places:
            return 0
        since = self._now - SUSPECT_FOR
        async with self._units() as uow:
            suspects = await uow.reconciliation.suspects(self._venue.name, places, since)
        at: dict[Place, list[Suspect]] = defaultdict(list)
        for suspect in suspects:
            at[suspect.wallet, suspect.symbol].append(suspect)
        return sum([await self._adopt_at(place, of) for place, of in at.items()])

    async def _adopt_at(self, place: Place, suspects: Sequence[Suspect]) -> int:
        since = min(suspect.created_at for suspect in suspects) - SKEW
        trades = await self._trades(*place, since)
        if not trades:
            return 0
        lost = [suspect for suspect in suspects if not suspect.has_order]
        async with self._units() as uow:
            for suspect in lost:
                named = [trade for trade in trades if trade.client_order_id in suspect.names]
                name = self._venue.name
                uow.emit(*(lost_alarm(suspect, name, trade, self._now) for trade in named))
            return await book_strays(self._venue.name, trades, uow, self._now)

    async def _see_to(self, drift: Drift) -> bool:
        """Book a position that is gone, or raise the alarm; tell whether it was booked."""
        position_id = drift.difference.position_id
        async with self._units() as uow:
            position = (await uow.positions.lock([position_id]))[position_id]
        since = position.opened_at or position.created_at
        trades = await self._trades(position.wallet, position.symbol, since)
        async with self._units() as uow:
            resting = await self._resting(drift, uow)
            if resting is None:
                return False
            if trades is not None and await self._explain(resting, drift, trades, uow):
                return True
            return await self._unbooked(resting[0], drift, trades is not None, uow)

    async def _trades(
        self, wallet: Wallet, symbol: Symbol, since: datetime
    ) -> Sequence[AccountTrade] | None:
        """Ask for an account's trades since a moment; None when there is no answer."""
        try:
            return await self._venue.trades(wallet, symbol, since)
        except VenueError as error:
            name = self._venue.name
            log.warning("%s does not tell trades of %s in %s: %s", name, wallet, symbol, error)
            return None

    async def _resting(self, drift: Drift, uow: UnitOfWork) -> tuple[Position, Evidence] | None:
        """Lock a position and return it, unless anything about it changed since the look."""
        position_id = drift.difference.position_id
        position = (await uow.positions.lock([position_id]))[position_id]
        evidence = (await uow.positions.evidence([position]))[position_id]
        return (position, evidence) if still_rests(position, evidence, drift.difference) else None

    async def _explain(
        self,
        resting: tuple[Position, Evidence],
        drift: Drift,
        trades: Sequence[AccountTrade],
        uow: UnitOfWork,
    ) -> bool:
        """Book what trades make of a difference: orders of ours first, then everybody else's."""
        position, evidence = resting
        name, difference = self._venue.name, drift.difference
        if await book_strays(name, trades, uow, self._now):
            return True
        theirs = await uow.reconciliation.foreign(name, trades)
        if not difference.found:
            told = closing_trades(position, theirs)
            closed = Told(position=position, evidence=evidence, trades=told)
            return bool(told) and await book_all(closed, uow, self._now)
        told = parting_trades(position, theirs, difference.held - difference.found)
        if told:
            part = Told(position=position, evidence=evidence, trades=told)
            await book_part(part, uow, self._now)
        return bool(told)

    async def _unbooked(
        self, position: Position, drift: Drift, is_told: bool, uow: UnitOfWork
    ) -> bool:
        """Raise the alarm over what no trade explains; believe in an absence in the end."""
        is_patient = self._now - drift.first_seen_at < PATIENCE
        if is_told and not drift.difference.found and not is_patient:
            closed = closed_unknown(position, self._now)
            await uow.positions.save([closed])
            uow.emit(position_closed(closed, self._now))
            return True
        if await uow.reconciliation.first_alarm(position.id, self._now):
            uow.emit(drift_alarm(position, drift, self._now))
        return False


def _unexplained(before: Sequence[Exposure], seen: Comparison) -> frozenset[Place]:
    """Name the accounts and tokens of which a venue holds what, or more than, we believe."""
    place: Mapping[PositionId, Place] = {
        e.position.id: (e.position.wallet, e.position.symbol) for e in before
    }
    more = {place[d.position_id] for d in seen.differences if d.found > d.held}
    return frozenset(more | {(each.wallet, each.symbol) for each in seen.external})
