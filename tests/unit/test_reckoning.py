"""Reckoning: what is stored beside a decision gives the numbers of that decision again."""

from dataclasses import fields
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.scores import SubScores
from domain.preferences import Preferences, fit
from domain.reckoning import (
    NOBODY,
    Geared,
    chosen,
    dials_told,
    fit_told,
    fit_words,
    spelled,
    unconvinced,
    user_told,
)

D = Decimal
NAMES = [field.name for field in fields(Preferences)]
PARTS = list(SubScores.model_fields)
preferences = st.builds(Preferences, **dict.fromkeys(NAMES, st.integers(0, 100)))
parts = st.builds(SubScores, **dict.fromkeys(PARTS, st.none() | st.decimals(-1, 1, places=4)))
confidences = st.decimals(0, 1, places=3)
wishes = st.none() | st.decimals(0, 60, places=2)
caps = st.decimals(1, 50, places=1)
EVEN = SubScores(**dict.fromkeys(PARTS, D(0)))
VENUE = Geared(leverage=D(1), by="venue")


@given(preferences, parts, confidences)
def test_the_stored_numbers_of_a_fit_give_its_score_and_its_size_again(
    liked: Preferences, given_parts: SubScores, confidence: Decimal
) -> None:
    found = fit(liked, given_parts, confidence)
    told = fit_told(found)

    known = {name: D(part) for name, part in told["parts"].items()}
    lifted = {name: (known.get(name, D(0)) + 1) / 2 for name in told["weights"]}
    total = sum((D(w) * lifted[name] for name, w in told["weights"].items()), D(0))
    assert abs(total * D(told["risk_factor"]) - D(told["weighed"])) < D("0.00001")
    raw = (D(told["weighed"]) + D(told["nudge"])) * D(told["rank_factor"])
    assert max(D(0), min(D(1), raw)) == D(told["score"])
    final = D(told["confidence_weight"]) * confidence + D(told["score_weight"]) * found.score
    assert abs(final - D(told["final"])) < D("0.000001")
    size = D(told["least"]) + D(told["spread"]) * D(told["final"])
    assert found.size is None or abs(size - found.size) < D("0.000001")


@given(preferences, parts, confidences)
def test_every_dial_weight_and_known_part_is_in_the_words(
    liked: Preferences, given_parts: SubScores, confidence: Decimal
) -> None:
    told = fit_told(fit(liked, given_parts, confidence))
    words = fit_words(told)
    assert set(told["parts"]) == {n for n in PARTS if getattr(given_parts, n) is not None}
    for name, dial in dials_told(liked).items():
        assert f"{name.replace('_', ' ')} {dial}" in words
    for name, weight in told["weights"].items():
        assert f"{name} weighs {weight} and is {told['parts'].get(name, 'unknown')}" in words


def test_the_worked_example_reads_like_the_page_on_scoring() -> None:
    assert fit_words(fit_told(fit(Preferences(), EVEN, D("0.5")))).startswith(
        "conviction 0.5 = 0.6 x confidence 0.5 + 0.4 x score 0.5;"
        " score = (weighed 0.5 + nudge 0) x rank 1; weighed = risk 1 x"
    )


def test_who_would_rather_not_is_told_with_every_number() -> None:
    said = unconvinced(fit(Preferences(trade_frequency=0), EVEN, D("0.5")))
    assert "wants conviction of 0.6 or more: conviction 0.48 = " in said
    assert "trade frequency 0" in said


@given(st.lists(wishes, min_size=1, max_size=4), caps, caps)
def test_a_leverage_is_the_first_wish_within_both_caps(
    wanted: list[Decimal | None], venue_most: Decimal, agent_cap: Decimal
) -> None:
    named = {str(n): wish for n, wish in enumerate(wanted)}
    found = chosen(named, venue_most=venue_most, agent_cap=agent_cap)

    assert 1 <= found.leverage <= min(venue_most, agent_cap)
    first = next((name for name, wish in named.items() if wish is not None), NOBODY)
    assert found.by == first
    assert found.wish == named.get(first)
    if found.wish is not None and 1 <= found.wish <= min(venue_most, agent_cap):
        assert found.leverage == found.wish


@given(st.decimals(1, 60, places=2), caps, caps, caps)
def test_a_higher_cap_never_lowers_a_leverage(
    wish: Decimal, venue_most: Decimal, one: Decimal, other: Decimal
) -> None:
    low, high = (
        chosen({"agent": wish}, venue_most=venue_most, agent_cap=cap).leverage
        for cap in sorted((one, other))
    )
    assert low <= high


def test_a_leverage_without_wish_or_bounds_has_none_in_its_numbers() -> None:
    assert Geared(leverage=D(1), by="spot").numbers() == {"leverage": "1", "leverage_by": "spot"}


@pytest.mark.parametrize(
    ("liked", "by", "told"),
    [
        (None, "venue", {"share_by": "signal"}),
        (Preferences(), "venue", {"share_by": "signal"}),
        (
            Preferences(),
            "preferences",
            {"share_by": "signal", "dials": dials_told(Preferences())},
        ),
    ],
)
def test_dials_are_told_where_they_counted(
    liked: Preferences | None, by: str, told: dict[str, object]
) -> None:
    assert user_told(liked, None, Geared(leverage=D(1), by=by)) == told


def test_a_share_by_preferences_is_told_with_its_fit() -> None:
    found = fit(Preferences(), EVEN, D("0.5"))
    told = user_told(Preferences(), found, VENUE)
    assert told == {"share_by": "preferences", "fit": fit_told(found)}


@given(st.decimals(-(10**9), 10**9, places=9))
def test_an_amount_is_spelled_exactly_and_plainly(amount: Decimal) -> None:
    assert D(spelled(amount)) == amount
    assert "E" not in spelled(amount)
