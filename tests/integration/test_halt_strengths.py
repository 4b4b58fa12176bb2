"""What each strength of a halt does to a deployment that waits to change sides."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.intents import decide_deployments, give_up_flips
from consumers.stage import Turn, World
from contracts.market import Side
from contracts.signals import SignalRaised
from domain.halts import HaltScope, HaltStrength
from domain.ports.unit_of_work import UnitsOfWork
from infra.classifiers.rules import RulesClassifier
from infra.clock import ManualClock
from tests.factories import NOON, a_balance, a_deployment, a_source, a_wallet, an_agent, an_id
from tests.factories_intents import POLICY, a_quoted_market, raise_halt
from tests.factories_signals import a_live_position, a_signal, dump, store_signal

pytestmark = pytest.mark.integration
STRONGER = [HaltStrength.REDUCE_ONLY, HaltStrength.FLATTEN]


@pytest.fixture
async def waiting(engine: AsyncEngine, units: UnitsOfWork) -> SignalRaised:
    """Have a deployment close its long, to be short after that."""
    source_id = await a_source(engine)
    agent_id = await an_agent(engine, sources=(source_id,), flips=True)
    await a_quoted_market(engine)
    deployment_id = await a_deployment(engine, agent_id)
    await a_balance(engine)
    earlier = await store_signal(engine, a_signal(agent_id, source_id, "earlier"))
    opened = {"status": "OPEN", "quantity": 1, "opened_quantity": 1, "entry_price": 60_000}
    await a_live_position(
        engine, earlier, deployment_id, 1, **opened, opened_at=NOON, hard_stop_price=1
    )
    signal = await store_signal(engine, a_signal(agent_id, source_id, side=Side.SHORT))
    async with units() as uow:
        await decide_deployments([signal], Turn(uow=uow, now=NOON, policy=POLICY))
    return signal


async def tick(units: UnitsOfWork) -> int:
    world = World(
        units=units,
        clock=ManualClock(NOON),
        policy=POLICY,
        classifier=RulesClassifier(),
        venues={},
    )
    return await give_up_flips(world)


def targets(signal: SignalRaised) -> Mapping[HaltScope, str | None]:
    return {
        HaltScope.GLOBAL: None,
        HaltScope.AGENT: str(signal.agent_id),
        HaltScope.SOURCE: str(signal.source_id),
        HaltScope.DEPLOYMENT: str(an_id(f"deployment/{signal.agent_id}/1")),
        HaltScope.WALLET: a_wallet(1),
        HaltScope.VENUE: "PAPER",
    }


async def refusals(engine: AsyncEngine) -> list[dict[str, Any]]:
    return (await dump(engine, "refusal"))["refusal"]


@pytest.mark.parametrize("strength", STRONGER)
@pytest.mark.parametrize("scope", [each for each in HaltScope if each is not HaltScope.VENUE])
async def test_a_halt_to_reduce_ends_a_pending_flip_for_good(
    engine: AsyncEngine,
    units: UnitsOfWork,
    waiting: SignalRaised,
    scope: HaltScope,
    strength: HaltStrength,
) -> None:
    halt_id = await raise_halt(units, scope, targets(waiting)[scope], strength)

    assert await tick(units) == 1

    [refusal] = await refusals(engine)
    assert refusal["reason"] == "halted"
    assert refusal["detail"].startswith(f"{strength} on {scope}")
    async with units() as uow:
        await uow.halts.lift(halt_id, NOON)
        assert await uow.intents.pending_flips() == []
    assert await tick(units) == 0


@pytest.mark.parametrize("scope", list(HaltScope))
async def test_a_halt_on_entries_leaves_a_pending_flip_waiting(
    engine: AsyncEngine, units: UnitsOfWork, waiting: SignalRaised, scope: HaltScope
) -> None:
    await raise_halt(units, scope, targets(waiting)[scope], HaltStrength.NO_ENTRIES)

    assert await tick(units) == 0
    assert await refusals(engine) == []


async def test_a_venue_that_only_reduces_leaves_it_to_the_decision_after_the_close(
    engine: AsyncEngine, units: UnitsOfWork, waiting: SignalRaised
) -> None:
    await raise_halt(units, HaltScope.VENUE, "PAPER", HaltStrength.REDUCE_ONLY)

    assert await tick(units) == 0
    assert waiting.side is Side.SHORT
    assert await refusals(engine) == []


async def test_a_halt_to_reduce_somebody_else_ends_nothing(
    engine: AsyncEngine, units: UnitsOfWork, waiting: SignalRaised
) -> None:
    await raise_halt(units, HaltScope.WALLET, a_wallet(2), HaltStrength.REDUCE_ONLY)

    assert await tick(units) == 0
    assert await refusals(engine) == []


async def test_where_nothing_waits_a_halt_to_reduce_does_nothing(units: UnitsOfWork) -> None:
    await raise_halt(units, HaltScope.GLOBAL, None, HaltStrength.REDUCE_ONLY)

    assert await tick(units) == 0
