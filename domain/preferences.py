"""Preferences: how a user likes to trade, and what that makes of a signal's size and leverage."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import ROUND_FLOOR, Decimal

from contracts.market import Fraction, Leverage, VenueName
from contracts.scores import SubScores
from domain.rounding import rounded
from domain.sizing import leverage_within

GRAIN = Decimal("0.000001")
_ZERO, _ONE, _HALF, _HUNDRED = Decimal(0), Decimal(1), Decimal("0.5"), Decimal(100)

OFTEN, SELDOM = 70, 30
"""Above the one a user wants to trade often, below the other seldom."""
_NUDGE = Decimal("0.05")
_NUDGED_UP_ABOVE, _NUDGED_DOWN_BELOW = Decimal("0.4"), Decimal("0.7")
SURE = Decimal("0.6")
"""A user who trades seldom skips what is less sure than this."""
RANK_MATTERS = 70
_POOR_RANK, _POOR_RANK_FACTOR = Decimal("0.3"), Decimal("0.7")
CONFIDENCE_WEIGHT, SCORE_WEIGHT = Decimal("0.6"), Decimal("0.4")
LEAST, SPREAD = Decimal("0.005"), Decimal("0.095")
"""The share of a balance that no conviction is worth, and how much the fullest adds to it."""

GEARED = frozenset({VenueName.OSTIUM})
"""Venues whose default leverage a user's preferences replace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """Five dials from 0 to 100; 50 is neutral, and 0 is a choice like any other.

    Raises ValueError for anything that is not a whole number from 0 to 100.
    """

    risk_tolerance: int = 50
    trade_frequency: int = 50
    social_sentiment_weight: int = 50
    price_momentum_focus: int = 50
    market_rank_priority: int = 50

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if type(value) is not int or not 0 <= value <= _HUNDRED:
                raise ValueError(f"{each.name} is {value!r}, not a whole number from 0 to 100")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What a signal is worth to one user: the score and conviction in 0..1, and the share.

    The score is `(weighed + nudge) * rank_factor`, held within 0..1. `size` is None when the user
    would rather not trade it.
    """

    preferences: Preferences
    parts: SubScores
    confidence: Fraction
    weighed: Decimal
    nudge: Decimal
    rank_factor: Decimal
    score: Decimal
    final: Decimal
    size: Fraction | None


def fit(preferences: Preferences, parts: SubScores, confidence: Fraction) -> Fit:
    """Weigh a signal's parts, already read for its side, the way a user wants them weighed."""
    weighed = _weighed(preferences, parts)
    nudge, factor = _nudge(preferences, weighed), _rank_factor(preferences, parts)
    score = _clamp((weighed + nudge) * factor)
    final = rounded(CONFIDENCE_WEIGHT * confidence + SCORE_WEIGHT * score, GRAIN)
    skipped = preferences.trade_frequency < SELDOM and final < SURE
    size = rounded(LEAST + SPREAD * final, GRAIN)
    return Fit(
        preferences=preferences,
        parts=parts,
        confidence=confidence,
        weighed=weighed,
        nudge=nudge,
        rank_factor=factor,
        score=score,
        final=final,
        size=None if skipped else size,
    )


def weights(preferences: Preferences) -> dict[str, Decimal]:
    """Tell how much each part weighs to a user; together they are 1."""
    social = multiplier(preferences.social_sentiment_weight)
    raw = {
        "galaxy": Decimal("0.25"),
        "sentiment": Decimal("0.20") * social,
        "social": Decimal("0.20") * social,
        "momentum": Decimal("0.20") * multiplier(preferences.price_momentum_focus),
        "rank": Decimal("0.15") * multiplier(preferences.market_rank_priority),
    }
    total = sum(raw.values())
    return {name: weight / total for name, weight in raw.items()}


def multiplier(dial: int) -> Decimal:
    """Turn a dial into a factor from a half to one and a half."""
    return _HALF + dial / _HUNDRED


def gearing(preferences: Preferences, most: Leverage) -> Leverage:
    """Tell how much of the most leverage there is a user would take, in whole steps."""
    p = preferences
    taste = (
        Decimal("0.30") * p.risk_tolerance
        + Decimal("0.25") * p.social_sentiment_weight
        + Decimal("0.25") * p.trade_frequency
        + Decimal("0.10") * p.price_momentum_focus
        + Decimal("0.10") * p.market_rank_priority
    ) / _HUNDRED
    return max(_ONE, (taste * most).to_integral_value(ROUND_FLOOR))


def chosen_leverage(wishes: Iterable[Decimal | None], *caps: Decimal) -> Leverage:
    """Take the first wish there is, and 1 without any, within every cap and never below 1."""
    wanted = next((wish for wish in wishes if wish is not None), _ONE)
    return leverage_within(wanted, *caps)


def preferred_leverage(
    preferences: Preferences | None, venue: VenueName, most: Leverage
) -> Leverage | None:
    """Tell what leverage a user's preferences ask for on a venue, if they ask for any."""
    if preferences is None or venue not in GEARED:
        return None
    return gearing(preferences, most)


def _weighed(preferences: Preferences, parts: SubScores) -> Decimal:
    """Add up the parts on a scale from 0 to 1, where what is not known stands in the middle."""
    total = sum(
        (weight * _lifted(getattr(parts, name)) for name, weight in weights(preferences).items()),
        _ZERO,
    )
    return rounded(total * multiplier(preferences.risk_tolerance), GRAIN)


def _nudge(preferences: Preferences, score: Decimal) -> Decimal:
    if preferences.trade_frequency > OFTEN and score > _NUDGED_UP_ABOVE:
        return _NUDGE
    if preferences.trade_frequency < SELDOM and score < _NUDGED_DOWN_BELOW:
        return -_NUDGE
    return _ZERO


def _rank_factor(preferences: Preferences, parts: SubScores) -> Decimal:
    matters = preferences.market_rank_priority > RANK_MATTERS
    return _POOR_RANK_FACTOR if matters and _lifted(parts.rank) < _POOR_RANK else _ONE


def _lifted(part: Decimal | None) -> Decimal:
    """Move a part from -1..1 to 0..1."""
    return _HALF if part is None else (part + _ONE) / 2


def _clamp(score: Decimal) -> Decimal:
    return max(_ZERO, min(_ONE, score))
