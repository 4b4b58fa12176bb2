"""Trades by hand: a person asks one deployment for one, in so many words, under a key."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from contracts.market import DeploymentId, Fraction, Leverage, PostId, Side, Symbol
from contracts.posts import Call, SourceKind, Verdict
from contracts.scores import NoScore, Unscored
from domain.agents import Source
from domain.posts import Post, post_id
from domain.scoring import Worth
from domain.sizing import tidy

CLASSIFIER = "manual"
"""Who is named as the classifier of what persons ask for, which nobody has to make out."""
CERTAIN = Decimal(1)
ASKED_WORTH = Worth(
    breakdown=NoScore(unscored=Unscored.ASKED, detail="a person asked for it"),
    size=Decimal("0.05"),
)
"""What is asked for is not scored; the person's own share takes the place of the size."""
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,100}$")]
"""The caller's own name for one trade, so that asking again asks for nothing more."""


class Ask(BaseModel):
    """What a person asks of one deployment; what is None is left to the rules."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    deployment_id: DeploymentId
    token: Symbol
    side: Side
    share: Annotated[Fraction, Field(gt=0)] | None = None
    """The share of the balance to commit."""
    leverage: Leverage | None = None
    """Counts within the limits of agent and venue."""
    key: Key

    @property
    def words(self) -> str:
        """Say it as a sentence, the same for the same request."""
        size = "the default" if self.share is None else f"{tidy(self.share):f}"
        leverage = "" if self.leverage is None else f" at leverage {tidy(self.leverage):f}"
        trade = f"{self.side} {self.token} with {size} of the balance{leverage}"
        return f"{trade} on deployment {self.deployment_id}"

    @property
    def post_id(self) -> PostId:
        """Name the post that the request is stored as: one for each key."""
        return post_id(SourceKind.MANUAL, self.key)

    @property
    def place(self) -> str:
        """Name the place that only one signal can hold: one for each key."""
        return f"manual:{self.key}"

    def post(self, person: Source, now: datetime) -> Post:
        """Make a post of the person's words."""
        return Post(source=person, external_id=self.key, text=self.words, published_at=now)

    def verdict(self) -> Verdict:
        """Give the verdict on it, which is what it says."""
        call = Call(
            token=self.token, direction=self.side, confidence=CERTAIN, leverage=self.leverage
        )
        return Verdict(
            classifier=CLASSIFIER,
            candidate=True,
            calls=(call,),
            confidence=CERTAIN,
            reason="asked for by hand",
        )
