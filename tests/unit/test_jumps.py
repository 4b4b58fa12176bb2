"""Jumps: nothing acts on a price that leapt until it is seen again, and then it does."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contracts.alarms import AlarmKind
from contracts.market import Network, VenueName
from contracts.positions import PriceMarked
from domain.jumps import Doubt, Judged, Jumps, Known, judge, jump_alarm
from domain.markets import marked
from domain.ports.venue import Quote
from tests.factories import NOON

RULES = Jumps()
MAX_AGE = timedelta(seconds=30)
PAPER, GMX = VenueName.PAPER, VenueName.GMX
BTC = (PAPER, "BTC")


def a_mark(price: str, second: float, venue: VenueName = PAPER) -> PriceMarked:
    seen_at = NOON + timedelta(seconds=second)
    return marked(venue, Quote(symbol="BTC", price=Decimal(price), seen_at=seen_at))


def known(price: str = "100", second: float = 0, doubt: Doubt | None = None) -> Known:
    seen_at = NOON + timedelta(seconds=second)
    return Known(price=Decimal(price), seen_at=seen_at, doubt=doubt)


def judged(*marks: PriceMarked, before: dict[tuple[VenueName, str], Known] | None = None) -> Judged:
    seen = {BTC: known()} if before is None else before
    return judge(marks, seen, rules=RULES, max_age=MAX_AGE)


def follow(*marks: PriceMarked, start: Known | None = None) -> tuple[list[Decimal], Known]:
    """Let marks of one market come one by one, and return what was believed, and what is known."""
    now, believed = start or known(), []
    for mark in marks:
        found = judged(mark, before={BTC: now})
        if found.believed and mark.seen_at > now.seen_at:
            now = Known(price=mark.price, seen_at=mark.seen_at)
            believed.append(mark.price)
        elif not found.believed:
            now = Known(price=now.price, seen_at=now.seen_at, doubt=found.doubts[BTC])
    return believed, now


@pytest.mark.parametrize("price", ["100", "130", "70"])
def test_a_price_within_thirty_percent_is_believed_at_once(price: str) -> None:
    found = judged(a_mark(price, 1))

    assert [mark.price for mark in found.believed] == [Decimal(price)]
    assert not found.doubts


@pytest.mark.parametrize("price", ["130.01", "69.99", "1000", "10", "0.000001", "100000"])
def test_a_price_further_away_is_doubted(price: str) -> None:
    mark = a_mark(price, 1)
    found = judged(mark)

    assert found.believed == ()
    assert found.begun == (mark,)
    assert found.doubts[BTC] == Doubt(
        price=Decimal(price),
        since=mark.seen_at,
        agreed_since=mark.seen_at,
        at=mark.seen_at,
        looks=1,
    )


def test_the_first_price_of_a_market_has_nothing_to_differ_from() -> None:
    assert judged(a_mark("5", 1), before={}).believed


def test_an_older_mark_is_let_through_to_change_nothing() -> None:
    assert judged(a_mark("1", 0)).believed


@pytest.mark.parametrize(
    ("theirs", "age", "believed"),
    [("55", 5, True), ("50", 5, True), ("44", 5, False), ("100", 5, False), ("50", 40, False)],
)
def test_a_fresh_price_of_another_venue_that_agrees_is_a_second_source(
    theirs: str, age: float, believed: bool
) -> None:
    before = {BTC: known(second=-60), (GMX, "BTC"): known(theirs, 1 - age)}

    assert bool(judged(a_mark("50", 1), before=before).believed) is believed


def test_two_venues_that_jump_together_second_each_other() -> None:
    before = {BTC: known(), (GMX, "BTC"): known()}

    found = judged(a_mark("50", 1), a_mark("51", 1, GMX), before=before)

    assert len(found.believed) == 2


def test_what_another_venue_is_doubted_for_is_a_second_source_too() -> None:
    first = judged(a_mark("51", 1, GMX), before={(GMX, "BTC"): known()})
    before = {BTC: known(), (GMX, "BTC"): known(doubt=first.doubts[GMX, "BTC"])}

    assert judged(a_mark("50", 2), before=before).believed


def test_a_venue_is_no_second_source_for_itself() -> None:
    _, now = follow(a_mark("50", 1))

    assert judged(a_mark("50", 2), before={BTC: now}).believed == ()


def test_three_looks_that_agree_for_five_seconds_are_believed() -> None:
    marks = [a_mark("50", 1), a_mark("51", 3), a_mark("50", 5), a_mark("52", 6)]

    assert follow(*marks) == ([Decimal(52)], known("52", 6))


def test_two_looks_are_not_enough_however_far_apart_below_the_bound() -> None:
    believed, now = follow(a_mark("50", 1), a_mark("50", 50))

    assert believed == []
    assert now.doubt is not None
    assert now.doubt.looks == 2


def test_looks_that_do_not_agree_start_the_count_anew() -> None:
    _, now = follow(a_mark("50", 1), a_mark("50", 4), a_mark("20", 7))

    assert now.doubt is not None
    assert (now.doubt.looks, now.doubt.since) == (1, NOON + timedelta(seconds=1))


def test_a_mark_told_twice_is_one_look() -> None:
    mark = a_mark("50", 1)

    _, now = follow(mark, mark, mark)

    assert now.doubt is not None
    assert now.doubt.looks == 1


def test_a_price_that_comes_back_ends_the_doubt() -> None:
    believed, now = follow(a_mark("5", 1), a_mark("101", 2), a_mark("5", 3))

    assert believed == [Decimal(101)]
    assert now.doubt is not None
    assert now.doubt.since == NOON + timedelta(seconds=3)


def test_a_doubt_goes_on_without_beginning_again() -> None:
    _, now = follow(a_mark("50", 1))

    assert judged(a_mark("50", 2), before={BTC: now}).begun == ()


@pytest.mark.parametrize("silence", [61, 3600, 86400])
def test_a_feed_that_was_away_in_doubt_is_believed_when_it_is_back(silence: int) -> None:
    believed, _ = follow(a_mark("50", 1), a_mark("20", 1 + silence))

    assert believed == [Decimal(20)]


def test_the_alarm_of_a_doubt_is_one_and_tells_both_prices() -> None:
    mark = a_mark("50", 1)
    alarms = {jump_alarm(mark, known(), Network.PAPER, NOON).id for _ in range(2)}
    alarm = jump_alarm(mark, known(), Network.PAPER, NOON)

    assert alarms == {alarm.id}
    assert (alarm.kind, alarm.subject) == (AlarmKind.PRICE_JUMPED, "PAPER/BTC")
    assert alarm.detail.startswith("50 after 100")


prices = st.decimals(min_value="0.01", max_value=100_000, places=2)


@given(st.lists(st.tuples(prices, st.integers(1, 30)), min_size=1, max_size=40))
def test_whatever_a_feed_says_it_is_never_doubted_for_longer_than_the_bound(
    told: list[tuple[Decimal, int]],
) -> None:
    second, now, last = 0, known(), NOON
    for price, gap in told:
        second += gap
        mark = a_mark(str(price), second)
        believed, now = follow(mark, start=now)
        if believed:
            last = mark.seen_at
        elif now.doubt is not None:
            assert now.doubt.at - now.doubt.since < RULES.longest
            assert now.doubt.since > last


@given(st.lists(prices, min_size=1, max_size=20), st.integers(1, 20))
def test_no_price_acts_that_leapt_alone(told: list[Decimal], gap: int) -> None:
    assume(all(abs(b - a) > a * RULES.share for a, b in pairwise(told)))
    marks = [a_mark(str(price), gap * n) for n, price in enumerate(told, 1)]
    assume(gap * len(marks) < RULES.longest.total_seconds())

    believed, _ = follow(*marks)

    assert all(abs(price - 100) <= 30 for price in believed[:1])


@given(prices, st.integers(3, 30))
def test_a_true_jump_acts_in_the_end_and_stays(price: Decimal, gap: int) -> None:
    believed, now = follow(*(a_mark(str(price), gap * n) for n in range(1, 5)))

    assert believed[-1:] == [price]
    assert now.doubt is None
