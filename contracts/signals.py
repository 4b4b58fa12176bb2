"""Signals: an agent's reason to trade, or why a post gave it none."""

from enum import StrEnum

from contracts.base import Instant, Message
from contracts.market import (
    AgentId,
    DeploymentId,
    Exact,
    Fraction,
    Leverage,
    PostId,
    Price,
    Side,
    SignalId,
    SourceId,
    Symbol,
)
from contracts.scores import NoScore, ScoreBreakdown


class IgnoreReason(StrEnum):
    """Why a post, or one call in it, became no signal for an agent."""

    NOT_A_CANDIDATE = "not_a_candidate"
    NO_DIRECTION = "no_direction"
    LOW_CONFIDENCE = "low_confidence"
    NO_SUBSCRIBERS = "no_subscribers"
    AGENT_NOT_LIVE = "agent_not_live"
    STABLECOIN = "stablecoin"
    NO_MARKET = "no_market"
    SHORT_ON_SPOT = "short_on_spot"
    NO_FRESH_PRICE = "no_fresh_price"
    DUPLICATE = "duplicate"
    EXPIRED = "expired"
    SCORE_NOT_POSITIVE = "score_not_positive"
    HALTED = "halted"
    INVALID_POST = "invalid_post"
    ECHO = "echo"


class SignalRaised(Message):
    """An agent has a reason to trade a token one way, for a while."""

    signal_id: SignalId
    agent_id: AgentId
    post_id: PostId
    source_id: SourceId
    token: Symbol
    side: Side
    confidence: Fraction
    score: Exact | None
    """Market score in -1..1 for this side; None when there was none, and then size is default."""
    size: Fraction
    """Share of the wallet's balance to commit as collateral."""
    reference_price: Price
    expires_at: Instant
    leverage: Leverage | None = None
    """What a research note or a person asks for; it counts within the limits of agent and venue."""
    breakdown: ScoreBreakdown | NoScore | None = None
    """How the score came about, or why there is none."""
    deployment_id: DeploymentId | None = None
    """The one deployment that is asked, by its own user; None asks all of the agent's."""

    @property
    def partition(self) -> str:
        return str(self.agent_id)


class SignalIgnored(Message):
    """A post became no signal: for an agent, or for nobody when no agent follows its source."""

    post_id: PostId
    source_id: SourceId
    agent_id: AgentId | None
    token: Symbol | None
    reason: IgnoreReason
    detail: str

    @property
    def partition(self) -> str:
        return str(self.agent_id or self.source_id)
