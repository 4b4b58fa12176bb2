"""A score in words: every number of it, or why there is none."""

from cli.explain.words import scored
from contracts.scores import NoScore, Unscored
from tests.factories_scores import a_breakdown


def test_a_score_is_told_number_by_number() -> None:
    breakdown = a_breakdown().model_dump(mode="json")
    breakdown["figures"]["rank"] = None
    assert scored(breakdown) == (
        "figures of 2026-01-05T12:00:00Z: galaxy 60, sentiment 0.6, social_change 0, momentum 0,"
        " rank unknown; scored galaxy 0.4, sentiment 0.2, social 0, momentum 0, rank 0.3;"
        " market 0.2, post 0.6, combined 0.36"
    )


def test_no_score_is_told_with_its_reason() -> None:
    nothing = NoScore(unscored=Unscored.TOO_OLD, detail="last told at noon")
    assert scored(nothing.model_dump(mode="json")) == "too_old: last told at noon"
