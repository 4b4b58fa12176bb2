"""Signals: every classified post becomes, for every follower, a signal or a reason why not."""

from collections.abc import Iterable, Sequence
from typing import assert_never

from consumers.stage import Stage, Turn
from contracts.market import Symbol, VenueName
from contracts.posts import Call, PostClassified
from contracts.signals import SignalIgnored, SignalRaised
from domain.agents import Agent
from domain.signals import (
    Ignored,
    Outlook,
    Signal,
    duplicate,
    judge,
    no_subscribers,
    not_a_candidate,
)

stage = Stage("signals")


@stage.handles(PostClassified)
async def raise_signals(post: PostClassified, turn: Turn) -> None:
    """Judge a post once for every agent that follows its source, and store every outcome."""
    if await turn.uow.signals.settled(post.post_id):
        return
    agents = await turn.uow.agents.following(post.source_id)
    outcomes = await _outcomes(post, agents, turn)
    await turn.uow.signals.add_outcomes(post.post_id, outcomes, turn.now)
    turn.uow.emit(*(_message(post, outcome, turn) for outcome in outcomes))


async def _outcomes(
    post: PostClassified, agents: Sequence[Agent], turn: Turn
) -> list[Signal | Ignored]:
    if not agents:
        return [no_subscribers(post)]
    calls = _calls(post)
    if not calls:
        return [*not_a_candidate(post, agents)]
    outlook = await _outlook(calls, agents, turn)
    judged = [judge(post, call, agent, outlook) for agent in agents for call in calls]
    return await _claimed(judged, turn)


def _calls(post: PostClassified) -> list[Call]:
    """Return the calls of a candidate, the first one for each token."""
    if not post.verdict.candidate:
        return []
    return list({call.token: call for call in reversed(post.verdict.calls)}.values())


async def _outlook(calls: Iterable[Call], agents: Iterable[Agent], turn: Turn) -> Outlook:
    venues: set[VenueName] = {venue for agent in agents for venue in agent.venues}
    tokens: list[Symbol] = [call.token for call in calls]
    markets = turn.uow.markets
    return Outlook(
        now=turn.now,
        policy=turn.policy,
        halts=await turn.uow.halts.in_force(),
        markets={token: await markets.tradable(token, venues) for token in tokens},
        quotes={token: await markets.quotes(token, venues) for token in tokens},
    )


async def _claimed(judged: Sequence[Signal | Ignored], turn: Turn) -> list[Signal | Ignored]:
    """Store the signals, and turn those that find their place taken into duplicates."""
    signals = [outcome for outcome in judged if isinstance(outcome, Signal)]
    holders = await turn.uow.signals.add(signals) if signals else {}
    return [
        duplicate(outcome, holders[outcome.dedupe_key])
        if isinstance(outcome, Signal) and holders[outcome.dedupe_key] != outcome.id
        else outcome
        for outcome in judged
    ]


def _message(
    post: PostClassified, outcome: Signal | Ignored, turn: Turn
) -> SignalRaised | SignalIgnored:
    match outcome:
        case Signal():
            return _raised(post, outcome, turn)
        case Ignored():
            return _ignored(post, outcome, turn)
    assert_never(outcome)


def _raised(post: PostClassified, signal: Signal, turn: Turn) -> SignalRaised:
    return SignalRaised(
        **post.leads_to(f"signal/{signal.agent_id}/{signal.token}", at=turn.now),
        signal_id=signal.id,
        agent_id=signal.agent_id,
        post_id=signal.post_id,
        source_id=signal.source_id,
        token=signal.token,
        side=signal.side,
        confidence=signal.confidence,
        score=signal.score,
        size=signal.size,
        reference_price=signal.reference_price,
        expires_at=signal.expires_at,
    )


def _ignored(post: PostClassified, ignored: Ignored, turn: Turn) -> SignalIgnored:
    return SignalIgnored(
        **post.leads_to(f"ignored/{ignored.agent_id}/{ignored.token}", at=turn.now),
        post_id=post.post_id,
        source_id=post.source_id,
        agent_id=ignored.agent_id,
        token=ignored.token,
        reason=ignored.reason,
        detail=ignored.detail,
    )
