"""What is said of a judged post: the signals it raised, and why it raised no others."""

from datetime import datetime
from typing import assert_never

from contracts.posts import PostClassified
from contracts.signals import SignalIgnored, SignalRaised
from domain.signals import Ignored, Signal


def told(
    post: PostClassified, outcome: Signal | Ignored, at: datetime
) -> SignalRaised | SignalIgnored:
    """Say what a post came to for one agent."""
    match outcome:
        case Signal():
            return _raised(post, outcome, at)
        case Ignored():
            return _ignored(post, outcome, at)
    assert_never(outcome)


def _raised(post: PostClassified, signal: Signal, at: datetime) -> SignalRaised:
    return SignalRaised(
        **post.leads_to(f"signal/{signal.agent_id}/{signal.token}", at=at),
        signal_id=signal.id,
        agent_id=signal.agent_id,
        post_id=signal.post_id,
        source_id=signal.source_id,
        token=signal.token,
        side=signal.side,
        confidence=signal.confidence,
        score=signal.score,
        size=signal.size,
        leverage=signal.leverage,
        reference_price=signal.reference_price,
        expires_at=signal.expires_at,
        breakdown=signal.breakdown,
        deployment_id=signal.deployment_id,
    )


def _ignored(post: PostClassified, ignored: Ignored, at: datetime) -> SignalIgnored:
    return SignalIgnored(
        **post.leads_to(f"ignored/{ignored.agent_id}/{ignored.token}", at=at),
        post_id=post.post_id,
        source_id=post.source_id,
        agent_id=ignored.agent_id,
        token=ignored.token,
        reason=ignored.reason,
        detail=ignored.detail,
    )
