"""Breakers: a day's result that falls too far from its highest raises a halt, once an episode.

The result is that of the UTC day: what closed positions came to, and what open ones are worth
more or less than at entry by the last marks. A halt stays until a person lifts it; from then on
the fall is measured from where the result is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from contracts.alarms import AlarmKind, AlarmRaised
from contracts.base import lineage
from contracts.market import Network, Usd
from domain.halts import Halt, HaltScope, HaltStrength
from domain.risk import day_of
from domain.risk_limits import LimitName, Limits, LimitScope, Target

LOOK_EVERY = timedelta(seconds=10)
"""How often a breaker looks at the results."""
BREAKERS = UUID("6a0c54b8-1d0e-5a5f-9a39-7d2f0d6c1b11")
"""The namespace that the ids of their halts are derived in."""
_SCOPES = {
    LimitScope.PLATFORM: HaltScope.GLOBAL,
    LimitScope.AGENT: HaltScope.AGENT,
    LimitScope.WALLET: HaltScope.WALLET,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaker:
    """How high the result of a target has been on a day, and the halt it led to since."""

    target: Target
    day: datetime
    peak: Usd
    looked_at: datetime
    halt_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """A breaker that fell, the halt it raises, and the words for it."""

    breaker: Breaker
    halt: Halt


def looked_lately(breakers: Iterable[Breaker], now: datetime) -> bool:
    """Tell whether somebody looked so lately that it need not be done again."""
    return any(now - each.looked_at < LOOK_EVERY for each in breakers)


def looked_at(
    results: Mapping[Target, Usd],
    breakers: Iterable[Breaker],
    limits: Limits,
    *,
    standing: frozenset[UUID],
    now: datetime,
) -> Sequence[Breaker | Trip]:
    """Look at every result that a drawdown limit holds for; `standing` are halts in force."""
    before = {each.target: each for each in breakers}
    found: list[Breaker | Trip] = []
    for target, result in results.items():
        limit = limits.on(LimitName.DRAWDOWN, target)
        if limit is not None:
            breaker = _followed(before.get(target), target, result, standing, now)
            found.append(_tripped(breaker, result, limit, now))
    return found


def trip_alarm(trip: Trip, network: Network, now: datetime) -> AlarmRaised:
    """Tell of a halt that a breaker raised."""
    halt = trip.halt
    episode = uuid5(halt.id, f"alarm/{network}")
    return AlarmRaised(
        **lineage(episode, "alarm", trace_id=episode, at=now),
        kind=AlarmKind.BREAKER_TRIPPED,
        subject=f"{halt.scope}/{halt.target or network}",
        detail=f"halt {halt.id}: {halt}",
    )


def _followed(
    before: Breaker | None,
    target: Target,
    result: Usd,
    standing: frozenset[UUID],
    now: datetime,
) -> Breaker:
    """Carry the peak on; it starts anew with the day, and when a person has lifted the halt."""
    if before is not None and before.halt_id in standing:
        return replace(before, looked_at=now)
    day = day_of(now)
    if before is None:
        return Breaker(target=target, day=day, peak=max(result, Decimal(0)), looked_at=now)
    starts_anew = before.day != day or before.halt_id is not None
    peak = result if starts_anew else max(before.peak, result)
    return Breaker(target=target, day=day, peak=peak, looked_at=now)


def _tripped(breaker: Breaker, result: Usd, limit: Decimal, now: datetime) -> Breaker | Trip:
    fallen = breaker.peak - result
    if breaker.halt_id is not None or fallen <= 0 or fallen < limit:
        return breaker
    scope, name = breaker.target
    reason = (
        f"the day's result fell {fallen:,.2f} USD from {breaker.peak:,.2f}"
        f" to {result:,.2f}, at most {limit:,.2f}"
    )
    halt = Halt(
        id=uuid5(BREAKERS, f"{scope}/{name}/{now.isoformat()}"),
        scope=_SCOPES[scope],
        target=None if scope is LimitScope.PLATFORM else name,
        strength=HaltStrength.REDUCE_ONLY,
        reason=reason,
    )
    return Trip(breaker=replace(breaker, halt_id=halt.id), halt=halt)
