"""Luck is not taken for skill, skill is found, and nobody rises by deleting what went wrong."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from math import atan, pi, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.market import Side, SourceId
from domain.sources import (
    Call,
    Costs,
    Horizon,
    Outcome,
    Standing,
    Verdict,
    first_calls,
    net_return,
    outcome_of,
)
from infra.reading.inference import (
    Sample,
    discoveries,
    p_value,
    population_of,
    sample_of,
    shrunk,
    t_quantile,
    t_tail,
)
from infra.reading.skill import MIN_BLOCKS, MIN_CALLS, standings
from scripts.power.market import START, Caller, Market, judged, outcomes_of

D = Decimal
FREE = Costs(fee=D(0), slippage=D(0))
CROWD = 500
DAYS = 120
PLANTED = tuple(
    Caller(name=CROWD + 1 + n, calls_a_day=1.5, insight=0.6, leaning=0.5) for n in range(5)
)
"""They know how six calls in ten will go, which earns about 2 % a call."""


def a_crowd() -> list[Caller]:
    """Return sources without skill: some speak often, some seldom, and all lean somewhere."""
    return [
        Caller(name=n, calls_a_day=0.3 + 0.04 * (n % 9), leaning=(n % 11) / 10)
        for n in range(1, CROWD + 1)
    ]


@cache
def a_board(*, rising: bool) -> tuple[Market, tuple[Standing, ...]]:
    """Judge a crowd without skill where acting costs nothing, so that luck has every chance."""
    market = Market.drawn(11, DAYS, trend=0.004 if rising else 0.0)
    outcomes = judged(market, [*a_crowd(), *(PLANTED if not rising else ())], FREE)
    return market, tuple(standings(outcomes, market.daily_drift()))


@pytest.mark.slow
@pytest.mark.parametrize("rising", [False, True])
def test_of_five_hundred_without_skill_at_most_one_in_twenty_is_called_skilled(
    rising: bool,
) -> None:
    _, board = a_board(rising=rising)
    crowd = [line for line in board if line.source_id.int <= CROWD]
    assert len(crowd) == CROWD
    tested = [line for line in crowd if line.verdict is not Verdict.NOT_ENOUGH_DATA]
    assert len(tested) > CROWD * 0.8
    assert sum(line.verdict is Verdict.SKILLED for line in crowd) <= len(tested) * 0.05


def test_the_test_itself_is_wrong_about_as_often_as_it_says() -> None:
    _, board = a_board(rising=False)
    p_values = [x.p_value for x in board if x.p_value is not None and x.source_id.int <= CROWD]
    lucky = sum(p <= D("0.05") for p in p_values) / len(p_values)
    assert 0.02 <= lucky <= 0.07


def test_leaning_with_the_market_is_not_skill() -> None:
    market, board = a_board(rising=True)
    assert market.daily_drift() > 0.003
    longs = [line for line in board if line.source_id.int % 11 == 10 and line.p_value is not None]
    earned = sum(line.by_horizon[Horizon.DAY].mean for line in longs) / len(longs)
    assert earned > D("0.002")
    assert not any(line.verdict is Verdict.SKILLED for line in longs)
    market_blind = standings(judged(Market.drawn(11, DAYS, trend=0.02), a_crowd()[:44], FREE), 0.0)
    assert any(line.verdict is Verdict.SKILLED for line in market_blind)


def test_skill_that_is_there_is_found_and_comes_first() -> None:
    _, board = a_board(rising=False)
    places = {line.source_id: line for line in board}
    planted = [places[caller.source_id] for caller in PLANTED]
    assert sum(line.verdict is Verdict.SKILLED for line in planted) >= 4
    assert {line.source_id for line in board[:4]} <= {c.source_id for c in PLANTED}
    for line in planted:
        plain = line.by_horizon[Horizon.DAY].mean
        assert line.shrunk is not None
        assert D(0) < line.shrunk < plain


def test_the_best_of_the_lucky_is_expected_to_do_no_better_than_the_rest() -> None:
    _, board = a_board(rising=True)
    tested = [line for line in board if line.shrunk is not None]
    luckiest = max(tested, key=lambda line: line.by_horizon[Horizon.DAY].mean)
    plain = luckiest.by_horizon[Horizon.DAY].mean
    assert luckiest.shrunk is not None
    assert plain > D("0.01")
    assert luckiest.shrunk < plain / 2


def test_deleting_losers_changes_nothing_though_it_would_pay_if_it_counted() -> None:
    market = Market.drawn(5, DAYS)
    honest, deleter = Caller(name=1, calls_a_day=2), Caller(name=2, calls_a_day=2)
    calls = [*honest.calls(market), *deleter.calls(market)]
    first_seen = outcomes_of(calls, market, Costs())
    standing = {x.source_id: x for x in standings(first_seen, market.daily_drift())}
    assert standing[deleter.source_id].verdict is Verdict.NOT_PROVEN

    def still_up(outcome: Outcome) -> bool:
        return outcome.net.get(Horizon.DAY, D(0)) > 0

    gone = first_seen | {
        deleter.source_id: [o for o in first_seen[deleter.source_id] if still_up(o)]
    }
    naive = {x.source_id: x for x in standings(gone, market.daily_drift())}
    assert naive[deleter.source_id].verdict is Verdict.SKILLED


def test_a_few_brilliant_calls_are_never_ranked() -> None:
    market = Market.drawn(7, DAYS)
    genius = Caller(name=1, calls_a_day=(MIN_CALLS - 1) / DAYS, insight=1)
    (line,) = standings(judged(market, [genius]), market.daily_drift())
    assert line.by_horizon[Horizon.DAY].mean > D("0.02")
    assert (line.verdict, line.rank, line.p_value) == (Verdict.NOT_ENOUGH_DATA, None, None)


def test_a_hundred_calls_on_one_day_are_one_observation() -> None:
    market = Market.drawn(7, DAYS)
    days = [n for n in range(DAYS) if n % 14 == 0]
    calls = [
        replace(call, known_at=START + timedelta(days=day, hours=6 * (n % 4), seconds=n))
        for day in days
        for n, call in enumerate(Caller(name=1, calls_a_day=0.4, insight=1).calls(market))
    ]
    outcomes = outcomes_of(calls, market, Costs())
    (line,) = standings(outcomes)
    assert line.by_horizon[Horizon.DAY].calls > 8 * MIN_CALLS
    assert line.by_horizon[Horizon.DAY].blocks == len(days) < MIN_BLOCKS
    assert line.verdict is Verdict.NOT_ENOUGH_DATA


def a_call(who: int = 1, minutes: float = 0, side: Side = Side.LONG, coin: str = "T00") -> Call:
    caller = Caller(name=who, calls_a_day=0.01)
    call = caller.calls(Market.drawn(1, 3))[0]
    at = START + timedelta(minutes=minutes)
    return replace(call, side=side, token=coin, known_at=at, post_id=call.post_id)


def kept(calls: Sequence[Call]) -> list[tuple[int, float]]:
    minute = timedelta(minutes=1)
    return [(c.source_id.int, (c.known_at - START) / minute) for c in first_calls(calls)]


def test_a_source_counts_once_per_token_and_bucket_even_when_it_turns_around() -> None:
    calls = [a_call(minutes=m) for m in (0, 30, 359, 360)]
    turned = a_call(minutes=10, side=Side.SHORT)
    assert kept([*calls, turned]) == [(1, 0), (1, 360)]
    assert kept([*calls, a_call(minutes=5, coin="T01")]) == [(1, 0), (1, 5), (1, 360)]


def test_an_echo_counts_for_the_original_only() -> None:
    calls = [a_call(1, 0), a_call(2, 9), a_call(3, 9, Side.SHORT), a_call(4, 11)]
    assert kept(calls) == [(1, 0), (3, 9), (4, 11)]
    assert kept(calls[::-1]) == kept(calls)


def test_a_call_is_entered_at_the_first_price_after_it_was_known_and_pays_its_way() -> None:
    class Quotes:
        def first(self, token: str, at: datetime, within: timedelta) -> Decimal | None:
            asked.append((at - START, within))
            return {timedelta(0): D(100), timedelta(days=1): D(110)}.get(at - START)

    asked: list[tuple[timedelta, timedelta]] = []
    outcome = outcome_of(a_call(), Quotes(), FREE)
    assert outcome is not None
    assert outcome.net == outcome.raw == {Horizon.DAY: D("0.1")}
    assert asked[0] == (timedelta(0), timedelta(minutes=5))
    assert asked[1] == (timedelta(hours=1), timedelta(minutes=6))
    assert outcome_of(a_call(minutes=1), Quotes(), FREE) is None


@given(
    st.decimals("0.5", "2", places=4),
    st.decimals("0", "0.01", places=5),
    st.decimals("0", "0.01", places=5),
)
def test_costs_only_ever_take_and_both_sides_mirror_without_them(
    move: Decimal, fee: Decimal, slippage: Decimal
) -> None:
    costs = Costs(fee=fee, slippage=slippage)
    for side in Side:
        assert net_return(side, D(100), 100 * move, costs) <= net_return(
            side, D(100), 100 * move, FREE
        )
    assert net_return(Side.LONG, D(100), 100 * move, FREE) == move - 1
    assert net_return(Side.SHORT, D(100), 100 * move, FREE) == 1 - move


def test_costs_are_shares() -> None:
    with pytest.raises(ValueError, match="shares"):
        Costs(fee=D(1))


@given(st.floats(-30, 30))
def test_student_s_tail_is_what_closed_forms_say(t: float) -> None:
    assert t_tail(t, 1) == pytest.approx(0.5 - atan(t) / pi, abs=1e-8)
    assert t_tail(t, 2) == pytest.approx(0.5 - t / (2 * sqrt(2 + t * t)), abs=1e-8)
    assert t_tail(t, 3) + t_tail(-t, 3) == pytest.approx(1)


@pytest.mark.parametrize(("freedom", "value"), [(4, 2.776445), (19, 2.093024), (200, 1.971896)])
def test_student_s_quantile_is_the_table_s(freedom: int, value: float) -> None:
    assert t_quantile(0.025, freedom) == pytest.approx(value, abs=1e-5)


def test_discoveries_follow_the_step_up_rule() -> None:
    assert discoveries([], 0.05) == []
    assert discoveries([0.01, 0.04, 0.03, 0.005], 0.05) == [True, True, True, True]
    assert discoveries([0.02, 0.6, 0.7, 0.8], 0.05) == [False] * 4
    assert discoveries([0.9, 0.001, 0.024, 0.06], 0.05) == [False, True, True, False]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50), st.floats(0, 1))
def test_one_more_weak_source_never_helps_the_others(p_values: list[float], weak: float) -> None:
    before = discoveries(p_values, 0.05)
    after = discoveries([*p_values, max(weak, *p_values)], 0.05)
    assert sum(after[:-1]) <= sum(before) or all(after)


@given(st.lists(st.floats(-0.1, 0.1), min_size=3, max_size=30), st.floats(0.001, 0.1))
def test_shrinking_draws_towards_the_centre_and_keeps_the_order(
    means: list[float], error: float
) -> None:
    samples = [Sample(mean, error, 30) for mean in means]
    population = population_of(samples)
    assert population is not None
    assert population.variance >= 0
    for mean, drawn in zip(means, (shrunk(s, population) for s in samples), strict=True):
        low, high = sorted((mean, population.centre))
        assert low - 1e-12 <= drawn.mean <= high + 1e-12
    assert min(means) - 1e-12 <= population.centre <= max(means) + 1e-12


def test_what_never_varies_proves_nothing() -> None:
    assert p_value(sample_of([0.5] * 30)) == 1
    assert p_value(sample_of([0.5])) == 1
    assert population_of([Sample(0.1, 0.1, 9), Sample(0.2, 0.1, 9)]) is None
    flat = population_of([Sample(0.1, 0.1, 9)] * 4)
    assert flat is not None
    assert shrunk(Sample(0.5, 0.0, 9), flat).mean == 0.5


def test_a_source_without_any_outcome_has_a_line_all_the_same() -> None:
    silent = SourceId(a_call().source_id)
    (line,) = standings({silent: []})
    assert (line.calls, line.verdict, dict(line.by_horizon)) == (0, Verdict.NOT_ENOUGH_DATA, {})
