"""When a position ends: the prices of the acceptance scenarios, and the rules behind them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.intents import ExitReason
from contracts.market import Basis, RiskPlan, Side
from domain.exits import Terms, Watch, advance, exit_due, rebased, watch_from

D = Decimal
PRICES = st.decimals(min_value="0.0001", max_value="1000000", places=6)
PLANS = st.builds(
    RiskPlan,
    hard_stop=st.decimals(min_value="0.01", max_value="0.9", places=3),
    trail_activation=st.none() | st.decimals(min_value="0.01", max_value="0.9", places=3),
    trail_distance=st.decimals(min_value="0.001", max_value="0.5", places=3),
    take_profit=st.none() | st.decimals(min_value="0.01", max_value="3", places=3),
    basis=st.sampled_from(Basis),
)
LEVERAGES = st.sampled_from([D(1), D(3), D("2.5"), D(10)])
TERMS = st.builds(Terms, side=st.sampled_from(Side), plan=PLANS, leverage=LEVERAGES)


def terms(side: Side = Side.LONG, leverage: str = "1", **plan: object) -> Terms:
    return Terms(side=side, plan=RiskPlan.model_validate(plan), leverage=D(leverage))


def walk(of: Terms, entry: str, *prices: str) -> tuple[Watch, list[ExitReason | None]]:
    """Show a position some prices, one after the other, until one ends it."""
    watch, answers = watch_from(of, D(entry)), []
    for price in map(D, prices):
        watch = advance(watch, of, price)
        answers.append(exit_due(watch, of.side, price))
    return watch, answers


def test_a_long_position_trails_its_high_and_closes_at_one_percent_under_it() -> None:
    watch, answers = walk(terms(), "100", "102", "103.5", "102.6", "102.4")
    assert answers == [None, None, None, ExitReason.TRAILING_STOP]
    assert watch.trigger_below == D("102.465")


def test_a_long_position_that_falls_ten_percent_hits_its_hard_stop() -> None:
    _, answers = walk(terms(), "100", "100", "91", "90")
    assert answers == [None, None, ExitReason.HARD_STOP_LOSS]


def test_a_short_position_trails_its_low_and_closes_at_one_percent_over_it() -> None:
    watch, answers = walk(terms(Side.SHORT), "100", "97", "96", "96.97")
    assert answers == [None, None, ExitReason.TRAILING_STOP]
    assert watch.trigger_above == D("96.96")


def test_a_short_position_that_rises_ten_percent_hits_its_hard_stop() -> None:
    _, answers = walk(terms(Side.SHORT), "100", "109", "110")
    assert answers == [None, ExitReason.HARD_STOP_LOSS]


def test_the_trailing_stop_is_armed_exactly_at_its_activation_and_not_before() -> None:
    assert not walk(terms(), "100", "102.999999")[0].trailing
    assert walk(terms(), "100", "103")[0].trailing
    assert not walk(terms(Side.SHORT), "100", "97.000001")[0].trailing
    assert walk(terms(Side.SHORT), "100", "97")[0].trailing


def test_the_first_extreme_is_the_entry_so_that_nothing_closes_at_once() -> None:
    watch, answers = walk(terms(), "100", "100", "99.5", "98")
    assert watch.extreme == D(100)
    assert answers == [None, None, None]


def test_a_plan_without_trailing_never_trails() -> None:
    watch, answers = walk(terms(trail_activation=None), "100", "150", "100")
    assert watch.ratchet_at is None
    assert answers == [None, None]


@pytest.mark.parametrize(("side", "price"), [(Side.LONG, "105"), (Side.SHORT, "95")])
def test_a_profit_is_taken_where_the_plan_says_so(side: Side, price: str) -> None:
    _, answers = walk(terms(side, take_profit="0.05"), "100", price)
    assert answers == [ExitReason.TAKE_PROFIT]


def test_a_short_position_cannot_take_more_profit_than_a_price_of_nothing() -> None:
    assert watch_from(terms(Side.SHORT, take_profit="1.2"), D(100)).take_profit_price is None


@pytest.mark.parametrize(
    ("leverage", "basis", "stop"),
    [
        ("1", "PRICE", "90"),
        ("10", "PRICE", "93"),
        ("2", "COLLATERAL", "95"),
        ("10", "COLLATERAL", "99"),
        ("7", "PRICE", "90"),
    ],
)
def test_the_hard_stop_fires_before_the_venue_liquidates(
    leverage: str, basis: str, stop: str
) -> None:
    watch = watch_from(terms(leverage=leverage, basis=basis), D(100))
    assert watch.hard_stop_price == D(stop)


def test_percentages_of_collateral_shrink_with_leverage() -> None:
    of = terms(leverage="2", basis="COLLATERAL", take_profit="0.1")
    watch = watch_from(of, D(100))
    assert watch.ratchet_at == D("101.5")
    assert watch.take_profit_price == D(105)
    assert advance(watch, of, D(102)).trigger_below == D("101.49")


def test_the_hard_stop_is_named_first_when_both_stops_are_hit() -> None:
    of = terms(trail_distance="0.2")
    watch = advance(watch_from(of, D(100)), of, D(110))
    assert watch.trigger_below == D(90)
    assert exit_due(watch, Side.LONG, D(80)) is ExitReason.HARD_STOP_LOSS


def test_a_watch_that_let_go_ends_nothing() -> None:
    assert exit_due(watch_from(terms(), D(100)).released(), Side.LONG, D(1)) is None


def test_a_later_entry_moves_the_stops_until_trailing_began() -> None:
    watch = rebased(watch_from(terms(), D(100)), terms(), D(102))
    assert watch == watch_from(terms(), D(102))


@given(TERMS, PRICES, st.lists(PRICES, max_size=20), PRICES)
def test_a_later_entry_never_loosens_what_trailing_reached(
    of: Terms, entry: Decimal, prices: list[Decimal], later: Decimal
) -> None:
    watch = watch_from(of, entry)
    for price in prices:
        watch = advance(watch, of, price)
    moved = rebased(watch, of, later)
    if watch.trailing:
        assert (moved.extreme, moved.ratchet_at) == (watch.extreme, watch.extreme)
        share = of.plan.trail_distance / of.divisor
        stop = watch.extreme * (1 - of.side.sign * share)
        assert _tightness(of, moved) >= stop * of.side.sign - D("1e-15")


@given(TERMS, PRICES, st.lists(PRICES, max_size=20))
def test_a_trigger_only_ever_moves_in_the_position_s_favour(
    of: Terms, entry: Decimal, prices: list[Decimal]
) -> None:
    watch = watch_from(of, entry)
    for price in prices:
        moved = advance(watch, of, price)
        assert _tightness(of, moved) >= _tightness(of, watch)
        assert moved.hard_stop_price == watch.hard_stop_price
        watch = moved


@given(TERMS, PRICES, st.lists(PRICES, max_size=10), PRICES)
def test_the_two_triggers_alone_tell_whether_a_price_ends_the_position(
    of: Terms, entry: Decimal, prices: list[Decimal], price: Decimal
) -> None:
    watch = watch_from(of, entry)
    for seen in prices:
        watch = advance(watch, of, seen)
    below, above = watch.trigger_below, watch.trigger_above
    is_triggered = (below is not None and price <= below) or (above is not None and price >= above)
    assert (exit_due(watch, of.side, price) is not None) == is_triggered


@given(TERMS, PRICES, PRICES)
def test_the_same_price_twice_moves_the_watch_once(
    of: Terms, entry: Decimal, price: Decimal
) -> None:
    once = advance(watch_from(of, entry), of, price)
    assert advance(once, of, price) == once


def _tightness(of: Terms, watch: Watch) -> Decimal:
    stop = watch.trigger_below if of.side is Side.LONG else watch.trigger_above
    assert stop is not None
    return stop * of.side.sign
