"""Preferences: neutral dials change nothing, zero is a choice, and better is never smaller."""

from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.market import VenueName
from contracts.scores import SubScores
from domain.preferences import (
    Preferences,
    chosen_leverage,
    fit,
    gearing,
    multiplier,
    preferred_leverage,
    weights,
)

D = Decimal
DIALS = [field.name for field in fields(Preferences)]
PARTS = list(SubScores.model_fields)
dials = st.integers(0, 100)
preferences = st.builds(Preferences, **dict.fromkeys(DIALS, dials))
a_part = st.decimals(-1, 1, places=4)
parts = st.builds(SubScores, **dict.fromkeys(PARTS, st.none() | a_part))
confidences = st.decimals(0, 1, places=3)
EVEN = SubScores(**dict.fromkeys(PARTS, D(0)))


def test_scenario_15_a_neutral_user_of_neutral_figures_takes_the_middle() -> None:
    found = fit(Preferences(), EVEN, D("0.5"))
    assert (found.score, found.final, found.size) == (D("0.5"), D("0.5"), D("0.0525"))


def test_what_is_not_known_stands_in_the_middle() -> None:
    unknown, even = (fit(Preferences(), each, D("0.5")) for each in (SubScores(), EVEN))
    assert replace(unknown, parts=EVEN) == even


def test_the_best_is_the_most_and_the_worst_the_least() -> None:
    best, worst = (SubScores(**dict.fromkeys(PARTS, D(x))) for x in (1, -1))
    assert fit(Preferences(), best, D(1)).size == D("0.1")
    assert fit(Preferences(), worst, D(0)).size == D("0.005")


@given(preferences)
def test_the_weights_are_a_whole_whatever_the_dials(liked: Preferences) -> None:
    found = list(weights(liked).values())
    assert abs(sum(found, D(0)) - 1) < D("1e-20")
    assert all(weight > D(0) for weight in found)


def test_neutral_weights_are_the_plain_ones() -> None:
    assert [str(weight) for weight in weights(Preferences()).values()] == [
        "0.25",
        "0.2",
        "0.2",
        "0.2",
        "0.15",
    ]


@given(preferences, parts, confidences)
def test_score_conviction_and_size_are_within_bounds(
    liked: Preferences, given_parts: SubScores, confidence: Decimal
) -> None:
    found = fit(liked, given_parts, confidence)
    assert 0 <= found.score <= 1
    assert 0 <= found.final <= 1
    assert found.size is None or D("0.005") <= found.size <= D("0.1")


@given(preferences, parts, confidences, st.sampled_from(PARTS), a_part, a_part)
def test_a_better_part_never_gives_less(
    liked: Preferences,
    rest: SubScores,
    confidence: Decimal,
    name: str,
    one: Decimal,
    other: Decimal,
) -> None:
    low, high = (
        fit(liked, rest.model_copy(update={name: value}), confidence)
        for value in sorted((one, other))
    )
    assert low.score <= high.score
    assert (low.size or 0) <= (high.size or 0)


@given(preferences, parts, confidences, confidences)
def test_more_confidence_never_gives_less(
    liked: Preferences, given_parts: SubScores, one: Decimal, other: Decimal
) -> None:
    low, high = (fit(liked, given_parts, each) for each in sorted((one, other)))
    assert low.final <= high.final
    assert (low.size or 0) <= (high.size or 0)


@given(preferences, parts, confidences, st.sampled_from(DIALS[:2]), dials, dials)
def test_more_risk_or_more_trades_never_give_less(
    liked: Preferences, given_parts: SubScores, confidence: Decimal, name: str, one: int, other: int
) -> None:
    changes: list[dict[str, Any]] = [{name: dial} for dial in sorted((one, other))]
    low, high = (fit(replace(liked, **change), given_parts, confidence) for change in changes)
    assert (low.size or 0) <= (high.size or 0)


def test_zero_is_a_choice_and_not_a_missing_one() -> None:
    good = SubScores(**dict.fromkeys(PARTS, D("0.6")))
    none = fit(Preferences(risk_tolerance=0), good, D("0.8"))
    middle = fit(Preferences(), good, D("0.8"))
    assert (none.score, middle.score) == (D("0.4"), D("0.8"))
    assert weights(Preferences(social_sentiment_weight=0))["social"] == D("0.1") / D("0.8")


@pytest.mark.parametrize("dial", [-1, 101, True, 50.0, "50", None])
def test_a_dial_is_a_whole_number_from_0_to_100(dial: Any) -> None:
    with pytest.raises(ValueError, match="risk_tolerance"):
        Preferences(risk_tolerance=dial)


def test_who_trades_often_is_pushed_up_and_who_trades_seldom_down() -> None:
    often, seldom = (fit(Preferences(trade_frequency=f), EVEN, D("0.9")) for f in (71, 29))
    assert (often.score, seldom.score) == (D("0.55"), D("0.45"))
    assert fit(Preferences(trade_frequency=70), EVEN, D("0.9")).score == D("0.5")
    assert fit(Preferences(trade_frequency=30), EVEN, D("0.9")).score == D("0.5")


def test_who_trades_seldom_skips_what_is_not_sure() -> None:
    seldom = Preferences(trade_frequency=29)
    assert fit(seldom, EVEN, D("0.6")).size is None
    assert fit(seldom, EVEN, D("0.7")).size == D("0.005") + D("0.095") * D("0.6")


def test_a_poor_rank_counts_for_those_who_mind() -> None:
    poor = EVEN.model_copy(update={"rank": D("-0.5")})
    mind, neutral = (fit(Preferences(market_rank_priority=p), poor, D("0.5")) for p in (71, 70))
    assert mind.score < neutral.score * D("0.72")
    assert fit(Preferences(market_rank_priority=71), EVEN, D("0.5")).score == D("0.5")


@given(preferences, st.integers(1, 50))
def test_gearing_is_whole_and_within_the_most(liked: Preferences, most: int) -> None:
    geared = gearing(liked, D(most))
    assert 1 <= geared <= most
    assert geared == geared.to_integral_value()


def test_gearing_follows_the_dials() -> None:
    assert gearing(Preferences(), D(10)) == 5
    assert gearing(Preferences(**dict.fromkeys(DIALS, 0)), D(10)) == 1
    assert gearing(Preferences(**dict.fromkeys(DIALS, 100)), D(10)) == 10
    assert gearing(Preferences(risk_tolerance=100), D(10)) == 6


def test_only_some_venues_are_geared_by_preference() -> None:
    assert preferred_leverage(Preferences(), VenueName.OSTIUM, D(10)) == 5
    assert preferred_leverage(Preferences(), VenueName.HYPERLIQUID, D(10)) is None
    assert preferred_leverage(None, VenueName.OSTIUM, D(10)) is None


def test_the_first_wish_there_is_decides_within_every_cap() -> None:
    assert chosen_leverage([None, D(4), D(9)], D(20), D(10)) == 4
    assert chosen_leverage([None, D(40), D(9)], D(20), D(10)) == 10
    assert chosen_leverage([None, None], D(20), D(10)) == 1
    assert chosen_leverage([D("0.5")], D(20)) == 1


wishes = st.none() | st.decimals(0, 60, places=2)
caps = st.decimals(1, 50, places=1)


@given(dials, dials)
def test_a_dial_turned_up_never_weighs_less_and_stays_between_a_half_and_one_and_a_half(
    one: int, other: int
) -> None:
    low, high = (multiplier(dial) for dial in sorted((one, other)))
    assert D("0.5") <= low <= high <= D("1.5")


@given(preferences, st.sampled_from(DIALS), dials, dials, st.integers(1, 50), st.integers(1, 50))
def test_a_dial_turned_up_or_a_venue_that_allows_more_never_gears_less(
    liked: Preferences, name: str, one: int, other: int, small: int, large: int
) -> None:
    changes: list[dict[str, Any]] = [{name: dial} for dial in sorted((one, other))]
    low, high = (gearing(replace(liked, **change), D(small)) for change in changes)
    assert low <= high
    less, more = (gearing(liked, D(most)) for most in sorted((small, large)))
    assert less <= more


@given(st.none() | preferences, st.sampled_from(VenueName), st.integers(1, 50))
def test_only_who_said_so_is_geared_and_only_where_it_counts(
    liked: Preferences | None, venue: VenueName, most: int
) -> None:
    wished = preferred_leverage(liked, venue, D(most))
    assert (wished is None) == (liked is None or venue is not VenueName.OSTIUM)
    assert wished is None or 1 <= wished <= most


@given(st.lists(wishes, max_size=4), caps, caps)
def test_a_chosen_leverage_is_the_first_wish_or_one_and_within_every_cap(
    wanted: list[Decimal | None], venue: Decimal, agent: Decimal
) -> None:
    found = chosen_leverage(wanted, venue, agent)
    first = next((wish for wish in wanted if wish is not None), D(1))
    assert found == max(D(1), min(first, venue, agent))
    assert chosen_leverage(wanted, venue, agent + 1) >= found


@given(preferences, dials, dials)
def test_a_dial_turned_up_never_lowers_the_weight_of_its_own_part(
    liked: Preferences, one: int, other: int
) -> None:
    own = {"price_momentum_focus": "momentum", "market_rank_priority": "rank"}
    for dial, part in own.items():
        changes: list[dict[str, Any]] = [{dial: value} for value in sorted((one, other))]
        low, high = (weights(replace(liked, **change))[part] for change in changes)
        assert low <= high
