"""Venue truth in: what accounts hold, compared with what we believe, and booked where it is told.

Nothing is ever sent to a venue here. Venues are asked outside of transactions; what they tell is
compared with what we believed before and after, and acted upon under the position's lock.
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from contracts.market import PositionId, VenueName, Wallet
from domain.errors import VenueError
from domain.order_messages import order_filled
from domain.orders import OrderState, exit_order
from domain.ports.positions import Ending
from domain.ports.unit_of_work import UnitOfWork, UnitsOfWork
from domain.ports.venue import AccountHolding, AccountTrade, Fill, Venue
from domain.positions import Evidence, Position, position_closed
from domain.reconciliation import (
    PATIENCE,
    Drift,
    Exposure,
    closed_unknown,
    closing_fills,
    closing_reason,
    compare,
    drift_alarm,
    still_rests,
)

log = logging.getLogger(__name__)

FROM_OUTSIDE = "closed on the venue by somebody else; we sent nothing"
"""What the order of such a closing says of itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileReport:
    """What a round came to: positions that differ, those booked as closed, and what is external.

    `silent` names the venues that told nothing; nothing of theirs was changed.
    """

    differing: int = 0
    booked: int = 0
    external: int = 0
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
        wallets = frozenset(trading) | {each.position.wallet for each in before}
        try:
            holdings = await self._venue.holdings(wallets)
        except VenueError as error:
            log.warning("%s does not tell what accounts hold: %s", self._venue.name, error)
            return ReconcileReport(silent=(self._venue.name,))
        drifts, external = await self._note(before, wallets, holdings)
        booked = [await self._see_to(drift) for drift in drifts if drift.confirmed(self._now)]
        return ReconcileReport(differing=len(drifts), booked=sum(booked), external=external)

    async def _note(
        self,
        before: Sequence[Exposure],
        wallets: Collection[Wallet],
        holdings: Sequence[AccountHolding],
    ) -> tuple[Sequence[Drift], int]:
        name = self._venue.name
        async with self._units() as uow:
            seen = compare(before, await uow.reconciliation.live(name), holdings)
            await uow.reconciliation.note_external(name, wallets, seen.external, self._now)
            drifts = await uow.reconciliation.note_differences(name, seen.differences, self._now)
        return drifts, len(seen.external)

    async def _see_to(self, drift: Drift) -> bool:
        """Book a position that is gone, or raise the alarm; tell whether it was booked."""
        trades: Sequence[AccountTrade] | None = ()
        if not drift.difference.found:
            trades = await self._trades(drift.difference.position_id)
        async with self._units() as uow:
            resting = await self._resting(drift, uow)
            if resting is None:
                return False
            position, evidence = resting
            if not drift.difference.found and trades is not None:
                theirs = await uow.reconciliation.foreign(self._venue.name, trades)
                if await self._book(position, evidence, closing_fills(position, theirs), uow):
                    return True
                if self._now - drift.first_seen_at >= PATIENCE:
                    return await self._close_unknown(position, uow)
            if await uow.reconciliation.first_alarm(position.id, self._now):
                uow.emit(drift_alarm(position, drift, self._now))
        return False

    async def _trades(self, position_id: PositionId) -> Sequence[AccountTrade] | None:
        """Ask for the account's trades since a position opened; None when there is no answer."""
        async with self._units() as uow:
            position = (await uow.positions.lock([position_id]))[position_id]
        since = position.opened_at or position.created_at
        try:
            return await self._venue.trades(position.wallet, position.symbol, since)
        except VenueError as error:
            log.warning("%s does not tell trades of %s: %s", self._venue.name, position.id, error)
            return None

    async def _resting(self, drift: Drift, uow: UnitOfWork) -> tuple[Position, Evidence] | None:
        """Lock a position and return it, unless anything about it changed since the look."""
        position_id = drift.difference.position_id
        position = (await uow.positions.lock([position_id]))[position_id]
        evidence = (await uow.positions.evidence([position]))[position_id]
        return (position, evidence) if still_rests(position, evidence, drift.difference) else None

    async def _book(
        self, position: Position, evidence: Evidence, fills: Sequence[Fill], uow: UnitOfWork
    ) -> bool:
        """Store fills under an order that was never sent; the positions stage does the rest.

        The licence to exit is taken as for any exit, and its intent is told to nobody, so no
        stage sends an order for it.
        """
        if not fills:
            return False
        ending = Ending(reason=closing_reason(position, evidence))
        for intended in await uow.positions.begin_exits({position.id: ending}, self._now):
            planned = exit_order(intended, now=self._now)
            order = replace(
                planned, state=OrderState.FILLED, filled=planned.quantity, detail=FROM_OUTSIDE
            )
            await uow.orders.plan([order])
            for of, fill in await uow.orders.add_fills([(order, fill) for fill in fills]):
                uow.emit(order_filled(of, fill, at=self._now))
            return True
        return False

    async def _close_unknown(self, position: Position, uow: UnitOfWork) -> bool:
        closed = closed_unknown(position, self._now)
        await uow.positions.save([closed])
        uow.emit(position_closed(closed, self._now))
        return True
