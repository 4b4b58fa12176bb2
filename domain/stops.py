"""Stops that rest at a venue: what should rest for a position, and what is to be done about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID, uuid5

from contracts.alarms import AlarmKind, AlarmRaised
from contracts.base import lineage
from contracts.intents import ExitReason
from contracts.market import PositionId
from domain.ports.venue import Market, RestingStop
from domain.positions import Position, PositionStatus

SOON = timedelta(seconds=2)
"""How far apart two looks at one position are at least, and the first delay after a failure."""
ONCE_LOST = timedelta(milliseconds=500)
"""The first delay after a request whose answer was lost."""
LATEST = timedelta(seconds=60)
"""The longest delay between two tries at a stop that does not come to rest."""
VERIFY = timedelta(seconds=120)
"""After how long a stop that rested is looked at again, when nothing speaks for it earlier."""
CLOSING = timedelta(seconds=5)
"""How far apart looks are while an exit is decided and not done."""
LATE = timedelta(seconds=60)
"""How long a request for a stop may yet arrive at its venue."""


class StopState(StrEnum):
    """Where a stop of ours stands; the last three are final."""

    PLACING = "PLACING"
    """It was asked for, or is about to be; only the venue can tell whether it rests."""
    RESTING = "RESTING"
    FILLED = "FILLED"
    GONE = "GONE"
    """It was taken away: by us, by its owner, or by the venue."""
    REFUSED = "REFUSED"


LIVE = frozenset({StopState.PLACING, StopState.RESTING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One stop of ours: the n-th of its position."""

    position_id: PositionId
    n: int
    state: StopState
    trigger_price: Decimal
    quantity: Decimal
    placed_at: datetime
    confirmed_at: datetime | None = None
    detail: str = ""

    @property
    def client_order_id(self) -> UUID:
        """Name the stop as the venue is told it: the same stop always has the same name."""
        return stop_name(self.position_id, self.n)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """How a position has been guarded so far.

    `price` and `quantity` are what a stop rests for, None while none does; `naked_since` is None
    while one does.
    """

    position_id: PositionId
    naked_since: datetime | None
    next_look_at: datetime
    retry_at: datetime
    last_stop: int = 0
    price: Decimal | None = None
    quantity: Decimal | None = None
    naked_seconds: Decimal = Decimal(0)
    failures: int = 0
    looked_at: datetime | None = None
    over_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """A position, how it is guarded, and those stops of it that may rest."""

    position: Position
    guard: Guard
    stops: tuple[Stop, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What a look showed of one position's stops.

    `confirmed` rest as they should; `missing` were to rest and do not; `surplus` rest and are of
    no use any more. All are ours: what others let rest is not seen here.
    """

    confirmed: tuple[Stop, ...] = ()
    missing: tuple[Stop, ...] = ()
    surplus: tuple[RestingStop, ...] = ()


def stop_name(position_id: PositionId, n: int) -> UUID:
    """Name the n-th stop of a position."""
    return uuid5(position_id, f"stop/{n}")


def begun(position: Position, now: datetime) -> Guard:
    """Begin to guard a position; it has been naked since its first fill."""
    since = position.opened_at or now
    return Guard(position_id=position.id, naked_since=since, next_look_at=now, retry_at=now)


def wants_while_closing(guarded: Guarded) -> bool:
    """Tell whether a position wants a stop although its exit is under way, which may take long.

    It does while none ever rested, unless the price is past it. One that rested and is gone was
    taken away with the position, of which we hear soon.
    """
    position = guarded.position
    is_past = position.closing_reason is ExitReason.HARD_STOP_LOSS
    was_never_guarded = guarded.guard.naked_since == position.opened_at
    return bool(position.quantity) and was_never_guarded and not is_past


def fits(stop: Stop, position: Position, market: Market) -> bool:
    """Tell whether a stop is for what a position wants, to within a tick and a lot."""
    if position.watch is None:
        return False
    is_priced = abs(stop.trigger_price - position.watch.hard_stop_price) < market.tick
    return is_priced and abs(stop.quantity - position.quantity) < market.lot


def sight(guarded: Guarded, shown: Sequence[RestingStop], market: Market) -> Sight:
    """Compare the stops of a position with what its venue shows.

    While the position is open, the newest that fits stays and the others are surplus, but only
    once it is known to rest: until then an older one is better than none. While an exit is under
    way all of them stay, and once the position is over none does.
    """
    position = guarded.position
    at = {each.client_order_id: each for each in shown if each.client_order_id is not None}
    confirmed = tuple(stop for stop in guarded.stops if stop.client_order_id in at)
    missing = tuple(stop for stop in guarded.stops if stop.client_order_id not in at)
    fitting = [stop for stop in confirmed if fits(stop, position, market)]
    ours = _ours(guarded, at)
    if position.status.ended:
        surplus = tuple(ours.values())
    elif position.status is PositionStatus.OPEN and fitting:
        keep = max(fitting, key=lambda stop: stop.n).n
        surplus = tuple(each for n, each in ours.items() if n != keep)
    else:
        surplus = ()
    return Sight(confirmed=confirmed, missing=missing, surplus=surplus)


def next_stop(guarded: Guarded, now: datetime) -> Stop:
    """Write the stop that a position wants now. Raises ValueError for one that is not watched."""
    position = guarded.position
    if position.watch is None:
        raise ValueError(f"position {position.id} is not watched, so it wants no stop")
    return Stop(
        position_id=position.id,
        n=guarded.guard.last_stop + 1,
        state=StopState.PLACING,
        trigger_price=position.watch.hard_stop_price,
        quantity=position.quantity,
        placed_at=now,
    )


def seen_resting(stop: Stop, now: datetime) -> Stop:
    """Take note that the venue lets a stop rest."""
    return replace(stop, state=StopState.RESTING, confirmed_at=stop.confirmed_at or now)


def missed(stop: Stop, now: datetime) -> Stop:
    """Take note that a stop neither rests nor traded: it is gone, unless it may yet arrive."""
    if stop.state is StopState.PLACING and now < stop.placed_at + LATE:
        return stop
    return replace(stop, state=StopState.GONE, detail="it was not there any more")


def covered(guard: Guard, stop: Stop, position: Position, now: datetime) -> Guard:
    """Take note that a stop is known to rest for what a position wants.

    The wanted numbers are kept, not the stop's: within a tick and a lot they are the same.
    """
    watch, pause = position.watch, SOON if position.closing_reason is None else CLOSING
    return replace(
        _accounted(guard, now),
        price=watch.hard_stop_price if watch else stop.trigger_price,
        quantity=position.quantity,
        naked_since=None,
        failures=0,
        looked_at=now,
        next_look_at=now + VERIFY,
        retry_at=now + pause,
    )


def uncovered(guard: Guard, position: Position, now: datetime) -> Guard:
    """Take note that nothing rests; it counts as naked since a stop was last known to rest.

    While an exit is under way it counts from now: a venue takes stops away with what they guard,
    so what is gone then tells of an exit that we have yet to hear of, and of no gap before it.
    """
    last = guard.looked_at if position.status is PositionStatus.OPEN else None
    since = guard.naked_since or last or now
    return replace(guard, price=None, quantity=None, naked_since=since)


def failed(guard: Guard, now: datetime, *, lost: bool = False) -> Guard:
    """Try again later, after each failure in a row twice as late, up to a bound.

    Where only the answer was `lost` the stop may well rest, so it is looked for sooner.
    """
    failures, first = guard.failures + 1, ONCE_LOST if lost else SOON
    delay = min(first * (1 << min(failures - 1, 10)), LATEST)
    return replace(guard, failures=failures, retry_at=now + delay)


def waiting(guard: Guard, now: datetime) -> Guard:
    """Look again soon; nothing is known to be wrong."""
    return replace(guard, looked_at=now, retry_at=now + SOON, next_look_at=now + VERIFY)


def closing(guard: Guard, now: datetime) -> Guard:
    """Look again in a while: an exit is under way, and whatever rests stays until it is done."""
    return replace(guard, looked_at=now, retry_at=now + CLOSING, next_look_at=now + CLOSING)


def finished(guarded: Guarded, now: datetime) -> Guard:
    """Stop guarding a position that is over, unless a stop asked for may yet arrive."""
    until = guarded.position.closed_at or now
    guard = _accounted(guarded.guard, until)
    late = [s for s in guarded.stops if s.state is StopState.PLACING and now < s.placed_at + LATE]
    if late:
        return waiting(guard, now)
    return replace(guard, over_at=now, price=None, quantity=None, naked_since=None, looked_at=now)


def naked_alarm(position: Position, n: int, detail: str, now: datetime) -> AlarmRaised:
    """Ask a person to look at a position whose stop does not come to rest; once for a stop."""
    return AlarmRaised(
        **lineage(position.id, f"stop/{n}/naked", trace_id=position.trace_id, at=now),
        kind=AlarmKind.NAKED_POSITION,
        subject=f"{position.venue}/{position.symbol}",
        detail=f"position {position.id} has no stop at its venue: {detail}",
    )


def _accounted(guard: Guard, until: datetime) -> Guard:
    if guard.naked_since is None or guard.naked_since >= until:
        return guard
    span = Decimal((until - guard.naked_since) // timedelta(microseconds=1)) / 1_000_000
    return replace(guard, naked_seconds=guard.naked_seconds + span, naked_since=until)


def _ours(guarded: Guarded, at: Mapping[UUID, RestingStop]) -> Mapping[int, RestingStop]:
    """Find every stop of a position that its venue shows, even those we took for gone."""
    names = {n: stop_name(guarded.position.id, n) for n in range(1, guarded.guard.last_stop + 1)}
    return {n: at[name] for n, name in names.items() if name in at}
