"""Intents: every signal becomes, for every deployment of its agent, an intent or a refusal."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from consumers.stage import Stage, Turn, World
from contracts.intents import ExitReason, TradeIntended, TradeRefused
from contracts.market import AgentId, PositionId, SignalId, Symbol, Wallet
from contracts.positions import PositionClosed
from contracts.signals import SignalRaised
from domain.agents import Agent, Deployment
from domain.flips import PendingFlip, left_waiting
from domain.halts import Halt, entry_halt
from domain.intents import Approved, Decision, Flip, Proposal, Refused, asked, decide_all
from domain.ports.unit_of_work import UnitOfWork
from domain.risk import Book, to_read
from domain.risk_limits import Limits
from domain.routing import Scene

stage = Stage("intents")

Said = tuple[Decision, TradeIntended | TradeRefused]


@stage.handles_together(SignalRaised)
async def decide_deployments(signals: Sequence[SignalRaised], turn: Turn) -> None:
    """Decide once for every deployment of each signal's agent, and store every decision.

    The signals are taken in the order they came: what one takes, the next finds taken.
    """
    new = await _undecided(signals, turn)
    if not new:
        return
    await _store(await _decided(new, turn), turn)


@stage.handles_together(PositionClosed)
async def enter_after_closing(closed: Sequence[PositionClosed], turn: Turn) -> None:
    """Decide anew for the deployments that closed a position to change sides."""
    positions = {message.position_id for message in closed}
    await _resume(lambda: turn.uow.intents.flips_of(positions), turn)


@stage.round
async def give_up_flips(world: World) -> int:
    """Refuse what waited for a position to close until its signal expired, or a halt ended it.

    What waits outlives a halt on entries that is lifted in time; a stronger one ends it for good.
    Exits are tried for ever; the flip is not. Its refusal says how far the exit had come.
    """
    now = world.clock.now()
    async with world.units() as uow:
        turn = Turn(uow=uow, now=now, policy=world.policy)
        overdue = await _resume(lambda: uow.intents.overdue_flips(now), turn, given_up=True)
        halts = [halt for halt in await uow.halts.in_force() if halt.ends_waiting]
        if not halts:
            return overdue
        return overdue + await _resume(lambda: _ended_by(halts, uow), turn, given_up=True)


async def _ended_by(halts: Sequence[Halt], uow: UnitOfWork) -> Sequence[PendingFlip]:
    """List the flips that halts end.

    Those of a venue are left to the decision after the close: another venue may take the entry.
    """
    pending = await uow.intents.pending_flips()
    agents = {flip.signal.agent_id for flip in pending}
    deployments = await uow.agents.deployments(agents) if agents else {}
    accounts = {each.id: each.account for some in deployments.values() for each in some}
    return [
        flip
        for flip in pending
        if entry_halt(
            halts,
            venue=None,
            agent_id=flip.signal.agent_id,
            source_id=flip.signal.source_id,
            deployment_id=flip.deployment_id,
            wallet=accounts.get(flip.deployment_id),
        )
    ]


async def _resume(
    pending: Callable[[], Awaitable[Sequence[PendingFlip]]], turn: Turn, *, given_up: bool = False
) -> int:
    """Decide on pending flips as if their signals came now, but that nobody flips again."""
    if not await pending():
        return 0
    await turn.uow.intents.settled(())  # our turn: until then others may have decided
    flips = await pending()
    if flips:
        questions = [flip.question for flip in flips]
        decisions = await _decided(questions, turn, may_flip=False)
        if given_up:
            decisions = await _with_exits(decisions, flips, turn)
        await _store(decisions, turn)
        await turn.uow.intents.settle_flips(flips, turn.now)
    return len(flips)


async def _with_exits(
    decisions: Sequence[Decision | Flip], flips: Sequence[PendingFlip], turn: Turn
) -> list[Decision | Flip]:
    """Add to each refusal what became of the exit that the deployment waited for."""
    positions = await turn.uow.positions.lock({flip.position_id for flip in flips})
    evidence = await turn.uow.positions.evidence(positions.values())
    said = {
        (flip.signal.signal_id, flip.deployment_id): left_waiting(
            positions[flip.position_id], evidence[flip.position_id].orders
        )
        for flip in flips
        if flip.position_id in positions
    }
    return [
        decision.adding(said.get(decision.case.pair)) if isinstance(decision, Refused) else decision
        for decision in decisions
    ]


async def _decided(
    new: Sequence[SignalRaised], turn: Turn, *, may_flip: bool = True
) -> list[Decision | Flip]:
    found = await turn.uow.agents.get({signal.agent_id for signal in new})
    agents = {key: replace(each, flips=each.flips and may_flip) for key, each in found.items()}
    deployments = await turn.uow.agents.deployments(list(agents))
    scenes = await _scenes(new, agents, deployments, turn)
    proposals = [
        Proposal(
            signal=signal,
            agent=agents[signal.agent_id],
            deployments=asked(signal, deployments[signal.agent_id]),
            scene=scenes[signal.token],
        )
        for signal in new
    ]
    accounts = {each.account for some in deployments.values() for each in some}
    exposures = await turn.uow.intents.exposures(accounts)
    return decide_all(proposals, exposures, await _book(agents, accounts, turn))


async def _book(agents: Collection[AgentId], accounts: Collection[Wallet], turn: Turn) -> Book:
    """Read the limits in force, and what counts against them already."""
    risk = turn.uow.risk
    stored = await risk.limits({*map(str, agents), *accounts})
    limits = Limits.of(turn.policy.limits, stored)
    standing = await risk.standing(to_read(limits, agents, accounts, turn.now))
    return Book(limits=limits, standing=standing)


async def _undecided(signals: Sequence[SignalRaised], turn: Turn) -> list[SignalRaised]:
    """Leave out the signals that have their decisions, and any told twice."""
    first: dict[SignalId, SignalRaised] = {}
    for signal in signals:
        first.setdefault(signal.signal_id, signal)
    settled = await turn.uow.intents.settled(first)
    return [signal for signal_id, signal in first.items() if signal_id not in settled]


async def _scenes(
    signals: Sequence[SignalRaised],
    agents: Mapping[AgentId, Agent],
    deployments: Mapping[AgentId, Sequence[Deployment]],
    turn: Turn,
) -> dict[Symbol, Scene]:
    """Look at the world once for all the signals, and set one scene for each symbol."""
    uow = turn.uow
    tokens = {signal.token for signal in signals}
    everybody = [deployment for some in deployments.values() for deployment in some]
    markets = await uow.markets.tradable(
        tokens, {venue for agent in agents.values() for venue in agent.venues}
    )
    venues = {venue for listed in markets.values() for venue in listed}
    quotes = await uow.markets.quotes(tokens, venues)
    unresolved = await uow.intents.unresolved(list(agents), tokens)
    flipping = [each.id for each in everybody if agents[each.agent_id].flips]
    held = await uow.intents.held(flipping, tokens) if flipping else {}
    scene = Scene(
        now=turn.now,
        policy=turn.policy,
        halts=await uow.halts.in_force(),
        ready=await uow.agents.ready({each.user_wallet for each in everybody}, venues),
        preferences=await uow.preferences.of({each.user_wallet for each in everybody}),
        balances=await uow.markets.balances(venues, {each.account for each in everybody}),
    )
    return {
        token: replace(
            scene,
            markets=markets[token],
            quotes=quotes[token],
            unresolved=unresolved[token],
            held=held.get(token, {}),
        )
        for token in tokens
    }


async def _store(decisions: Sequence[Decision | Flip], turn: Turn) -> None:
    """Reserve what was approved, refuse what lost its place, then write and say all of it."""
    uow, now = turn.uow, turn.now
    wanted = [_said(decision, now) for decision in await _without_flips(decisions, turn)]
    intents = [message for _, message in wanted if isinstance(message, TradeIntended)]
    reserved = await uow.intents.reserve(intents, now)
    said = [_kept(each, reserved, now) for each in wanted]
    messages = [message for _, message in said]
    await uow.intents.add([m for m in messages if isinstance(m, TradeIntended)], now)
    await uow.intents.add_refusals([m for m in messages if isinstance(m, TradeRefused)])
    await uow.intents.add_routings(
        {
            (decision.case.signal.signal_id, decision.case.deployment.id): decision.routing
            for decision, _ in said
            if decision.routing is not None
        },
        now,
    )
    uow.emit(*messages)


async def _without_flips(decisions: Sequence[Decision | Flip], turn: Turn) -> list[Decision]:
    """Begin the flips, and leave the rest, with a refusal for each flip that came too late.

    Of two flips of one position the first has it.
    """
    first: dict[PositionId, Flip] = {}
    for decision in decisions:
        if isinstance(decision, Flip):
            first.setdefault(decision.position_id, decision)
    if not first:
        return [decision for decision in decisions if not isinstance(decision, Flip)]
    intents, reason = turn.uow.intents, ExitReason.SIGNAL_FLIP
    exits = await turn.uow.positions.request_exit(list(first), reason, turn.now)
    begun = [first[intended.position_id] for intended in exits]
    await intents.add_flips([flip.pending() for flip in begun], turn.now)
    turn.uow.emit(*exits)
    others = [decision for decision in decisions if decision not in begun]
    return [each.outrun() if isinstance(each, Flip) else each for each in others]


def _said(decision: Decision, now: datetime) -> Said:
    match decision:
        case Approved():
            return decision, decision.intent(now)
        case Refused():
            return decision, decision.refusal(now)
    assert_never(decision)


def _kept(said: Said, reserved: AbstractSet[PositionId], now: datetime) -> Said:
    """Refuse after all where the place was not to be had."""
    match said:
        case (Approved() as approved, TradeIntended() as intent) if (
            intent.position_id not in reserved
        ):
            return _said(approved.outrun(), now)
        case _:
            return said
