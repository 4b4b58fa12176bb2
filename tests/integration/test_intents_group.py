"""Signals decided as one group: the same as one by one, for the price of one."""

import asyncio
import random
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.intents import decide_deployments, stage
from consumers.stage import Turn
from contracts.market import Side
from contracts.signals import SignalRaised
from domain.errors import NotFound
from domain.halts import HaltScope, HaltStrength
from domain.ports.unit_of_work import UnitsOfWork
from infra.tables.positions import PositionRow
from tests.factories import (
    NOON,
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
    an_open_agent,
    handle,
    raise_halt,
    rows,
)
from tests.factories_signals import (
    a_balance_on,
    a_credential,
    a_listing,
    a_signal,
    an_unknown_order,
    dump,
    live_position_values,
    store_signal,
)
from tests.orders_desk import until
from tests.statements import statements_of, the_same_together

pytestmark = pytest.mark.integration
TOKENS = ("BTC", "ETH", "SOL", "ARB")
WALLETS = range(1, 7)
EARLIER = "earlier"


async def decide_together(units: UnitsOfWork, signals: Sequence[SignalRaised]) -> None:
    async with units() as uow:
        await decide_deployments(signals, Turn(uow=uow, now=NOON, policy=POLICY))


async def forget(engine: AsyncEngine) -> None:
    """Forget everything the stage wrote, but not what was there before it."""
    async with engine.begin() as connection:
        for table in ("routing", "refusal", "intent", "position"):
            await connection.execute(
                text(f"delete from {table} where signal_id <> :earlier"),  # noqa: S608 - our names
                {"earlier": an_id(f"signal/{EARLIER}")},
            )
        await connection.execute(text("delete from outbox"))


async def a_world(engine: AsyncEngine, units: UnitsOfWork) -> list[UUID]:
    """Store agents that share wallets, on venues that differ, with something live already."""
    source_id = await a_source(engine)
    for token in TOKENS:
        await a_listing(engine, "PAPER", symbol=token)
    for token in TOKENS[:2]:
        await a_listing(engine, "HYPERLIQUID", symbol=token)
    venues = {"both": ["HYPERLIQUID", "PAPER"], "paper": ["PAPER"]}
    agents = [
        await an_agent(engine, f"{name}-{n}", venue="MULTI", venues=listed, sources=(source_id,))
        for name, listed in venues.items()
        for n in (1, 2)
    ]
    agents.append(await an_agent(engine, "draft", status="DRAFT", sources=(source_id,)))
    for agent_id in agents:
        for n in WALLETS:
            shared = {"account": a_wallet(1)} if n == 2 else {}
            enabled = ["HYPERLIQUID", "PAPER"]
            await a_deployment(engine, agent_id, n, enabled_venues=enabled, **shared)
    for n in WALLETS:
        await a_balance_on(engine, "PAPER", n, "150" if n == 6 else "10000")
        await a_balance_on(engine, "HYPERLIQUID", n)
    for n in (1, 3, 4):
        await a_credential(engine, n, "HYPERLIQUID")
    earlier = await store_signal(engine, a_signal(agents[0], source_id, EARLIER, token="ETH"))
    await an_unknown_order(engine, earlier, an_id(f"deployment/{agents[0]}/3"), 3)
    await raise_halt(units, HaltScope.AGENT, str(agents[3]), HaltStrength.NO_ENTRIES)
    return agents


async def a_group(engine: AsyncEngine, agents: Sequence[UUID], seed: int) -> list[SignalRaised]:
    """Store signals in an order of chance; some are told twice, some by another message."""
    dice = random.Random(seed)
    signals = []
    for n in range(20):
        values: dict[str, Any] = {
            "token": dice.choice(TOKENS),
            "side": dice.choice(list(Side)),
            "reference_price": Decimal(dice.choice([60000, 60000, 60000, 50000])),
            "expires_at": NOON + timedelta(minutes=dice.choice([0, 15, 15, 15])),
        }
        signal = a_signal(dice.choice(agents), an_id("source/alice"), f"{n}", **values)
        signals.append(await store_signal(engine, signal))
    again = [signals[n] for n in (0, 3)]
    renamed = [signals[n].model_copy(update={"id": an_id(f"raised/again/{n}")}) for n in (1, 5)]
    group = [*signals, *again, *renamed]
    dice.shuffle(group)
    return group


@pytest.mark.parametrize("seed", range(6))
async def test_a_group_decides_as_its_signals_would_one_by_one(
    engine: AsyncEngine, units: UnitsOfWork, seed: int
) -> None:
    group = await a_group(engine, await a_world(engine, units), seed)

    async def one_by_one() -> None:
        for signal in group:
            await handle(units, signal)

    expected = await the_same_together(
        engine,
        TOUCHED,
        one_by_one=one_by_one,
        forget=forget,
        together=partial(decide_together, units, group),
    )

    assert "too_many_positions" in {row["reason"] for row in expected["refusal"]}
    assert {row["venue"] for row in expected["intent"]} >= {"PAPER", "HYPERLIQUID"}


async def test_what_was_decided_before_the_group_stays_and_counts(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    group = await a_group(engine, await a_world(engine, units), 1)
    half = len(group) // 2

    async def one_by_one() -> None:
        for signal in group:
            await handle(units, signal)

    async def overlapping() -> None:
        for some in (group[:half], group, group[half:]):
            await decide_together(units, some)

    await the_same_together(
        engine,
        TOUCHED,
        one_by_one=one_by_one,
        forget=forget,
        together=overlapping,
        in_order=False,
    )


async def three_signals_on_one_wallet(engine: AsyncEngine) -> list[SignalRaised]:
    """Store an agent with one deployment, allowed two positions, and three signals for it."""
    first = await an_open_agent(engine)
    signals = [first]
    for token in ("ETH", "SOL"):
        await a_market(engine, token)
        await a_mark(engine, token)
        signal = a_signal(first.agent_id, first.source_id, token, token=token)
        signals.append(await store_signal(engine, signal))
    return signals


async def test_a_limit_reached_in_the_middle_of_a_group_stops_the_rest_of_it(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    signals = await three_signals_on_one_wallet(engine)

    await decide_together(units, signals)

    assert [len(await rows(engine, "intent", signal)) for signal in signals] == [1, 1, 0]
    (refusal,) = await rows(engine, "refusal", signals[2])
    assert refusal["reason"] == "too_many_positions"


async def test_the_second_signal_of_a_group_for_a_slot_is_already_exposed(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    first = await an_open_agent(engine)
    second = await store_signal(engine, a_signal(first.agent_id, first.source_id, "second"))

    await decide_together(units, [first, second])

    assert len(await rows(engine, "intent", first)) == 1
    (refusal,) = await rows(engine, "refusal", second)
    assert refusal["reason"] == "already_exposed"


async def test_a_slot_lost_to_somebody_else_is_refused_and_counts_for_the_rest_of_the_group(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    signals = await three_signals_on_one_wallet(engine)
    lost = signals[0]
    rivals = await store_signal(engine, a_signal(lost.agent_id, lost.source_id, "rival"))
    rival_values = live_position_values(rivals, an_id(f"deployment/{lost.agent_id}/1"), 1)

    async with engine.connect() as rival:
        await rival.execute(insert(PositionRow).values(**rival_values))
        deciding = asyncio.create_task(decide_together(units, signals))
        await until_somebody_waits(engine)
        await rival.commit()
        await deciding

    assert [len(await rows(engine, "intent", signal)) for signal in signals] == [0, 1, 0]
    refusals = [await rows(engine, "refusal", signal) for signal in signals]
    assert [[row["reason"] for row in some] for some in refusals] == [
        ["already_exposed"],
        [],
        ["too_many_positions"],
    ]
    (routing,) = await rows(engine, "routing", lost)
    assert routing["selected"] is None


async def until_somebody_waits(engine: AsyncEngine) -> None:
    """Return once a statement waits for another transaction to end."""
    waiting = text("select exists (select from pg_locks where not granted)")

    async def waits() -> bool:
        async with engine.connect() as connection:
            return bool((await connection.execute(waiting)).scalar_one())

    await until(waits)


async def test_a_group_with_a_signal_of_an_unknown_agent_decides_nothing(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    signal = await an_open_agent(engine)
    stray = a_signal(an_id("agent/nobody"), signal.source_id, "stray")

    with pytest.raises(NotFound, match="no agent"):
        await decide_together(units, [signal, stray])

    assert all(content == [] for content in (await dump(engine, *TOUCHED)).values())


async def test_fifty_signals_cost_no_more_statements_than_one(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    source_id = await a_source(engine)
    await a_listing(engine, "PAPER")
    signals = []
    for n in range(51):
        agent_id = await an_agent(engine, f"{n}", sources=(source_id,))
        await a_deployment(engine, agent_id, n)
        if n % 5:
            await a_balance_on(engine, "PAPER", n)
        signals.append(await store_signal(engine, a_signal(agent_id, source_id, f"{n}")))

    with statements_of(engine) as for_one:
        await decide_together(units, signals[50:])
    with statements_of(engine) as for_fifty:
        await decide_together(units, signals[:50])

    assert stage.groups[SignalRaised] is decide_deployments
    assert len(for_fifty) <= len(for_one) + 2
    assert len((await dump(engine, "intent"))["intent"]) == 40
    assert len((await dump(engine, "refusal"))["refusal"]) == 11
