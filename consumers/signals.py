"""Signals: every classified post becomes, for every follower, a signal or a reason why not."""

from collections.abc import Mapping, Sequence

from consumers.stage import Stage, Turn
from contracts.market import PostId, SourceId
from contracts.posts import PostClassified
from domain.agents import Agent
from domain.echoes import original, without_echoes
from domain.signal_messages import told
from domain.signals import (
    Ignored,
    Outlook,
    Signal,
    calls_of,
    duplicate,
    first_in_place,
    judge_post,
)

stage = Stage("signals")

Followers = Mapping[SourceId, Sequence[Agent]]
Outcomes = Mapping[PostId, Sequence[Signal | Ignored]]


@stage.handles_together(PostClassified)
async def raise_signals(posts: Sequence[PostClassified], turn: Turn) -> None:
    """Judge each post once for every agent that follows its source, and store every outcome.

    A place that several posts of a group want goes to the first of them, and so does the vote
    of those that say the same in the same words.
    """
    new = await _unsettled(posts, turn)
    if not new:
        return
    followers = await turn.uow.agents.following({post.source_id for post in new})
    outlook = await _outlook(new, followers, turn)
    judged = {post.post_id: judge_post(post, followers[post.source_id], outlook) for post in new}
    voted = await turn.uow.posts.voted({original(post) for post in new if calls_of(post)})
    outcomes = await _claimed(without_echoes(new, judged, voted), turn)
    await turn.uow.signals.add_outcomes(outcomes, turn.now)
    turn.uow.emit(
        *(told(post, outcome, turn.now) for post in new for outcome in outcomes[post.post_id])
    )


async def _unsettled(posts: Sequence[PostClassified], turn: Turn) -> list[PostClassified]:
    """Leave out the posts that have their outcomes, and all but the first word on a post."""
    first: dict[PostId, PostClassified] = {}
    for post in posts:
        first.setdefault(post.post_id, post)
    settled = await turn.uow.signals.settled(first)
    return [post for post_id, post in first.items() if post_id not in settled]


async def _outlook(posts: Sequence[PostClassified], followers: Followers, turn: Turn) -> Outlook:
    """Look at every market that any of the posts may be about, for any of its followers."""
    heard = [(post, agent) for post in posts for agent in followers[post.source_id]]
    tokens = {call.token for post, _ in heard for call in calls_of(post)}
    if not tokens:
        return Outlook(now=turn.now, policy=turn.policy)
    venues = {venue for _, agent in heard for venue in agent.venues}
    return Outlook(
        now=turn.now,
        policy=turn.policy,
        halts=await turn.uow.halts.in_force(),
        markets=await turn.uow.markets.tradable(tokens, venues),
        quotes=await turn.uow.markets.quotes(tokens, venues),
        snapshots=await turn.uow.scores.latest(tokens, turn.now),
    )


async def _claimed(judged: Outcomes, turn: Turn) -> Outcomes:
    """Store the signals, and turn those that find their place taken into duplicates."""
    signals = first_in_place(outcome for outcomes in judged.values() for outcome in outcomes)
    holders = await turn.uow.signals.add(signals) if signals else {}
    return {
        post_id: [
            duplicate(outcome, holders[outcome.dedupe_key])
            if isinstance(outcome, Signal) and holders[outcome.dedupe_key] != outcome.id
            else outcome
            for outcome in outcomes
        ]
        for post_id, outcomes in judged.items()
    }
