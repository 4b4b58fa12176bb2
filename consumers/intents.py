"""Intents: every signal becomes, for every deployment of its agent, an intent or a refusal."""

from collections.abc import Sequence

from consumers.stage import Stage, Turn
from contracts.signals import SignalRaised
from domain.agents import Agent, Deployment
from domain.intents import Approved, Decision, Refused, decide_all
from domain.routing import Scene

stage = Stage("intents")


@stage.handles(SignalRaised)
async def decide_deployments(signal: SignalRaised, turn: Turn) -> None:
    """Decide once for every deployment of the signal's agent, and store every decision."""
    if await turn.uow.intents.settled(signal.signal_id):
        return
    agent = await turn.uow.agents.get(signal.agent_id)
    deployments = await turn.uow.agents.deployments(agent.id)
    scene = await _scene(signal, agent, deployments, turn)
    decisions = decide_all(signal, agent, deployments, scene)
    await _store(signal, decisions, turn)


async def _scene(
    signal: SignalRaised, agent: Agent, deployments: Sequence[Deployment], turn: Turn
) -> Scene:
    uow, token = turn.uow, signal.token
    markets = await uow.markets.tradable(token, agent.venues)
    users = [deployment.user_wallet for deployment in deployments]
    accounts = [deployment.account for deployment in deployments]
    return Scene(
        now=turn.now,
        policy=turn.policy,
        halts=await uow.halts.in_force(),
        markets=markets,
        quotes=await uow.markets.quotes(token, agent.venues),
        ready={venue: await uow.agents.ready(users, venue) for venue in markets},
        balances={venue: await uow.markets.balances(venue, accounts) for venue in markets},
        exposures=await uow.intents.exposures(token, accounts),
        unresolved=await uow.intents.unresolved(agent.id, token),
    )


async def _store(signal: SignalRaised, decisions: Sequence[Decision], turn: Turn) -> None:
    """Reserve what was approved, refuse what lost its place, then write and say all of it."""
    uow, now = turn.uow, turn.now
    wanted = [(d, d.intent(now)) for d in decisions if isinstance(d, Approved)]
    reserved = await uow.intents.reserve([intent for _, intent in wanted], now)
    intents = [intent for _, intent in wanted if intent.position_id in reserved]
    refused = [d for d in decisions if isinstance(d, Refused)]
    refused += [d.outrun() for d, intent in wanted if intent.position_id not in reserved]
    refusals = [decision.refusal(now) for decision in refused]
    routings = {d.case.deployment.id: d.routing for d, _ in wanted}
    routings |= {d.case.deployment.id: d.routing for d in refused if d.routing is not None}
    await uow.intents.add(intents, now)
    await uow.intents.add_refusals(refusals)
    await uow.intents.add_routings(signal.signal_id, routings, now)
    uow.emit(*intents, *refusals)
