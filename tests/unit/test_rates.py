"""What venues allow: never exceeded, the urgent first, and each wallet in its turn."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.rates.bucket import Want
from infra.rates.line import Ask, Line
from infra.rates.scheduler import HOLD, MOST, SLICE, Scheduler
from infra.rates.terms import SLACK, SPARE, WINDOW, Priority, terms
from tests.factories import a_wallet
from tests.factories_rates import busiest
from tests.reference_bucket import Level, LocalBucket, take

LIMIT = 1200
TERMS = terms(LIMIT, burst=0.25, kept=0.2)
RESERVE = TERMS.floor(Priority.OPEN)
PRIORITIES = st.sampled_from(Priority)
BURSTS = st.floats(min_value=0.05, max_value=0.9)


def _want(weight: int, priority: Priority = Priority.OPEN) -> Want:
    return Want(least=weight, most=weight, priority=priority)


@given(BURSTS, st.floats(min_value=0, max_value=0.5))
def test_a_full_bucket_and_what_runs_into_it_never_exceed_a_minutes_limit(
    burst: float, kept: float
) -> None:
    chosen = terms(LIMIT, burst=burst, kept=kept)
    most = chosen.capacity + chosen.per_second * (WINDOW + SLACK)
    assert most == pytest.approx(LIMIT - SPARE)
    floors = [chosen.floor(priority) for priority in Priority]
    assert floors == sorted(floors)
    assert floors[-1] <= chosen.capacity


def test_a_limit_that_leaves_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="spare"):
        terms(SPARE, burst=0.5, kept=0.2)


STEP = st.tuples(
    st.floats(min_value=0, max_value=20),
    st.integers(min_value=1, max_value=60),
    PRIORITIES,
    st.booleans(),
)


@given(st.lists(STEP, max_size=60))
def test_no_window_sees_more_than_the_limit_however_two_processes_ask(
    steps: list[tuple[float, int, Priority, bool]],
) -> None:
    bucket, now = LocalBucket(TERMS, 0.0), 0.0
    both, spent = (Scheduler(), Scheduler()), []
    for passed, weight, priority, which in steps:
        now += passed
        mine = both[which]
        mine.line.join(Ask(weight=weight, priority=priority))
        for _ in range(3):
            spent += [(now, ask.weight) for ask in _turn(mine, bucket, now)]
        for each in both:
            bucket.give_back(each.unused(now + HOLD / 2))
    assert busiest(spent) <= LIMIT


def _turn(scheduler: Scheduler, bucket: LocalBucket, now: float) -> list[Ask]:
    served = scheduler.serve(now)
    if want := scheduler.want():
        scheduler.receive(want, bucket.take_at(want, now).granted, now)
    return served + scheduler.serve(now)


@given(st.lists(st.tuples(st.integers(min_value=1, max_value=300), PRIORITIES), max_size=50))
def test_what_is_kept_back_is_there_for_exits(asked: list[tuple[int, Priority]]) -> None:
    bucket = LocalBucket(TERMS, 0.0)
    for weight, priority in asked:
        taken = bucket.take_at(_want(weight, priority), 0.0)
        assert taken.granted == 0 or taken.level >= TERMS.floor(priority)
    urgent = sum(weight for weight, priority in asked if priority < Priority.OPEN)
    left = bucket.take_at(Want(least=1, most=RESERVE, priority=Priority.CLOSE), 0.0).granted
    assert left >= min(RESERVE, RESERVE - urgent)


def test_an_empty_bucket_tells_when_to_ask_again() -> None:
    bucket = LocalBucket(TERMS, 0.0)
    bucket.take_at(_want(TERMS.capacity, Priority.CLOSE), 0.0)
    wait = bucket.take_at(_want(10), 0.0).wait
    assert bucket.take_at(_want(10), wait - 0.01).granted == 0
    assert bucket.take_at(_want(10), wait + 0.01).granted == 10


def test_a_bucket_that_is_shut_gives_nothing_to_anybody_until_it_is_open() -> None:
    bucket = LocalBucket(TERMS, 0.0)
    bucket.shut_at(0.0, 30.0)
    taken = bucket.take_at(_want(1, Priority.CLOSE), 29.0)
    assert taken.granted == 0
    assert taken.wait == pytest.approx(1.0)
    assert bucket.take_at(_want(1, Priority.CLOSE), 30.0).granted == 1


def test_a_clock_that_goes_back_fills_no_bucket() -> None:
    level = Level(amount=0.0, at=100.0, shut_until=0.0)
    left, taken = take(level, TERMS, _want(1), 50.0)
    assert (taken.granted, left) == (0, level)


@given(st.lists(st.tuples(PRIORITIES, st.integers(min_value=1, max_value=5)), min_size=1))
def test_the_most_urgent_are_served_first_and_each_wallet_in_its_own_order(
    joined: list[tuple[Priority, int]],
) -> None:
    line = Line()
    asks = [Ask(weight=1, priority=p, wallet=a_wallet(n)) for p, n in joined]
    for ask in asks:
        line.join(ask)
    served = _all_served(line)
    assert [ask.priority for ask in served] == sorted(ask.priority for ask in asks)
    for wallet in {ask.wallet for ask in asks}:
        for priority in Priority:
            mine = [a for a in asks if (a.wallet, a.priority) == (wallet, priority)]
            assert [a for a in served if (a.wallet, a.priority) == (wallet, priority)] == mine


@given(st.lists(st.integers(min_value=1, max_value=6), min_size=1, max_size=80))
def test_no_wallet_is_passed_by_twice_while_it_waits(wallets: list[int]) -> None:
    line = Line()
    for n in wallets:
        line.join(Ask(weight=1, priority=Priority.OPEN, wallet=a_wallet(n)))
    order = [ask.wallet for ask in _all_served(line)]
    counts = Counter(order)
    for mine in counts:
        turns = [n for n, wallet in enumerate(order) if wallet == mine]
        for before, after in zip([-1, *turns], turns, strict=False):
            assert all(seen <= 1 for seen in Counter(order[before + 1 : after]).values())


def _all_served(line: Line) -> list[Ask]:
    served = []
    while ask := line.first():
        line.serve(ask)
        served.append(ask)
    return served


def test_who_leaves_is_not_served_and_who_was_served_has_left() -> None:
    line = Line()
    one, other = (Ask(weight=3, priority=Priority.READ) for _ in range(2))
    line.join(one)
    line.join(other)
    line.leave(one)
    assert (line.first(), line.weight(Priority.READ)) == (other, 3)
    line.serve(other)
    line.leave(other)
    assert (line.first(), line.weight(Priority.READ)) == (None, 0)
    assert sum(line.waiting().values()) == 0


def test_a_few_entries_take_a_slice_and_exits_only_what_they_need() -> None:
    entries, exits = Scheduler(), Scheduler()
    entries.line.join(Ask(weight=1, priority=Priority.OPEN))
    exits.line.join(Ask(weight=1, priority=Priority.CLOSE))
    assert entries.want() == Want(least=1, most=SLICE, priority=Priority.OPEN)
    assert exits.want() == Want(least=1, most=1, priority=Priority.CLOSE)
    for _ in range(500):
        exits.line.join(Ask(weight=1, priority=Priority.CLOSE))
    assert exits.want() == Want(least=1, most=MOST, priority=Priority.CLOSE)


def test_what_was_taken_for_exits_serves_no_entry_and_the_other_way_round_it_does() -> None:
    scheduler = Scheduler()
    entry = Ask(weight=2, priority=Priority.OPEN)
    scheduler.line.join(entry)
    scheduler.receive(_want(5, Priority.CLOSE), 5, 0.0)
    assert scheduler.serve(0.0) == []
    scheduler.line.leave(entry)
    exit_ = Ask(weight=6, priority=Priority.CLOSE)
    scheduler.line.join(exit_)
    scheduler.receive(_want(5), 5, 0.0)
    assert scheduler.serve(0.0) == [exit_]
    assert scheduler.in_hand(Priority.OPEN) == 4


def test_what_was_held_too_long_serves_nobody_and_is_returned() -> None:
    scheduler = Scheduler()
    scheduler.receive(_want(5), 5, 0.0)
    scheduler.receive(_want(5), 5, HOLD / 2)
    assert scheduler.unused(HOLD / 2) == 0
    scheduler.line.join(Ask(weight=1, priority=Priority.OPEN))
    assert scheduler.serve(HOLD) == []
    assert scheduler.unused(HOLD) == 10
