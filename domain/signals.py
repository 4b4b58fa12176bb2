"""Signals: what a call in a post comes to for one agent."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from contracts.market import (
    AgentId,
    DeploymentId,
    Fraction,
    Leverage,
    PostId,
    Price,
    Side,
    SignalId,
    SourceId,
    Symbol,
    VenueName,
)
from contracts.posts import Call, PostClassified, SourceKind
from contracts.scores import NoScore, ScoreBreakdown
from contracts.signals import IgnoreReason
from domain.agents import Agent
from domain.halts import Halt, entry_halt
from domain.limits import fresh
from domain.manual import ASKED_WORTH
from domain.policy import STABLECOINS, Policy
from domain.ports.venue import Market, Quote
from domain.research import NOTE_WORTH
from domain.scores import Snapshot
from domain.scoring import Question, Worth, worth
from domain.sizing import tidy

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OWN_WORTH = {SourceKind.RESEARCH: NOTE_WORTH, SourceKind.MANUAL: ASKED_WORTH}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """An agent's reason to trade; `dedupe_key` is the place only one signal can hold."""

    id: SignalId
    dedupe_key: str
    agent_id: AgentId
    post_id: PostId
    source_id: SourceId
    trace_id: UUID
    token: Symbol
    side: Side
    confidence: Fraction
    score: Decimal | None
    """Market score in -1..1; None when there was none, and then `size` is the default."""
    size: Fraction
    leverage: Leverage | None = None
    """What the source itself asked for, as a research note or a person may; bounded later."""
    reference_price: Price
    created_at: datetime
    expires_at: datetime
    breakdown: ScoreBreakdown | NoScore | None = None
    deployment_id: DeploymentId | None = None
    """The one deployment that is asked; None asks all of the agent's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """A post, or one call in it, gave an agent no signal; or nobody, when no agent follows."""

    agent_id: AgentId | None
    token: Symbol | None
    reason: IgnoreReason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is known of the world when a post is judged; markets and quotes by symbol."""

    now: datetime
    policy: Policy
    halts: Sequence[Halt] = ()
    markets: Mapping[Symbol, Mapping[VenueName, Market]] = field(default_factory=dict)
    quotes: Mapping[Symbol, Mapping[VenueName, Quote]] = field(default_factory=dict)
    snapshots: Mapping[Symbol, Snapshot] = field(default_factory=dict)
    """What was last told of a token; those nothing was told of are absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    post: PostClassified
    call: Call
    agent: Agent
    outlook: Outlook

    def venues(self) -> list[VenueName]:
        """Name the agent's venues that list the token, in the agent's order."""
        listed = self.outlook.markets.get(self.call.token, {})
        return [venue for venue in self.agent.venues if venue in listed]

    def takers(self) -> list[VenueName]:
        """Name those of them on which the call's side can be traded."""
        if self.call.direction is Side.SHORT:
            return [venue for venue in self.venues() if venue is not VenueName.SPOT]
        return self.venues()

    def reference(self) -> Price | None:
        """Return the fresh price of the first venue that has one."""
        quotes, policy = self.outlook.quotes.get(self.call.token, {}), self.outlook.policy
        for venue in self.takers():
            quote = quotes.get(venue)
            if quote and fresh(quote.seen_at, self.outlook.now, policy.max_price_age):
                return quote.price
        return None

    def worth(self, side: Side) -> Worth:
        """Score the call for a side, and size it."""
        if (settled := _OWN_WORTH.get(self.post.source_kind)) is not None:
            return settled
        question = Question(side=side, confidence=self.call.confidence)
        snapshot = self.outlook.snapshots.get(self.call.token)
        return worth(snapshot, question, now=self.outlook.now, policy=self.outlook.policy)


def judge_post(
    post: PostClassified, agents: Sequence[Agent], outlook: Outlook
) -> list[Signal | Ignored]:
    """Judge a post for the agents that follow its source: one outcome for each of its calls."""
    if not agents:
        return [no_subscribers(post)]
    calls = calls_of(post)
    if not calls:
        return [*not_a_candidate(post, agents)]
    return [judge(post, call, agent, outlook) for agent in agents for call in calls]


def calls_of(post: PostClassified) -> list[Call]:
    """Return the calls of a candidate, the first one for each token."""
    if not post.verdict.candidate:
        return []
    return list({call.token: call for call in reversed(post.verdict.calls)}.values())


def first_in_place(outcomes: Iterable[Signal | Ignored]) -> list[Signal]:
    """Pick the signals that come first for their places."""
    first: dict[str, Signal] = {}
    for outcome in outcomes:
        if isinstance(outcome, Signal):
            first.setdefault(outcome.dedupe_key, outcome)
    return list(first.values())


def judge(post: PostClassified, call: Call, agent: Agent, outlook: Outlook) -> Signal | Ignored:
    """Make a signal of a call for an agent, or say which check it failed first."""
    reading = _Reading(post=post, call=call, agent=agent, outlook=outlook)
    for reason, check in _CHECKS:
        detail = check(reading)
        if detail is not None:
            return Ignored(agent_id=agent.id, token=call.token, reason=reason, detail=detail)
    side, reference = call.direction, reading.reference()
    if side is None or reference is None:
        raise AssertionError("the checks let through a call without a direction or a price")
    return _signal(reading, side, reference)


def not_a_candidate(post: PostClassified, agents: Sequence[Agent]) -> list[Ignored]:
    """Say for each agent that a post calls for no trade, with the classifier's reason."""
    reason, detail = IgnoreReason.NOT_A_CANDIDATE, post.verdict.reason
    return [Ignored(agent_id=a.id, token=None, reason=reason, detail=detail) for a in agents]


def no_subscribers(post: PostClassified) -> Ignored:
    """Say that nobody follows the source of a post."""
    detail = f"no agent follows {post.author}"
    return Ignored(agent_id=None, token=None, reason=IgnoreReason.NO_SUBSCRIBERS, detail=detail)


def duplicate(signal: Signal, holder: SignalId) -> Ignored:
    """Say that another signal holds the place of this one."""
    return Ignored(
        agent_id=signal.agent_id,
        token=signal.token,
        reason=IgnoreReason.DUPLICATE,
        detail=f"signal {holder} holds {signal.dedupe_key}",
    )


def dedupe_key(agent_id: AgentId, token: Symbol, at: datetime, width: timedelta) -> str:
    """Name the place in which an agent can have one signal for a token: a stretch of UTC."""
    start = at - (at - _EPOCH) % width
    return f"auto:{agent_id}:{token}:{start.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def expiry(post: PostClassified, outlook: Outlook) -> datetime:
    """Tell how long a post is a reason to trade; one dated ahead gains nothing by it."""
    policy = outlook.policy
    researched = post.source_kind is SourceKind.RESEARCH
    life = policy.research_signal_life if researched else policy.post_signal_life
    return min(post.published_at, outlook.now) + life


def _signal(reading: _Reading, side: Side, reference: Price) -> Signal:
    post, call, policy = reading.post, reading.call, reading.outlook.policy
    found = reading.worth(side)
    place = dedupe_key(reading.agent.id, call.token, post.published_at, policy.signal_bucket)
    return Signal(
        id=SignalId(uuid5(post.post_id, place)),
        dedupe_key=place,
        agent_id=reading.agent.id,
        post_id=post.post_id,
        source_id=post.source_id,
        trace_id=post.trace_id,
        token=call.token,
        side=side,
        confidence=call.confidence,
        score=found.score,
        breakdown=found.breakdown,
        size=found.size,
        leverage=call.leverage,
        reference_price=tidy(reference),
        created_at=reading.outlook.now,
        expires_at=expiry(post, reading.outlook),
    )


def _agent_not_live(reading: _Reading) -> str | None:
    return None if reading.agent.live else f"the agent is {reading.agent.status}"


def _no_direction(reading: _Reading) -> str | None:
    unclear = f"the post says neither up nor down of {reading.call.token}"
    return unclear if reading.call.direction is None else None


def _low_confidence(reading: _Reading) -> str | None:
    confidence, least = reading.call.confidence, reading.outlook.policy.min_confidence
    return None if confidence >= least else f"confidence {confidence}, at least {least}"


def _stablecoin(reading: _Reading) -> str | None:
    token = reading.call.token
    return f"{token} is meant not to move" if token in STABLECOINS else None


def _no_market(reading: _Reading) -> str | None:
    unlisted = f"{reading.call.token} is not listed on {', '.join(reading.agent.venues)}"
    return None if reading.venues() else unlisted


def _short_on_spot(reading: _Reading) -> str | None:
    return None if reading.takers() else f"only SPOT lists {reading.call.token}"


def _expired(reading: _Reading) -> str | None:
    end = expiry(reading.post, reading.outlook)
    if reading.outlook.now < end:
        return None
    return f"published at {reading.post.published_at.isoformat()}, good until {end.isoformat()}"


def _no_fresh_price(reading: _Reading) -> str | None:
    if reading.reference() is not None:
        return None
    age = reading.outlook.policy.max_price_age.total_seconds()
    return f"{', '.join(reading.takers())} quoted nothing in {age:g} s"


def _score_not_positive(reading: _Reading) -> str | None:
    side, bar = reading.call.direction, reading.agent.min_score
    if side is None:
        return None
    found = reading.worth(side)
    if found.above(bar):
        return None
    return f"score {found.score} for a size of {found.size}; not above {tidy(bar)}"


def _halted(reading: _Reading) -> str | None:
    halt = entry_halt(
        reading.outlook.halts,
        venue=None,
        agent_id=reading.agent.id,
        source_id=reading.post.source_id,
        deployment_id=None,
    )
    return None if halt is None else str(halt)


_CHECKS: tuple[tuple[IgnoreReason, Callable[[_Reading], str | None]], ...] = (
    (IgnoreReason.AGENT_NOT_LIVE, _agent_not_live),
    (IgnoreReason.NO_DIRECTION, _no_direction),
    (IgnoreReason.LOW_CONFIDENCE, _low_confidence),
    (IgnoreReason.STABLECOIN, _stablecoin),
    (IgnoreReason.NO_MARKET, _no_market),
    (IgnoreReason.SHORT_ON_SPOT, _short_on_spot),
    (IgnoreReason.EXPIRED, _expired),
    (IgnoreReason.NO_FRESH_PRICE, _no_fresh_price),
    (IgnoreReason.SCORE_NOT_POSITIVE, _score_not_positive),
    (IgnoreReason.HALTED, _halted),
)
