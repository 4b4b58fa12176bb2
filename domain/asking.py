"""Asking for a trade: a person's request becomes a signal to one deployment, once for each key."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid5

from contracts.market import DeploymentId, SignalId, Wallet
from contracts.posts import PostClassified, SourceKind
from domain.agents import Agent
from domain.errors import Conflict, NotFound
from domain.manual import Ask
from domain.policy import Policy
from domain.ports.unit_of_work import UnitOfWork
from domain.signal_messages import told
from domain.signals import Ignored, Outlook, Signal, calls_of, judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The signal that a request became, or why it became none; `known` if it was made before."""

    signal_id: SignalId
    ignored: Ignored | None = None
    known: bool = False


async def raise_signal(ask: Ask, uow: UnitOfWork, now: datetime, policy: Policy) -> Answer:
    """Store a request as a post with its verdict and its outcome, and announce the signal.

    It passes the checks that any post has to pass; those of deployments come when it is decided
    on. The same request again changes nothing. Raises NotFound when there is no such deployment,
    Conflict when the key was used for another request.
    """
    deployment = await uow.agents.deployment(ask.deployment_id)
    agent = (await uow.agents.get([deployment.agent_id]))[deployment.agent_id]
    if ask.post_id in await uow.signals.settled([ask.post_id]):
        return await _known(ask, uow)
    wallet = deployment.user_wallet
    people = await uow.posts.ensure_sources(SourceKind.MANUAL, [wallet])
    post = await uow.posts.publish_judged(ask.post(people[wallet], now), ask.verdict(), now)
    if post is None:
        raise AssertionError("a request was stored without its outcome")
    return await _judged(ask, post, agent, uow, Outlook(now=now, policy=policy))


async def require_own(deployment_id: DeploymentId, wallet: Wallet, uow: UnitOfWork) -> None:
    """Raise NotFound for a deployment that is not there, or not this wallet's."""
    deployment = await uow.agents.deployment(deployment_id)
    if deployment.user_wallet != wallet:
        raise NotFound(f"no deployment {deployment_id}")


async def _known(ask: Ask, uow: UnitOfWork) -> Answer:
    said = await uow.posts.said(ask.post_id)
    if said != ask.words:
        raise Conflict(f"the key {ask.key} was used before, for: {said}")
    ignored = await uow.signals.ignored(ask.post_id)
    return Answer(signal_id=_signal_id(ask), ignored=next(iter(ignored), None), known=True)


async def _judged(
    ask: Ask, post: PostClassified, agent: Agent, uow: UnitOfWork, outlook: Outlook
) -> Answer:
    [call] = calls_of(post)
    outlook = replace(
        outlook,
        halts=await uow.halts.in_force(),
        markets=await uow.markets.tradable({call.token}, agent.venues),
        quotes=await uow.markets.quotes({call.token}, agent.venues),
    )
    outcome = judge(post, call, agent, outlook)
    if isinstance(outcome, Signal):
        outcome = _asked_for(ask, outcome, outlook.policy)
        await uow.signals.add([outcome])
    await uow.signals.add_outcomes({post.post_id: [outcome]}, outlook.now)
    uow.emit(told(post, outcome, outlook.now))
    ignored = outcome if isinstance(outcome, Ignored) else None
    return Answer(signal_id=_signal_id(ask), ignored=ignored)


def _asked_for(ask: Ask, signal: Signal, policy: Policy) -> Signal:
    return replace(
        signal,
        id=_signal_id(ask),
        dedupe_key=ask.place,
        size=policy.default_size if ask.share is None else ask.share,
        deployment_id=ask.deployment_id,
    )


def _signal_id(ask: Ask) -> SignalId:
    return SignalId(uuid5(ask.post_id, ask.place))
