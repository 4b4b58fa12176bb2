"""Stops out: each open position has one resting at its venue, wherever venues let stops rest.

A stop is stored before it is asked for, so that a crash in between leads to looking at the venue
and never to asking blindly. Venues are called outside of transactions.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import reduce

from contracts.market import VenueName, Wallet
from domain.errors import VenueError
from domain.policy import Policy
from domain.ports.unit_of_work import UnitsOfWork
from domain.ports.venue import RestingStop, Rests, Venue
from domain.stops import Guarded
from producers.guarding import Keeper, StopReport

log = logging.getLogger(__name__)

AT_ONCE = 50
"""How many positions of a venue one round takes at most; it sees to them all at the same time."""


async def keep_stops(
    venues: Mapping[VenueName, Venue], units: UnitsOfWork, now: datetime, policy: Policy
) -> StopReport:
    """See to the stops of all positions once; any number may do so at the same time.

    Venues where no stop can rest are left out: there our own watching is the stop.
    """
    report = StopReport()
    for name, venue in venues.items():
        if isinstance(venue, Rests):
            report = report.plus(await _keep(name, venue, units, now, policy))
    return report


async def _keep(
    name: VenueName, venue: Venue, units: UnitsOfWork, now: datetime, policy: Policy
) -> StopReport:
    async with units() as uow:
        await uow.stops.begin(name, now)
        found = await uow.stops.claim(name, now, lease=policy.lease, limit=AT_ONCE)
        keys = await uow.signers.for_wallets(name, {each.position.wallet for each in found})
        markets = await uow.markets.tradable({each.position.symbol for each in found}, [name])
    if not found or not isinstance(venue, Rests):
        return StopReport()
    shown = await _shown(name, venue, found)
    rules = {symbol: at[name] for symbol, at in markets.items() if name in at}
    keeper = Keeper(venue, units, policy, now=now, keys=keys, markets=rules)

    async def keep(guarded: Guarded) -> StopReport:
        rests = None if shown is None else shown.get(guarded.position.wallet, ())
        return await keeper.keep(guarded, rests)

    reports = await asyncio.gather(*map(keep, found))
    return reduce(StopReport.plus, reports, StopReport())


async def _shown(
    name: VenueName, rests: Rests, found: Sequence[Guarded]
) -> Mapping[Wallet, Sequence[RestingStop]] | None:
    """Ask what rests for accounts that stops of ours were asked for; None without an answer."""
    wallets = {each.position.wallet for each in found if each.guard.last_stop}
    try:
        told = await rests.stops(wallets) if wallets else ()
    except VenueError as error:
        log.warning("%s does not tell what stops rest: %s", name, error)
        return None
    shown: dict[Wallet, list[RestingStop]] = defaultdict(list)
    for stop in told:
        shown[stop.wallet].append(stop)
    return shown
