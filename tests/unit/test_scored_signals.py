"""Scores at work: what a signal is worth, whether it is raised, and what a user makes of it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from contracts.intents import RefusalReason
from contracts.market import Leverage, Side, VenueName
from contracts.scores import NoScore, ScoreBreakdown, Unscored
from contracts.signals import IgnoreReason
from domain.intents import Approved, Refused, decide
from domain.policy import Policy, SizingMode
from domain.preferences import Preferences
from domain.routing import Case
from domain.signals import Ignored, Outlook, Signal, judge
from tests.factories import NOON, an_id
from tests.factories_scene import AGENT, DEPLOYMENT, HL, MARKET, OSTIUM, QUOTE, a_case, a_scene
from tests.factories_scores import a_breakdown, a_snapshot
from tests.factories_signals import a_call, a_classified

D = Decimal
SOURCE = an_id("source/a")
USER = DEPLOYMENT.user_wallet


def judged(
    *, min_score: str = "0", policy: Policy | None = None, side: Side = Side.LONG, **values: Any
) -> Signal | Ignored:
    """Judge a call on BTC by a snapshot, if any figure of one is named."""
    market, quote = MARKET, QUOTE
    outlook = Outlook(
        now=NOON,
        policy=policy or Policy(),
        markets={"BTC": dict.fromkeys(VenueName, market)},
        quotes={"BTC": dict.fromkeys(VenueName, quote)},
        snapshots={"BTC": a_snapshot(**values)} if values else {},
    )
    agent = replace(AGENT, min_score=D(min_score))
    return judge(a_classified(SOURCE), a_call(direction=side), agent, outlook)


def raised(**values: Any) -> Signal:
    signal = judged(**values)
    assert isinstance(signal, Signal)
    return signal


def test_a_scored_signal_says_its_score_its_size_and_how_they_came_about() -> None:
    signal = raised(galaxy=60)
    assert (signal.score, signal.size) == (D("0.36"), D("0.036"))
    assert signal.breakdown == a_breakdown()


def test_the_quadratic_setting_sizes_by_the_square() -> None:
    assert raised(galaxy=60, policy=Policy(sizing_mode=SizingMode.QUADRATIC)).size == D("0.015552")


def test_without_a_snapshot_the_size_is_the_default_and_the_signal_says_why() -> None:
    signal = raised()
    assert (signal.score, signal.size) == (None, D("0.05"))
    assert isinstance(signal.breakdown, NoScore)
    assert signal.breakdown.unscored is Unscored.NOT_SEEN


def test_a_snapshot_too_old_leaves_the_default_size() -> None:
    signal = raised(seen_at=NOON - timedelta(minutes=61))
    assert (signal.score, signal.size) == (None, D("0.05"))
    assert isinstance(signal.breakdown, NoScore)
    assert signal.breakdown.unscored is Unscored.TOO_OLD


BAD: dict[str, Any] = {
    "galaxy": 10,
    "sentiment": "0.1",
    "social_change": -90,
    "momentum": -29,
    "rank": 1900,
}


def test_a_score_that_is_not_positive_gives_no_signal() -> None:
    ignored = judged(**BAD)
    assert isinstance(ignored, Ignored)
    assert ignored.reason is IgnoreReason.SCORE_NOT_POSITIVE
    assert "not above 0" in ignored.detail


def test_an_agent_may_lower_or_raise_its_bar() -> None:
    assert raised(min_score="-1", **BAD).size == D("0.005")
    assert isinstance(judged(galaxy=60, min_score="0.36"), Ignored)
    assert raised(galaxy=60, min_score="0.35").score == D("0.36")


def test_what_falls_is_shorted_in_a_larger_size_than_it_is_bought() -> None:
    falling: dict[str, Any] = {"sentiment": "0.2", "momentum": -15}
    long, short = (raised(side=side, min_score="-1", **falling) for side in Side)
    assert long.size < short.size
    assert short.breakdown == a_breakdown(Side.SHORT, **falling)


def a_fitted_case(
    preferences: Preferences | None = None, *, policy: Policy | None = None, **signal: Any
) -> Case:
    """Set a scored signal before a deployment whose user may have preferences."""
    users = {} if preferences is None else {USER: preferences}
    scene = a_scene(preferences=users, policy=policy or Policy())
    defaults: dict[str, Any] = {"score": D("0.36"), "size": D("0.036"), "breakdown": a_breakdown()}
    return a_case(scene, **(defaults | signal))


def committed(case: Case) -> Decimal:
    decision = decide(case)
    assert isinstance(decision, Approved)
    return decision.offer.size.collateral


def test_a_user_without_preferences_takes_the_signal_s_size() -> None:
    assert a_fitted_case().share() == D("0.036")
    assert D(359) < committed(a_fitted_case()) <= D(360)


def test_a_user_with_preferences_is_fitted_to_a_scored_signal() -> None:
    assert a_fitted_case(Preferences()).share() == D("0.073115")
    assert D(730) < committed(a_fitted_case(Preferences())) <= D("731.15")


@pytest.mark.parametrize(
    "breakdown", [None, NoScore(unscored=Unscored.TOO_OLD, detail="last told long ago")]
)
def test_a_signal_without_a_score_has_its_own_size_for_everybody(breakdown: Any) -> None:
    case = a_fitted_case(Preferences(risk_tolerance=0), breakdown=breakdown, size=D("0.05"))
    assert case.share() == D("0.05")


def test_no_preference_goes_beyond_the_platform_s_largest_size() -> None:
    bold = Preferences(risk_tolerance=100)
    assert a_fitted_case(bold, policy=Policy(max_size=D("0.04"))).share() == D("0.04")


def test_who_trades_seldom_may_decline_and_no_venue_is_asked() -> None:
    breakdown = a_breakdown(confidence="0.5")
    assert isinstance(breakdown, ScoreBreakdown)
    decision = decide(
        a_fitted_case(Preferences(trade_frequency=0), breakdown=breakdown, confidence=D("0.5"))
    )
    assert isinstance(decision, Refused)
    assert (decision.reason, decision.routing) == (RefusalReason.NOT_PREFERRED, None)
    assert "conviction of 0.6 or more: conviction 0.517 = 0.6 x confidence 0.5" in decision.detail
    assert "trade frequency 0" in decision.detail


def leverage_on(
    venue: VenueName,
    preferences: Preferences | None,
    *,
    most: int = 20,
    own: Leverage | None = None,
    cap: int = 10,
    asked: Leverage | None = None,
) -> Decimal:
    """Tell with what leverage a deployment trades on a venue."""
    market = replace(MARKET, max_leverage=D(most))
    agent = replace(AGENT, venues=(venue,), leverage=own, leverage_cap=D(cap))
    scene = a_scene(
        markets={venue: market}, preferences={} if preferences is None else {USER: preferences}
    )
    decision = decide(a_case(scene, agent=agent, leverage=asked))
    assert isinstance(decision, Approved)
    return decision.offer.size.leverage


def test_leverage_is_the_signal_s_then_the_agent_s_the_user_s_and_the_venue_s() -> None:
    assert leverage_on(OSTIUM, Preferences(), own=D(2), asked=D(4)) == 4
    assert leverage_on(HL, None, asked=D(50)) == 10
    assert leverage_on(OSTIUM, None) == 3
    assert leverage_on(OSTIUM, Preferences()) == 5
    assert leverage_on(OSTIUM, Preferences(), own=D(2)) == 2
    assert leverage_on(HL, Preferences()) == 1


def test_leverage_is_within_the_venue_s_most_and_the_agent_s_cap() -> None:
    bold = Preferences(
        risk_tolerance=100,
        trade_frequency=100,
        social_sentiment_weight=100,
        price_momentum_focus=100,
        market_rank_priority=100,
    )
    assert leverage_on(OSTIUM, bold) == 10
    assert leverage_on(OSTIUM, bold, most=4) == 4
    assert leverage_on(OSTIUM, bold, cap=2) == 2
    assert leverage_on(OSTIUM, None, most=2) == 2
