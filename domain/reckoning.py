"""Reckoning: every number a size came from, spelled to be stored beside the decision.

What is spelled here is what was used, not what could be worked out again: a constant that changes
tomorrow leaves yesterday's decisions told as they were made.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from contracts.market import Leverage
from domain.preferences import (
    CONFIDENCE_WEIGHT,
    LEAST,
    SCORE_WEIGHT,
    SPREAD,
    SURE,
    Fit,
    Preferences,
    chosen_leverage,
    multiplier,
    weights,
)
from domain.sizing import tidy

NOBODY = "nobody"
"""Whose wish a leverage was when there was none."""
Numbers = Mapping[str, Any]
"""Numbers by name, each spelled as text, or numbers by name again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Geared:
    """A leverage, whose wish it was, and what bounded it; SPOT has neither wish nor bounds."""

    leverage: Leverage
    by: str
    wish: Decimal | None = None
    venue_most: Decimal | None = None
    agent_cap: Decimal | None = None

    def numbers(self) -> Numbers:
        """Spell the leverage with all it came from."""
        told = {"leverage": spelled(self.leverage), "leverage_by": self.by}
        bounds = {
            "leverage_wish": self.wish,
            "leverage_venue_most": self.venue_most,
            "leverage_agent_cap": self.agent_cap,
        }
        known = {name: spelled(value) for name, value in bounds.items() if value is not None}
        return told | known


def chosen(
    wishes: Mapping[str, Decimal | None], *, venue_most: Decimal, agent_cap: Decimal
) -> Geared:
    """Take the first wish there is, and 1 without any, and note whose it was and what bounds it."""
    by, wish = next(((by, wish) for by, wish in wishes.items() if wish is not None), (NOBODY, None))
    leverage = chosen_leverage([wish], venue_most, agent_cap)
    return Geared(leverage=leverage, by=by, wish=wish, venue_most=venue_most, agent_cap=agent_cap)


def spelled(value: Decimal) -> str:
    """Spell an amount in full, without an exponent and without zeros behind it."""
    return f"{tidy(value):f}"


def dials_told(preferences: Preferences) -> Numbers:
    """Spell the five dials a user set, or left neutral."""
    return {name: str(dial) for name, dial in asdict(preferences).items()}


def dial_words(dials: Numbers) -> str:
    """Say how the dials stand."""
    return ", ".join(f"{name.replace('_', ' ')} {dial}" for name, dial in dials.items())


def user_told(preferences: Preferences | None, fitted: Fit | None, geared: Geared) -> Numbers:
    """Say whose share it is, with the user's dials wherever they counted."""
    if fitted is not None:
        return {"share_by": "preferences", "fit": fit_told(fitted)}
    if preferences is not None and geared.by == "preferences":
        return {"share_by": "signal", "dials": dials_told(preferences)}
    return {"share_by": "signal"}


def fit_told(found: Fit) -> Numbers:
    """Spell how a signal was fitted to a user, step by step; a part not known is left out."""
    liked, known = found.preferences, found.parts.model_dump(exclude_none=True)
    return {
        "dials": dials_told(liked),
        "parts": {name: spelled(part) for name, part in known.items()},
        "weights": {name: f"{weight:.6f}" for name, weight in weights(liked).items()},
        "risk_factor": spelled(multiplier(liked.risk_tolerance)),
        "weighed": spelled(found.weighed),
        "nudge": spelled(found.nudge),
        "rank_factor": spelled(found.rank_factor),
        "score": spelled(found.score),
        "score_weight": spelled(SCORE_WEIGHT),
        "confidence": spelled(found.confidence),
        "confidence_weight": spelled(CONFIDENCE_WEIGHT),
        "final": spelled(found.final),
        "least": spelled(LEAST),
        "spread": spelled(SPREAD),
    }


def fit_words(fit: Numbers) -> str:
    """Say how a signal was fitted to a user, in one sentence with every number in it."""
    weighed = ", ".join(
        f"{name} weighs {weight} and is {fit['parts'].get(name, 'unknown')}"
        for name, weight in fit["weights"].items()
    )
    return (
        f"conviction {fit['final']} = {fit['confidence_weight']} x confidence {fit['confidence']}"
        f" + {fit['score_weight']} x score {fit['score']};"
        f" score = (weighed {fit['weighed']} + nudge {fit['nudge']}) x rank {fit['rank_factor']};"
        f" weighed = risk {fit['risk_factor']} x the sum of weight x (part + 1) / 2: {weighed};"
        f" dials: {dial_words(fit['dials'])}"
    )


def unconvinced(found: Fit) -> str:
    """Say why a user who trades seldom would rather not, with every number it came from."""
    told = fit_words(fit_told(found))
    return f"the user trades seldom, and wants conviction of {SURE} or more: {told}"
