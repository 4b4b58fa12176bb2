"""Signals that want the same wallet: one place each, and no deadlock."""

import asyncio
import random

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.intents import decide_deployments
from consumers.stage import Turn
from contracts.intents import TradeIntended
from contracts.signals import SignalRaised
from domain.ports.unit_of_work import UnitsOfWork
from tests.factories import (
    NOON,
    a_balance,
    a_deployment,
    a_mark,
    a_market,
    a_source,
    a_wallet,
    an_agent,
    an_id,
)
from tests.factories_intents import (
    POLICY,
    TOUCHED,
    a_quoted_market,
    an_open_agent,
    handle,
)
from tests.factories_signals import (
    a_signal,
    dump,
    store_signal,
)

pytestmark = pytest.mark.integration


async def rivals(engine: AsyncEngine) -> list[SignalRaised]:
    """Store three agents that would all buy the same token with the same two wallets."""
    source_id = await a_source(engine)
    await a_quoted_market(engine)
    signals = []
    for name in ("a", "b", "c"):
        agent_id = await an_agent(engine, name, sources=(source_id,))
        for n in (1, 2):
            await a_deployment(engine, agent_id, n)
        signals.append(await store_signal(engine, a_signal(agent_id, source_id, name)))
    for n in (1, 2):
        await a_balance(engine, n)
    return signals


async def check_one_place_each(engine: AsyncEngine, signals: list[SignalRaised]) -> None:
    content = await dump(engine, *TOUCHED)
    assert sorted(row["wallet"] for row in content["position"]) == [a_wallet(1), a_wallet(2)]
    assert len(content["intent"]) == 2
    assert len(content["refusal"]) == 2 * len(signals) - 2
    assert {row["reason"] for row in content["refusal"]} == {"already_exposed"}
    decided = [
        (row["signal_id"], row["deployment_id"]) for row in content["intent"] + content["refusal"]
    ]
    assert len(decided) == len(set(decided)) == len(content["routing"])
    selected = [row for row in content["routing"] if row["selected"]]
    assert {row["deployment_id"] for row in selected} == {
        row["deployment_id"] for row in content["intent"]
    }


@pytest.mark.parametrize("seed", [1, 2])
async def test_signals_that_compete_for_a_wallet_give_it_one_position(
    engine: AsyncEngine, units: UnitsOfWork, seed: int
) -> None:
    signals = await rivals(engine)
    shuffled = signals * 2
    random.Random(seed).shuffle(shuffled)

    for signal in shuffled:
        await handle(units, signal)

    await check_one_place_each(engine, signals)


async def test_signals_decided_at_the_same_moment_do_not_share_a_place_or_a_deadlock(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    signals = await rivals(engine)

    async def group(some: list[SignalRaised]) -> None:
        async with units() as uow:
            for signal in some:
                await decide_deployments([signal], Turn(uow=uow, now=NOON, policy=POLICY))

    await asyncio.gather(group(signals), group(signals[::-1]), *map(group, ([s] for s in signals)))

    await check_one_place_each(engine, signals)


async def test_the_cap_on_positions_holds_for_signals_decided_at_the_same_moment(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    first = await an_open_agent(engine)
    signals = [first]
    for token in ("ETH", "SOL", "ARB", "OP"):
        await a_market(engine, token)
        await a_mark(engine, token)
        signal = a_signal(first.agent_id, first.source_id, token, token=token)
        signals.append(await store_signal(engine, signal))

    await asyncio.gather(*(handle(units, signal) for signal in signals))

    content = await dump(engine, "position", "refusal")
    assert len(content["position"]) == POLICY.max_open_positions
    assert {row["reason"] for row in content["refusal"]} == {"too_many_positions"}


async def test_a_place_taken_behind_our_back_is_refused_by_the_index(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    signal = await an_open_agent(engine)
    other = await store_signal(engine, a_signal(signal.agent_id, signal.source_id, "other"))
    await handle(units, other)
    (message,) = (await dump(engine, "outbox"))["outbox"]
    intent = TradeIntended.model_validate(message["payload"])
    late = {"signal_id": signal.signal_id, "position_id": an_id("position/late")}

    async with units() as uow:
        assert await uow.intents.reserve([intent.model_copy(update=late)], NOON) == set()
        assert await uow.intents.reserve([intent], NOON) == {intent.position_id}
