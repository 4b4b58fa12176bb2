"""Scores: what outside figures about a token say for a trade, number by number."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from contracts.base import Instant
from contracts.market import Exact, Fraction

SubScore = Annotated[Exact, Field(ge=-1, le=1)]
"""How much one figure speaks for a trade: 1 for it, -1 against it."""


class Unscored(StrEnum):
    """Why a signal has no market score."""

    NOT_SEEN = "not_seen"
    TOO_OLD = "too_old"
    NO_FIGURES = "no_figures"
    NOTE = "note"
    """A research note is sized by a rule of its own."""
    ASKED = "asked"
    """A person asked for the trade, and said how much or left it at the default."""


class MarketFigures(BaseModel):
    """What was told of a token, as it was told; None is not known, and never a number."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    galaxy: Annotated[Exact, Field(ge=0, le=100)] | None = None
    """The Galaxy Score, 0..100."""
    sentiment: Fraction | None = None
    """The share of posts that speak well of the token."""
    social_change: Annotated[Exact, Field(ge=-100)] | None = None
    """By how many percent more is said of it than was."""
    momentum: Annotated[Exact, Field(ge=-100)] | None = None
    """By how many percent its price changed in 24 hours."""
    rank: Annotated[Exact, Field(ge=1)] | None = None
    """The AltRank; 1 is the best."""

    @property
    def known(self) -> bool:
        """Tell whether anything at all was told."""
        return any(value is not None for value in self.model_dump().values())


class SubScores(BaseModel):
    """What each figure says for a trade on one side; what is not known says nothing."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    galaxy: SubScore | None = None
    sentiment: SubScore | None = None
    social: SubScore | None = None
    momentum: SubScore | None = None
    rank: SubScore | None = None


class ScoreBreakdown(BaseModel):
    """How a market score came about; `combined` is the score of the signal."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    seen_at: Instant
    figures: MarketFigures
    parts: SubScores
    market: SubScore
    """What the parts come to together."""
    post: SubScore
    """What the confidence in the post adds."""
    combined: SubScore


class NoScore(BaseModel):
    """Why there is no market score, so that the size is the default."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    unscored: Unscored
    detail: str
