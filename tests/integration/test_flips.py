"""Flips in both stores, and in the intents stage: one outcome for each deployment."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.roster import apply_roster, read_roster
from consumers.intents import decide_deployments
from consumers.stage import Turn
from contracts.market import DeploymentId, Network, PositionId, Side
from contracts.signals import SignalRaised
from domain.flips import PendingFlip
from domain.ports.unit_of_work import UnitsOfWork
from infra.clock import ManualClock
from infra.memory.store import MemoryStore
from tests.factories import NOON, a_balance, a_deployment, a_source, a_wallet, an_agent, an_id
from tests.factories_intents import POLICY, a_quoted_market
from tests.factories_signals import a_live_position, a_signal, dump, store_signal

pytestmark = pytest.mark.integration


async def a_holder(
    engine: AsyncEngine, *, flips: bool = True, status: str = "OPEN", **position: Any
) -> tuple[SignalRaised, PendingFlip]:
    """Store a deployment that is long, and the signal that speaks against it."""
    source_id = await a_source(engine)
    agent_id = await an_agent(engine, sources=(source_id,), flips=flips)
    await a_quoted_market(engine)
    deployment_id = await a_deployment(engine, agent_id)
    await a_balance(engine)
    earlier = await store_signal(engine, a_signal(agent_id, source_id, "earlier"))
    opened = {"status": status, "quantity": 1, "opened_quantity": 1, "entry_price": 60_000}
    opened |= {"opened_at": NOON} | position
    position_id = await a_live_position(engine, earlier, deployment_id, 1, **opened)
    signal = await store_signal(engine, a_signal(agent_id, source_id, side=Side.SHORT))
    flip = PendingFlip(
        signal=signal,
        deployment_id=DeploymentId(deployment_id),
        position_id=PositionId(position_id),
    )
    return signal, flip


async def decide(units: UnitsOfWork, *signals: SignalRaised) -> None:
    async with units() as uow:
        await decide_deployments(signals, Turn(uow=uow, now=NOON, policy=POLICY))


async def test_a_flip_asks_for_the_exit_once_and_decides_nothing_yet(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    signal, flip = await a_holder(engine)

    await decide(units, signal, signal)
    await decide(units, signal)

    content = await dump(engine, "flip", "intent", "refusal", "routing", "outbox")
    [stored], [leave], refusals, routings, [message] = content.values()
    assert (stored["position_id"], stored["settled_at"]) == (flip.position_id, None)
    assert (leave["purpose"], leave["reason"]) == ("CLOSE", "SIGNAL_FLIP")
    assert message["routing_key"] == "exit.intended.v1"
    assert (refusals, routings) == ([], [])


async def test_of_two_signals_that_flip_one_position_the_second_is_refused(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    signal, _ = await a_holder(engine)
    other = a_signal(signal.agent_id, signal.source_id, "other", side=Side.SHORT)
    await store_signal(engine, other)

    await decide(units, signal, other)

    content = await dump(engine, "flip", "refusal")
    assert [row["signal_id"] for row in content["flip"]] == [signal.signal_id]
    [refused] = content["refusal"]
    assert (refused["signal_id"], refused["reason"]) == (other.signal_id, "already_exposed")


@pytest.mark.parametrize("status", ["OPENING", "CLOSING"])
async def test_a_position_on_its_way_is_not_flipped(
    engine: AsyncEngine, units: UnitsOfWork, status: str
) -> None:
    signal, _ = await a_holder(engine, status=status, closing_reason=None)

    await decide(units, signal)

    content = await dump(engine, "flip", "refusal")
    assert content["flip"] == []
    assert [row["reason"] for row in content["refusal"]] == ["already_exposed"]


async def test_both_stores_keep_pending_flips_alike(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    signal, flip = await a_holder(engine)
    late = signal.expires_at

    async def story(begun: UnitsOfWork) -> list[object]:
        async with begun() as uow:
            intents = uow.intents
            await intents.add_flips([flip], NOON)
            await intents.add_flips([flip], NOON)
            told: list[object] = [
                await intents.settled([signal.signal_id]),
                await intents.flips_of([flip.position_id]),
                await intents.flips_of([PositionId(an_id("nobody"))]),
                await intents.overdue_flips(NOON),
                await intents.overdue_flips(late),
            ]
            await intents.settle_flips([flip], NOON)
            told += [await intents.flips_of([flip.position_id]), await intents.overdue_flips(late)]
            return told

    memory = MemoryStore(Network.PAPER, ManualClock(NOON))
    answers = await story(units)
    assert await story(memory.units) == answers
    assert answers == [{signal.signal_id}, [flip], [], [], [flip], [], []]


async def test_a_roster_says_which_agents_flip(units: UnitsOfWork, tmp_path: Path) -> None:
    path = tmp_path / "agents.toml"
    agent = f'[[agent]]\ncreator = "{a_wallet(9)}"\nfollows = ["alice"]\n'
    path.write_text(f'{agent}name = "a"\nflips = true\n{agent}name = "b"\n')
    roster = read_roster(path)

    await apply_roster(units, roster, Network.PAPER, NOON)

    async with units() as uow:
        stored = await uow.agents.get([entry.id for entry in roster.agent])
    assert {agent.name: agent.flips for agent in stored.values()} == {"a": True, "b": False}
