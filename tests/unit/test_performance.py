"""Published figures: bounds, scaling, samples, and an independent library's opinion."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, localcontext
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.performance import (
    Day,
    Figures,
    Stint,
    by_day,
    deployed,
    figures_of,
    legacy_of,
    peak,
)
from domain.performance.figures import MIN_DAYS, profit_factor
from domain.performance.ratios import deviation, max_drawdown, mean, sharpe, sortino
from domain.rounding import WIDE

D = Decimal
empyrical = import_module("empyrical")
"""It has no types; ours are rounded to six places, so that is how close the two must come."""
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RETURNS = st.lists(st.decimals("-0.5", "0.5", places=6), min_size=2, max_size=60)
RESULTS = st.lists(st.decimals(-500, 500, places=6), min_size=5, max_size=40)


def a_stint(
    days_ago: float, pnl: str | None = "0", hours: float = 2, collateral: str = "1000"
) -> Stint:
    closed_at = NOW - timedelta(days=days_ago)
    return Stint(
        collateral=D(collateral),
        opened_at=closed_at - timedelta(hours=hours),
        closed_at=closed_at,
        net_pnl=None if pnl is None else D(pnl),
        cost=D(collateral),
    )


def a_track(*pnls: object, every: float = 1.0) -> list[Stint]:
    """Return one position per result, the last of them closed a day ago."""
    return [a_stint(1 + every * n, str(pnl)) for n, pnl in enumerate(reversed(pnls))]


def figures(stints: list[Stint], now: datetime = NOW) -> Figures:
    return figures_of(stints, by_day(stints, now.date(), now), now)


def test_scenario_14_the_old_figures_come_out_as_they_always_did() -> None:
    old = legacy_of(a_track(10, -5, 20), NOW)
    assert old.legacy_apr_30d is not None
    assert old.legacy_sharpe_30d is not None
    assert round(old.legacy_apr_30d * 100, 2) == D("10.14")
    assert round(old.legacy_sharpe_30d, 2) == D("2.31")


def test_the_old_inception_figure_counts_one_day_at_least_and_all_capital() -> None:
    old = legacy_of(a_track(10, -5, 20, every=0.1), NOW)
    assert old.legacy_apr_inception == round(D(25) / 3000 * 365 / D("1.2"), 6)
    assert legacy_of([], NOW) == legacy_of([a_stint(1, None)], NOW)
    assert legacy_of([], NOW).legacy_apr_30d is None


@given(RETURNS)
def test_sharpe_and_sortino_are_what_an_independent_library_says(returns: list[Decimal]) -> None:
    floats = np.array([float(value) for value in returns])
    ours, theirs = sharpe(returns), empyrical.sharpe_ratio(floats, annualization=365)
    if ours is not None:
        assert float(ours) == pytest.approx(theirs, rel=1e-5, abs=2e-6)
    ours, theirs = sortino(returns), empyrical.sortino_ratio(floats, annualization=365)
    assert (ours is None) == (floats.min() >= 0)
    if ours is not None:
        assert float(ours) == pytest.approx(theirs, rel=1e-5, abs=2e-6)


@given(RETURNS)
def test_the_deepest_fall_is_what_an_independent_library_says(returns: list[Decimal]) -> None:
    theirs = empyrical.max_drawdown(np.array([float(value) for value in returns]))
    ours = max_drawdown(returns)
    assert ours is not None
    assert float(ours) == pytest.approx(-theirs, abs=2e-6)
    assert 0 <= ours <= 1


@given(RETURNS, st.integers(2, 1000))
def test_ratios_do_not_depend_on_the_size_of_returns(returns: list[Decimal], factor: int) -> None:
    larger = [value * factor for value in returns]
    assert sharpe(returns) == sharpe(larger)
    assert sortino(returns) == sortino(larger)
    mirrored = sharpe([-value for value in returns])
    assert mirrored == (None if (ours := sharpe(returns)) is None else -ours)


def test_a_series_that_never_moves_has_no_ratio_and_one_that_never_loses_no_sortino() -> None:
    assert sharpe([D("0.01")] * 30) is None
    assert sharpe([D("0.01")]) is None
    with localcontext(WIDE):
        same = D("28.268971") / D("474.6777")
    assert deviation([same] * 3) == 0
    assert sharpe([same] * 3) is None
    assert sortino([D("0.01"), D(0), D("0.02")]) is None
    assert max_drawdown([]) is None


def test_what_is_lost_entirely_does_not_come_back() -> None:
    assert max_drawdown([D("0.5"), D("-1.5"), D(9)]) == 1


@given(RESULTS, st.integers(2, 50))
def test_money_figures_scale_with_money_and_shares_do_not(pnls: list[Decimal], n: int) -> None:
    small = figures(a_track(*pnls))
    large = figures(
        [
            Stint(
                collateral=s.collateral * n,
                opened_at=s.opened_at,
                closed_at=s.closed_at,
                net_pnl=(s.net_pnl or D(0)) * n,
            )
            for s in a_track(*pnls)
        ]
    )
    assert small.expectancy is not None
    assert large.expectancy is not None
    assert abs(large.expectancy - small.expectancy * n) <= D("1e-6") * n
    assert large.profit_factor == small.profit_factor
    assert large.apr_inception == small.apr_inception
    assert large.sharpe_30d == small.sharpe_30d
    assert large.max_drawdown == small.max_drawdown


@given(RESULTS)
def test_every_figure_keeps_its_bounds_and_its_sign(pnls: list[Decimal]) -> None:
    found = figures(a_track(*pnls))
    assert found.apr_inception is not None
    assert found.max_drawdown is not None
    assert 0 <= found.max_drawdown <= 1
    assert found.profit_factor is None or found.profit_factor >= 0
    assert (found.profit_factor is None) == (min(pnls) >= 0)
    total = sum(pnls)
    assert found.apr_inception * total >= 0
    assert found.capital == 1000


@given(RESULTS, st.randoms(use_true_random=False))
def test_the_order_in_which_positions_come_changes_nothing(
    pnls: list[Decimal], luck: object
) -> None:
    track = a_track(*pnls)
    assert figures(track) == figures(track[::-1])


@pytest.mark.parametrize("closed", [0, 1, 4])
def test_too_few_results_have_no_figure_at_all(closed: int) -> None:
    assert figures(a_track(*[10] * closed)) == Figures()


def test_results_nobody_knows_are_no_sample() -> None:
    track = [*a_track(10, -5, 20, 1), a_stint(3, None), a_stint(4, None)]
    assert figures(track) == Figures()


def test_a_young_track_is_annualised_as_if_it_were_a_week_old() -> None:
    track = a_track(5, 5, 5, 5, 5, every=0.1)
    apr = figures(track).apr_inception
    assert apr == round(D(25) / 1000 * 365 / 7, 6)


def test_a_window_that_is_not_full_yet_has_no_figure() -> None:
    month = figures(a_track(*[1, 2] * 16))
    assert month.apr_30d == round(sum(_last(30)) / D(1000) * 365 / 30, 6)
    assert month.apr_90d is None
    assert figures(a_track(*[1, 2] * 10)).apr_30d is None


def _last(days: int) -> list[Decimal]:
    """Return the results of the alternating track that closed within the window."""
    return [s.net_pnl or D(0) for s in a_track(*[1, 2] * 16) if s.until(NOW) > NOW - DAY * days]


def test_daily_ratios_need_two_weeks_of_whole_days() -> None:
    short = figures(a_track(*[1, -2] * 6))
    assert short.sharpe_30d is short.sortino_30d is None
    assert short.max_drawdown is not None
    long = figures(a_track(*[1, -2] * 8))
    assert long.sharpe_30d is not None
    assert MIN_DAYS == 14


def test_idle_time_neither_shrinks_nor_grows_the_capital_behind_a_return() -> None:
    dense, sparse = a_track(1, 1, 1, 1, 1), a_track(1, 1, 1, 1, 1, every=9)
    assert deployed(dense, NOW) == deployed(sparse, NOW) == 1000


def test_capital_at_work_at_once_adds_up() -> None:
    pair = [a_stint(1, hours=4, collateral="1000"), a_stint(1, hours=2, collateral="500")]
    assert peak(pair, NOW) == 1500
    assert deployed(pair, NOW) == 1250
    assert deployed([], NOW) is peak([], NOW) is None


def test_turning_over_the_same_capital_often_is_not_punished() -> None:
    once = figures([*a_track(*[0] * 5), a_stint(0.5, "50")])
    often = figures([*a_track(*[0] * 5), *(a_stint(0.5 + n / 10, "10", 1) for n in range(5))])
    assert once.capital == often.capital == 1000
    assert once.apr_inception == often.apr_inception


def test_what_is_still_held_counts_as_capital_and_not_as_a_result() -> None:
    track = a_track(1, 1, 1, 1, 1)
    held = Stint(collateral=D(9000), opened_at=NOW - DAY * 20, closed_at=None)
    with_it, without = figures([*track, held]), figures(track)
    assert with_it.expectancy == without.expectancy == 1
    assert (with_it.capital or 0) > (without.capital or 0)


def test_days_without_closes_are_days_and_a_closing_day_is_measured_by_its_peak() -> None:
    track = [
        a_stint(4, "100", hours=30, collateral="2000"),
        a_stint(2, "-30", hours=1, collateral="500"),
    ]
    days = by_day(track, NOW.date(), NOW)
    shown = [(d.day.day, d.closed, d.base, d.return_share) for d in days]
    assert shown == [
        (25, 0, 2000, 0),
        (26, 1, 2000, D("0.05")),
        (27, 0, None, 0),
        (28, 1, 500, D("-0.06")),
        (1, 0, None, 0),
    ]


def test_a_small_position_held_on_does_not_shrink_the_base_of_a_large_one() -> None:
    midnight = datetime(2026, 3, 1, tzinfo=UTC)
    large = Stint(
        collateral=D(10_000), opened_at=midnight - HOUR, closed_at=midnight, net_pnl=D(1000)
    )
    small = Stint(collateral=D(10), opened_at=midnight - HOUR, closed_at=None)
    (_, day) = by_day([large, small], date(2026, 3, 2), NOW)
    assert day.base == 10_010
    assert day.return_share == round(D(1000) / 10_010, 18)


def test_a_day_with_a_result_nobody_knows_has_no_return() -> None:
    day = Day(day=date(2026, 3, 1), closed=1, net_pnl=D(5), base=D(100), whole=False)
    assert day.return_share is None
    track = [a_stint(2, None), a_stint(2, "5")]
    assert [d.return_share for d in by_day(track, NOW.date(), NOW)] == [None, 0]


@given(st.lists(st.decimals(-10, 10, places=4), min_size=2, max_size=20))
def test_mean_and_deviation_are_the_textbook_s(values: list[Decimal]) -> None:
    floats = [float(value) for value in values]
    assert float(mean(values)) == pytest.approx(np.mean(floats), abs=1e-9)
    assert float(deviation(values)) == pytest.approx(np.std(floats, ddof=1), abs=1e-9)


def test_a_profit_factor_needs_a_loss() -> None:
    assert profit_factor([D(3), D(0)]) is None
    assert profit_factor([D(3), D(-2)]) == D("1.5")
    assert profit_factor([D(-2)]) == 0
