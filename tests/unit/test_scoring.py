"""Scoring: bounded, continuous, one way, the same for a short in a mirrored world."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.market import Side
from contracts.scores import MarketFigures, NoScore, ScoreBreakdown, SubScores, Unscored
from domain.policy import Policy, SizingMode
from domain.scores import Snapshot
from domain.scoring import (
    GALAXY,
    MOMENTUM,
    RANK,
    SENTIMENT,
    SOCIAL,
    WEIGHTS,
    Curve,
    Question,
    Worth,
    appraise,
    composite,
    mirrored,
    parts,
    post_term,
    score,
    share,
    sub_score,
    worth,
)
from tests.factories import NOON

D = Decimal
LINEAR, QUADRATIC = Policy(), Policy(sizing_mode=SizingMode.QUADRATIC)
HOUR = timedelta(hours=1)

CURVES = {
    "galaxy": (GALAXY, D(0), D(100), 1),
    "sentiment": (SENTIMENT, D(0), D(1), 1),
    "social_change": (SOCIAL, D(-100), D(500), 1),
    "momentum": (MOMENTUM, D(-100), D(500), 1),
    "rank": (RANK, D(1), D(5000), -1),
}
"""Each figure's curve, what it can be, and whether more of it is better."""


def figures_of(name: str) -> st.SearchStrategy[Decimal]:
    _, least, most, _ = CURVES[name]
    return st.decimals(least, most, places=4)


figures = st.builds(MarketFigures, **{name: st.none() | figures_of(name) for name in CURVES})
confidences = st.decimals(0, 1, places=3)
sides = st.sampled_from(Side)


def told(**values: Any) -> Snapshot:
    known = {name: D(str(value)) for name, value in values.items()}
    return Snapshot(token="BTC", seen_at=NOON, figures=MarketFigures(**known))


EXAMPLE = told(galaxy=60, sentiment="0.6", social_change=0, momentum=0, rank=200)


def sure(confidence: str = "0.8", side: Side = Side.LONG) -> Question:
    return Question(side=side, confidence=D(confidence))


def test_scenario_16_the_worked_example_comes_out_to_the_digit() -> None:
    found = score(EXAMPLE, sure())

    read = found.parts
    assert [read.galaxy, read.sentiment, read.social, read.momentum, read.rank] == [
        D("0.4"),
        D("0.2"),
        0,
        0,
        D("0.3"),
    ]
    assert (found.market, found.post, found.combined) == (D("0.20"), D("0.6"), D("0.36"))
    assert share(found, sure(), LINEAR) == D("0.036")
    assert share(found, sure(), QUADRATIC) == D("0.015552")


@pytest.mark.parametrize(
    ("curve", "points"),
    [
        (GALAXY, {"75": "0.8", "60": "0.4", "50": "0", "40": "-0.4", "39": "-0.415", "0": "-1"}),
        (SENTIMENT, {"0.7": "0.5", "0.6": "0.2", "0.4": "-0.2", "0.3": "-0.5", "0.15": "-0.75"}),
        (SOCIAL, {"51": "0.804", "20": "0.4", "-20": "-0.4", "-60": "-0.7", "-100": "-1"}),
        (MOMENTUM, {"25": "1", "10": "0.6", "-10": "-0.6", "-20": "-0.8", "-31": "-1"}),
        (RANK, {"1": "0.994", "50": "0.7", "500": "-0.2", "1001": "-0.6004", "3000": "-1"}),
    ],
)
def test_each_curve_goes_through_its_points_the_lowest_branch_too(
    curve: Curve, points: dict[str, str]
) -> None:
    assert {x: sub_score(curve, D(x)) for x in points} == {x: D(y) for x, y in points.items()}


@pytest.mark.parametrize("name", CURVES)
@given(data=st.data())
def test_a_sub_score_is_bounded_continuous_and_goes_one_way(name: str, data: st.DataObject) -> None:
    curve, _, _, direction = CURVES[name]
    low, high = sorted((data.draw(figures_of(name)), data.draw(figures_of(name))))
    left, right = sub_score(curve, low), sub_score(curve, high)

    assert left is not None
    assert right is not None
    assert -1 <= left <= 1
    assert (right - left) * direction >= 0
    steepest = max(abs((y1 - y0) / (x1 - x0)) for (x0, y0), (x1, y1) in pairwise(curve))
    assert abs(right - left) <= (high - low) * steepest + D("0.000001")


def test_the_weights_are_a_whole() -> None:
    assert sum(WEIGHTS.values()) == 1


@given(figures, sides, confidences)
def test_every_number_of_a_score_is_between_minus_one_and_one(
    told_of: MarketFigures, side: Side, confidence: Decimal
) -> None:
    snapshot = Snapshot(token="BTC", seen_at=NOON, figures=told_of)
    found = score(snapshot, Question(side=side, confidence=confidence))
    assert all(-1 <= each <= 1 for each in (found.market, found.post, found.combined))
    assert found.figures == told_of


@pytest.mark.parametrize("name", CURVES)
@given(data=st.data())
def test_a_better_figure_never_lowers_the_score_or_the_size(name: str, data: st.DataObject) -> None:
    rest, confidence = data.draw(figures), data.draw(confidences)
    worse, better = sorted(
        (data.draw(figures_of(name)), data.draw(figures_of(name))), reverse=CURVES[name][3] < 0
    )
    question = Question(side=Side.LONG, confidence=confidence)
    low, high = (
        score(Snapshot(token="BTC", seen_at=NOON, figures=each), question)
        for each in (rest.model_copy(update={name: value}) for value in (worse, better))
    )
    assert low.market <= high.market
    assert low.combined <= high.combined
    for policy in (LINEAR, QUADRATIC):
        assert share(low, question, policy) <= share(high, question, policy)


@given(figures, sides, confidences, confidences)
def test_more_confidence_never_lowers_the_score_or_the_size(
    told_of: MarketFigures, side: Side, one: Decimal, other: Decimal
) -> None:
    snapshot = Snapshot(token="BTC", seen_at=NOON, figures=told_of)
    less, more = (Question(side=side, confidence=each) for each in sorted((one, other)))
    assert score(snapshot, less).combined <= score(snapshot, more).combined
    for policy in (LINEAR, QUADRATIC):
        smaller, larger = (share(score(snapshot, q), q, policy) for q in (less, more))
        assert smaller <= larger


@given(figures)
def test_a_short_is_scored_as_a_long_in_the_mirrored_world(told_of: MarketFigures) -> None:
    assert parts(told_of, Side.SHORT) == parts(mirrored(told_of), Side.LONG)
    assert mirrored(mirrored(told_of)) == told_of


def test_what_is_good_for_a_long_is_bad_for_a_short() -> None:
    rising = told(sentiment="0.9", momentum=15).figures
    long, short = (composite(parts(rising, side)) for side in Side)
    assert long > 0 > short


def test_what_is_not_known_says_nothing_and_is_never_the_worst() -> None:
    nothing = parts(MarketFigures(), Side.LONG)
    assert composite(nothing) == 0
    assert nothing.galaxy is None
    assert composite(parts(told(galaxy=0).figures, Side.LONG)) == D("-0.3")


def test_a_token_never_told_of_has_no_score() -> None:
    found = appraise(None, sure(), now=NOON, max_age=HOUR)
    assert isinstance(found, NoScore)
    assert found.unscored is Unscored.NOT_SEEN
    assert share(found, sure(), LINEAR) == share(found, sure(), QUADRATIC) == D("0.05")
    assert Worth(breakdown=found, size=D("0.05")).above(D(1))


def test_a_snapshot_that_is_too_old_is_no_score() -> None:
    fresh = appraise(EXAMPLE, sure(), now=NOON + HOUR, max_age=HOUR)
    stale = appraise(EXAMPLE, sure(), now=NOON + HOUR + timedelta(seconds=1), max_age=HOUR)
    assert isinstance(fresh, ScoreBreakdown)
    assert isinstance(stale, NoScore)
    assert stale.unscored is Unscored.TOO_OLD


def test_a_snapshot_without_any_figure_is_no_score() -> None:
    found = appraise(told(), sure(), now=NOON, max_age=HOUR)
    assert isinstance(found, NoScore)
    assert found.unscored is Unscored.NO_FIGURES


def test_a_score_of_exactly_nothing_is_a_score_and_does_not_trade() -> None:
    even = told(galaxy=50)
    found = appraise(even, sure("0.5"), now=NOON, max_age=HOUR)
    assert isinstance(found, ScoreBreakdown)
    assert found.combined == 0
    size = share(found, sure("0.5"), LINEAR)
    assert size == D("0.005")
    assert not Worth(breakdown=found, size=size).above(D(0))
    assert Worth(breakdown=found, size=size).above(D("-0.1"))


def test_a_quadratic_size_of_nothing_is_not_traded_however_low_the_bar() -> None:
    found = score(told(galaxy=20), sure("0.5"))
    size = share(found, sure("0.5"), QUADRATIC)
    assert size == 0
    assert not Worth(breakdown=found, size=size).above(D(-1))


@given(figures, sides, confidences)
def test_a_size_is_within_its_bounds(
    told_of: MarketFigures, side: Side, confidence: Decimal
) -> None:
    question = Question(side=side, confidence=confidence)
    found = score(Snapshot(token="BTC", seen_at=NOON, figures=told_of), question)
    assert D("0.005") <= share(found, question, LINEAR) <= D("0.1")
    assert 0 <= share(found, question, QUADRATIC) <= D("0.1")


sub_scores = st.none() | st.decimals(-1, 1, places=4)
all_parts = st.builds(SubScores, **dict.fromkeys(WEIGHTS, sub_scores))


@given(all_parts, st.sampled_from(list(WEIGHTS)), sub_scores, sub_scores)
def test_parts_add_up_within_bounds_and_a_better_one_never_lowers_the_sum(
    rest: SubScores, name: str, one: Decimal | None, other: Decimal | None
) -> None:
    worse, better = sorted((one or D(0), other or D(0)))
    low, high = (composite(rest.model_copy(update={name: part})) for part in (worse, better))
    assert -1 <= low <= high <= 1
    assert high - low <= WEIGHTS[name] * (better - worse) + D("0.000001")


@given(figures, sides)
def test_every_part_is_bounded_and_known_exactly_when_its_figure_is(
    told_of: MarketFigures, side: Side
) -> None:
    read = parts(told_of, side)
    names = zip(WEIGHTS, ("galaxy", "sentiment", "social_change", "momentum", "rank"), strict=True)
    for part, figure in names:
        value = getattr(read, part)
        assert (value is None) == (getattr(told_of, figure) is None)
        assert value is None or -1 <= value <= 1


@given(confidences, confidences)
def test_more_confidence_is_a_higher_term_within_bounds(one: Decimal, other: Decimal) -> None:
    low, high = (post_term(each) for each in sorted((one, other)))
    assert -1 <= low <= high <= 1


@given(figures, sides, confidences, st.integers(0, 7200), st.integers(1, 7200))
def test_nothing_older_than_allowed_is_ever_scored(
    told_of: MarketFigures, side: Side, confidence: Decimal, age: int, most: int
) -> None:
    snapshot = Snapshot(token="BTC", seen_at=NOON, figures=told_of)
    found = appraise(
        snapshot,
        Question(side=side, confidence=confidence),
        now=NOON + timedelta(seconds=age),
        max_age=timedelta(seconds=most),
    )
    assert isinstance(found, ScoreBreakdown) == (age <= most and told_of.known)


@given(figures, sides, confidences, st.sampled_from([LINEAR, QUADRATIC]), st.data())
def test_a_higher_bar_never_lets_more_through_and_a_score_is_above_it_or_not_traded(
    told_of: MarketFigures, side: Side, confidence: Decimal, policy: Policy, data: st.DataObject
) -> None:
    snapshot = Snapshot(token="BTC", seen_at=NOON, figures=told_of)
    found = worth(snapshot, Question(side=side, confidence=confidence), now=NOON, policy=policy)
    bars = st.decimals(-1, 1, places=3)
    lower, higher = sorted((data.draw(bars), data.draw(bars)))

    assert 0 <= found.size <= policy.max_size
    assert found.above(lower) >= found.above(higher)
    if found.score is not None:
        assert found.above(higher) == (found.score > higher and found.size > 0)
    else:
        assert found.above(higher)
