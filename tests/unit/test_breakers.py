"""Breakers: a fall from the day's highest raises one halt, and a person's lift starts anew."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.alarms import AlarmKind
from contracts.market import Network
from domain.breakers import LOOK_EVERY, Breaker, Trip, looked_at, looked_lately, trip_alarm
from domain.halts import HaltScope, HaltStrength
from domain.risk_limits import EVERY, Limit, LimitName, Limits, LimitScope, Target
from tests.factories import NOON, a_wallet, an_id

PLATFORM: Target = (LimitScope.PLATFORM, EVERY)
LIMITS = Limits.of(
    {},
    [
        Limit(scope=scope, name=LimitName.DRAWDOWN, value=Decimal(100))
        for scope in (LimitScope.PLATFORM, LimitScope.AGENT, LimitScope.WALLET)
    ],
)


def look(
    result: int | Decimal,
    before: Breaker | None = None,
    *,
    target: Target = PLATFORM,
    standing: frozenset[UUID] = frozenset(),
    minutes: int = 0,
) -> Breaker | Trip:
    now = NOON + timedelta(minutes=minutes)
    known = [] if before is None else [before]
    [found] = looked_at({target: Decimal(result)}, known, LIMITS, standing=standing, now=now)
    return found


def followed(*results: int) -> Breaker | Trip:
    """Look at results in turn, as long as none trips."""
    before: Breaker | None = None
    for minute, result in enumerate(results):
        found = look(result, before, minutes=minute)
        if isinstance(found, Trip):
            return found
        before = found
    assert before is not None
    return before


def trip(*results: int) -> Trip:
    found = followed(*results)
    assert isinstance(found, Trip)
    return found


def peak(found: Breaker | Trip) -> Decimal:
    assert isinstance(found, Breaker)
    return found.peak


@pytest.mark.parametrize(
    ("results", "trips"),
    [
        ((-99,), False),
        ((-100,), True),
        ((50, -49), False),
        ((50, -50), True),
        ((50, 500, 401), False),
        ((50, 500, 400), True),
        ((0, 0, 0), False),
    ],
)
def test_it_trips_when_the_result_falls_the_whole_limit_from_its_highest(
    results: Sequence[int], trips: bool
) -> None:
    assert isinstance(followed(*results), Trip) is trips


def test_winning_never_trips_it() -> None:
    assert peak(followed(*range(0, 100_000, 5_000))) == 95_000


@pytest.mark.parametrize(
    ("target", "scope", "name"),
    [
        (PLATFORM, HaltScope.GLOBAL, None),
        ((LimitScope.AGENT, str(an_id("agent"))), HaltScope.AGENT, str(an_id("agent"))),
        ((LimitScope.WALLET, a_wallet(1)), HaltScope.WALLET, a_wallet(1)),
    ],
)
def test_its_halt_stops_what_it_counted_and_tells_the_numbers(
    target: Target, scope: HaltScope, name: str | None
) -> None:
    found = look(-250, target=target)

    assert isinstance(found, Trip)
    halt = found.halt
    assert (halt.scope, halt.target, halt.strength) == (scope, name, HaltStrength.REDUCE_ONLY)
    assert halt.reason == ("the day's result fell 250.00 USD from 0.00 to -250.00, at most 100.00")
    alarm = trip_alarm(found, Network.PAPER, NOON)
    assert alarm.kind is AlarmKind.BREAKER_TRIPPED
    assert str(halt.id) in alarm.detail
    assert alarm.subject == f"{scope}/{name or 'paper'}"
    assert alarm.id == trip_alarm(found, Network.PAPER, NOON).id


def test_while_its_halt_is_in_force_it_raises_no_other() -> None:
    tripped = trip(0, -150)

    again = look(-900, tripped.breaker, standing=frozenset({tripped.halt.id}), minutes=5)

    assert isinstance(again, Breaker)
    assert again.halt_id == tripped.halt.id
    assert again.looked_at == NOON + timedelta(minutes=5)


def test_after_a_person_lifted_it_the_fall_is_measured_from_where_the_result_is() -> None:
    tripped = trip(0, -150)

    calm = look(-150, tripped.breaker, minutes=5)
    assert isinstance(calm, Breaker)
    assert calm.halt_id is None
    assert calm.peak == -150
    assert isinstance(look(-249, calm, minutes=6), Breaker)
    again = look(-250, calm, minutes=6)
    assert isinstance(again, Trip)
    assert again.halt.id != tripped.halt.id


def test_a_new_day_starts_from_what_is_carried_into_it() -> None:
    yesterday = followed(900)
    assert isinstance(yesterday, Breaker)

    today = look(-700, yesterday, minutes=24 * 60)

    assert peak(today) == -700


def test_what_no_limit_holds_for_is_not_watched() -> None:
    results = {PLATFORM: Decimal(-(10**6))}

    assert looked_at(results, [], Limits(), standing=frozenset(), now=NOON) == []


def test_somebody_who_looked_lately_need_not_look_again() -> None:
    before = followed(5)
    assert isinstance(before, Breaker)

    assert looked_lately([before], NOON + LOOK_EVERY - timedelta(microseconds=1))
    assert not looked_lately([before], NOON + LOOK_EVERY)
    assert not looked_lately([], NOON)


@given(st.lists(st.integers(-300, 300), min_size=1, max_size=20))
def test_it_trips_just_when_a_fall_reaches_the_limit(results: list[int]) -> None:
    highest, falls = 0, []
    for result in results:
        highest = max(highest, result)
        falls.append(highest - result)

    assert isinstance(followed(*results), Trip) is (max(falls) >= 100)
