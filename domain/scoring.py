"""Scoring: what figures about a token say for a trade, and how much of a balance that is worth.

Every figure is read off a line through fixed points, so each sub-score is continuous, bounded and
goes one way. What is not known says nothing: it counts 0, neither for the trade nor against it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from contracts.market import Fraction, Side
from contracts.scores import MarketFigures, NoScore, ScoreBreakdown, SubScores, Unscored
from domain.limits import fresh
from domain.policy import Policy, SizingMode
from domain.rounding import rounded
from domain.scores import Snapshot
from domain.sizing import tidy

Curve = tuple[tuple[Decimal, Decimal], ...]
"""Points of a line from left to right; left of the first and right of the last it is level."""

GRAIN = Decimal("0.000001")
"""The finest step of a score or of a size."""
_ZERO, _ONE = Decimal(0), Decimal(1)


def _curve(*points: tuple[str, str]) -> Curve:
    return tuple((Decimal(x), Decimal(y)) for x, y in points)


GALAXY = _curve(("0", "-1"), ("40", "-.4"), ("50", "0"), ("60", ".4"), ("75", ".8"), ("100", "1"))
SENTIMENT = _curve(
    ("0", "-1"), (".3", "-.5"), (".4", "-.2"), (".6", ".2"), (".7", ".5"), ("1", "1")
)
SOCIAL = _curve(
    ("-100", "-1"), ("-20", "-.4"), ("0", "0"), ("20", ".4"), ("50", ".8"), ("100", "1")
)
MOMENTUM = _curve(
    ("-30", "-1"), ("-10", "-.6"), ("-5", "-.3"), ("5", ".3"), ("10", ".6"), ("20", "1")
)
RANK = _curve(
    ("0", "1"), ("50", ".7"), ("200", ".3"), ("500", "-.2"), ("1000", "-.6"), ("2000", "-1")
)

WEIGHTS: Mapping[str, Decimal] = {
    "galaxy": Decimal("0.30"),
    "sentiment": Decimal("0.25"),
    "social": Decimal("0.20"),
    "momentum": Decimal("0.15"),
    "rank": Decimal("0.10"),
}
"""How much each part weighs in the market's score; together 1."""
MARKET_WEIGHT, POST_WEIGHT = Decimal("0.6"), Decimal("0.4")
_QUADRATIC: tuple[tuple[Decimal, Decimal], ...] = (
    (Decimal("0.3"), Decimal("0.5")),
    (Decimal("0.5"), Decimal("0.7")),
    (Decimal("0.7"), Decimal("1.0")),
    (Decimal("0.9"), Decimal("1.2")),
)
"""Below this confidence the quadratic size is multiplied by that."""
_SUREST = Decimal("1.5")
_FULL = Decimal("0.10")
"""The share of a balance that a score of 1 is worth, before it is bounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A trade that is thought about: which side, and how sure the post made us of it."""

    side: Side
    confidence: Fraction


def sub_score(curve: Curve, figure: Decimal | None) -> Decimal | None:
    """Read a figure off its curve."""
    if figure is None:
        return None
    if figure <= curve[0][0]:
        return curve[0][1]
    for (left, low), (right, high) in pairwise(curve):
        if figure <= right:
            return _grained(low + (figure - left) * (high - low) / (right - left))
    return curve[-1][1]


def mirrored(figures: MarketFigures) -> MarketFigures:
    """Turn good news into bad: the sentiment and the momentum a short hopes for.

    Galaxy Score, rank and social volume say how much a token is watched, which is as good for
    one side as for the other; they stay.
    """
    sentiment, momentum = figures.sentiment, figures.momentum
    return figures.model_copy(
        update={
            "sentiment": None if sentiment is None else _ONE - sentiment,
            "momentum": None if momentum is None else -momentum,
        }
    )


def parts(figures: MarketFigures, side: Side) -> SubScores:
    """Tell what each figure says for a trade on a side; a short reads the mirrored ones."""
    read = figures if side is Side.LONG else mirrored(figures)
    return SubScores(
        galaxy=sub_score(GALAXY, read.galaxy),
        sentiment=sub_score(SENTIMENT, read.sentiment),
        social=sub_score(SOCIAL, read.social_change),
        momentum=sub_score(MOMENTUM, read.momentum),
        rank=sub_score(RANK, read.rank),
    )


def composite(scores: SubScores) -> Decimal:
    """Add the parts up by their weights, in -1..1."""
    terms = (weight * (getattr(scores, name) or _ZERO) for name, weight in WEIGHTS.items())
    return _grained(sum(terms, _ZERO))


def post_term(confidence: Fraction) -> Decimal:
    """Spread the confidence in a post over -1..1."""
    return _grained((confidence - Decimal("0.5")) * 2)


def score(snapshot: Snapshot, question: Question) -> ScoreBreakdown:
    """Score a trade by what was told of its token."""
    scores = parts(snapshot.figures, question.side)
    market, post = composite(scores), post_term(question.confidence)
    combined = MARKET_WEIGHT * market + POST_WEIGHT * post
    return ScoreBreakdown(
        seen_at=snapshot.seen_at,
        figures=snapshot.figures,
        parts=scores,
        market=market,
        post=post,
        combined=_grained(max(-_ONE, min(_ONE, combined))),
    )


def appraise(
    snapshot: Snapshot | None, question: Question, *, now: datetime, max_age: timedelta
) -> ScoreBreakdown | NoScore:
    """Score a trade, or say why there is nothing to score it by."""
    if snapshot is None:
        return NoScore(unscored=Unscored.NOT_SEEN, detail="nothing was told of the token")
    if not fresh(snapshot.seen_at, now, max_age):
        detail = f"last told at {snapshot.seen_at.isoformat()}"
        return NoScore(unscored=Unscored.TOO_OLD, detail=detail)
    if not snapshot.figures.known:
        return NoScore(unscored=Unscored.NO_FIGURES, detail="the token is listed without figures")
    return score(snapshot, question)


def share(found: ScoreBreakdown | NoScore, question: Question, policy: Policy) -> Decimal:
    """Tell which share of a balance a score is worth; without a score it is the default."""
    if isinstance(found, NoScore):
        return policy.default_size
    if policy.sizing_mode is SizingMode.QUADRATIC:
        return _quadratic(found.combined, question.confidence, policy)
    wanted = _grained(found.combined * _FULL)
    return max(policy.min_size, min(policy.max_size, wanted))


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What a trade is worth: its score, or why there is none, and the share of a balance."""

    breakdown: ScoreBreakdown | NoScore
    size: Decimal

    @property
    def score(self) -> Decimal | None:
        """Return the score, if there is one."""
        return None if isinstance(self.breakdown, NoScore) else self.breakdown.combined

    def above(self, bar: Decimal) -> bool:
        """Tell whether a trade may be made: its score is above the bar and worth anything at all.

        A score of exactly 0 is a score; only where there is none the bar says nothing.
        """
        return self.score is None or (self.score > bar and self.size > 0)


def worth(snapshot: Snapshot | None, question: Question, *, now: datetime, policy: Policy) -> Worth:
    """Score and size a trade by what was last told of its token."""
    found = appraise(snapshot, question, now=now, max_age=policy.max_score_age)
    return Worth(breakdown=found, size=share(found, question, policy))


def _grained(value: Decimal) -> Decimal:
    return tidy(rounded(value, GRAIN))


def _quadratic(combined: Decimal, confidence: Fraction, policy: Policy) -> Decimal:
    if combined <= 0:
        return _ZERO
    factor = next((k for below, k in _QUADRATIC if confidence < below), _SUREST)
    return min(policy.max_size, _grained(combined * combined * _FULL * factor))
