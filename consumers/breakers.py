"""Breakers at work: results that fell too far raise their halts, in one transaction."""

from collections.abc import Sequence
from datetime import datetime

from domain.breakers import Breaker, Trip, looked_at, looked_lately, trip_alarm
from domain.policy import Policy
from domain.ports.unit_of_work import UnitOfWork
from domain.risk import day_of
from domain.risk_limits import LimitName, Limits

RAISED_BY = "breaker"


async def trip_breakers(uow: UnitOfWork, policy: Policy, now: datetime) -> int:
    """Look at the results that a drawdown limit holds for; return how many halts were raised."""
    limits = Limits.of(policy.limits, await uow.risk.limits())
    scopes = limits.scopes({LimitName.DRAWDOWN})
    if not scopes:
        return 0
    before = await uow.risk.breakers()
    if looked_lately(before, now):
        return 0
    results = await uow.risk.results(scopes, day_of(now))
    standing = frozenset(halt.id for halt in await uow.halts.in_force())
    return await _keep(
        looked_at(results, before, limits, standing=standing, now=now), uow, policy, now
    )


async def _keep(
    found: Sequence[Breaker | Trip], uow: UnitOfWork, policy: Policy, now: datetime
) -> int:
    trips = [each for each in found if isinstance(each, Trip)]
    for trip in trips:
        await uow.halts.raise_halt(trip.halt, RAISED_BY, now)
        uow.emit(trip_alarm(trip, policy.network, now))
    await uow.risk.save_breakers(
        [each.breaker if isinstance(each, Trip) else each for each in found]
    )
    return len(trips)
