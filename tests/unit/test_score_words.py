"""A score and a size in words: every number of them, or why there are none."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from cli.explain.words import reckoned, scored, undecided, waits
from contracts.scores import NoScore, ScoreBreakdown, Unscored
from domain.preferences import Preferences
from domain.routing import route
from infra.reading.explain_story import Signal, Waiting
from tests.factories import NOON, an_id
from tests.factories_scene import AGENT, OSTIUM, USER, a_case, a_scene
from tests.factories_scores import a_breakdown

FOUND = a_breakdown()
SIGNAL = Signal(
    id=an_id("signal"),
    token="BTC",
    side="LONG",
    confidence=Decimal("0.8"),
    size=Decimal("0.036"),
    score=Decimal("0.36"),
    score_breakdown=FOUND.model_dump(mode="json"),
    reference_price=Decimal(60000),
    created_at=NOON,
    expires_at=NOON + timedelta(minutes=15),
    after=None,
    deployments=(),
    asked=1,
)


def test_a_score_is_told_number_by_number() -> None:
    breakdown = FOUND.model_dump(mode="json")
    breakdown["figures"]["rank"] = None
    figures, sums = scored(replace(SIGNAL, score_breakdown=breakdown))
    assert figures == (
        "figures of 2026-01-05T12:00:00Z: galaxy 60, sentiment 0.6, social_change 0, momentum 0,"
        " rank unknown; scored galaxy 0.4, sentiment 0.2, social 0, momentum 0, rank 0.3"
    )
    assert sums == (
        "market 0.2 = 0.30 galaxy + 0.25 sentiment + 0.20 social + 0.15 momentum + 0.10 rank;"
        " post 0.6 = 2 x (confidence 0.8 - 0.5); combined 0.36 = 0.6 market + 0.4 post;"
        " size 3.6 %, linear"
    )


def test_a_size_of_no_rule_of_ours_is_told_without_a_rule() -> None:
    *_, told = scored(replace(SIGNAL, size=Decimal("0.07")))
    assert told.endswith("combined 0.36 = 0.6 market + 0.4 post")


def test_a_score_that_was_weighed_otherwise_is_not_told_with_our_weights() -> None:
    found = a_breakdown()
    assert isinstance(found, ScoreBreakdown)
    other = found.model_copy(update={"market": Decimal("0.3")})
    *_, told = scored(replace(SIGNAL, score_breakdown=other.model_dump(mode="json")))
    assert told == "market 0.3, post 0.6, combined 0.36"


def test_no_score_is_told_with_its_reason() -> None:
    nothing = NoScore(unscored=Unscored.TOO_OLD, detail="last told at noon").model_dump(mode="json")
    assert scored(replace(SIGNAL, score_breakdown=nothing)) == ["too_old: last told at noon"]
    assert scored(replace(SIGNAL, score_breakdown=None)) == []


def test_a_size_is_told_with_the_numbers_of_the_user_and_of_the_agent() -> None:
    liked = {USER: Preferences(risk_tolerance=80)}
    agent = replace(AGENT, venues=(OSTIUM,), leverage_cap=Decimal(4))
    case = a_case(a_scene(preferences=liked), agent=agent, breakdown=FOUND)
    _, routing = route(case)
    assert routing.reckoning is not None

    sized, share, fitted, leverage, drifted = reckoned(routing.reckoning)

    assert "(by the preferences) of 10000 USD" in sized
    assert share.startswith("share: 0.005 + 0.095 x conviction 0.")
    assert "risk 1.3" in fitted
    assert leverage.startswith("leverage: 2 by the preferences, at most 20 on the venue, 4 for")
    assert leverage.endswith(
        "social sentiment weight 50, price momentum focus 50, market rank priority 50"
    )
    assert drifted == "drift: 0 from the reference 60000, at most 0.01"


def test_a_size_by_the_signal_is_told_with_its_bounds() -> None:
    _, routing = route(a_case())
    assert routing.reckoning is not None
    assert reckoned(routing.reckoning)[1:] == [
        "share: the signal's own, at most 10 %",
        "leverage: 1 by the venue, at most 20 on the venue, 10 for the agent",
        "drift: 0 from the reference 60000, at most 0.01",
    ]


def test_what_an_older_row_lacks_is_left_out() -> None:
    _, routing = route(a_case())
    assert routing.reckoning is not None
    new = ("share_most", "leverage_wish", "reference")
    older = {name: value for name, value in routing.reckoning.items() if name not in new}
    assert len(reckoned(older)) == 1


WAITING = Waiting(
    position_id=an_id("position"),
    status="CLOSING",
    intent_id=an_id("intent"),
    state=None,
    reject_reason=None,
    expires_at=NOON,
    created_at=NOON,
    settled_at=None,
)


def test_what_is_waited_for_is_told_with_its_order_and_its_end() -> None:
    until = "; gives up at 2026-01-05 12:00:00 UTC, when the signal expires"
    said = f"waiting for the close of position {an_id('position')} (intent {an_id('intent')}, "
    assert waits(WAITING) == f"{said}no order yet){until}"
    refused = replace(WAITING, state="REJECTED", reject_reason="NO_LIQUIDITY")
    assert waits(refused) == f"{said}order REJECTED, NO_LIQUIDITY){until}"
    assert waits(replace(WAITING, settled_at=NOON)).endswith("until 2026-01-05 12:00:00 UTC")


def test_nobody_to_ask_and_nobody_asked_yet_are_told_apart() -> None:
    assert undecided(0) == "not traded: the agent has no deployment"
    assert "has not asked 3 deployments" in undecided(3)
