"""The intents stage on a real Postgres: one outcome for each deployment, whatever happens."""

import random
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.intents import decide_deployments
from consumers.stage import Turn
from contracts.signals import SignalRaised
from domain.halts import HaltScope, HaltStrength
from domain.ports.unit_of_work import UnitsOfWork
from infra.tables.agents import DeploymentRow
from infra.tables.markets import BalanceRow
from tests.factories import (
    NOON,
    a_balance,
    a_deployment,
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
    deployed,
    handle,
    raise_halt,
    rows,
)
from tests.factories_signals import (
    a_balance_on,
    a_credential,
    a_listing,
    a_signal,
    dump,
    store_many,
    store_signal,
)

pytestmark = pytest.mark.integration


async def test_an_eligible_deployment_gets_an_intent_a_position_and_a_message(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    signal = await an_open_agent(engine, leverage=Decimal(2))

    await handle(units, signal)

    content = await dump(engine, *TOUCHED)
    (intent,), refusals, (routing,), (position,), (message,) = content.values()
    deployment_id = an_id(f"deployment/{signal.agent_id}/1")
    assert refusals == []
    assert intent["id"] == uuid5(signal.signal_id, f"intent/{deployment_id}")
    assert position["id"] == intent["position_id"] == uuid5(intent["id"], "position")
    assert (position["status"], position["quantity"]) == ("OPENING", 0)
    assert intent["wallet"] == position["wallet"] == a_wallet(1)
    assert intent["quantity"] == Decimal("0.01666")
    assert intent["collateral"] == Decimal("499.8")
    assert intent["leverage"] == 2
    assert intent["expires_at"] == signal.expires_at
    assert routing["checked"] == {"PAPER": "taken"}
    assert message["routing_key"] == "trade.intended.v1"
    assert message["partition"] == str(deployment_id)
    assert message["payload"]["intent_id"] == str(intent["id"])
    assert message["payload"]["quantity"] == "0.01666"
    assert message["trace_id"] == intent["trace_id"] == signal.trace_id


async def a_mixed_agent(engine: AsyncEngine, name: str) -> SignalRaised:
    """Store an agent whose deployments meet different fates, on wallets of their own."""
    source_id = await a_source(engine, name)
    agent_id = await an_agent(engine, name, sources=(source_id,))
    start = {"one": 100, "two": 200}[name]
    fates: list[dict[str, Any]] = [
        {},
        {"status": "PAUSED"},
        {"status": "CANCELLED"},
        {"sub_active": False},
        {"enabled_venues": ["GMX"]},
        {},
        {},
    ]
    for n, fate in enumerate(fates):
        await a_deployment(engine, agent_id, start + n, **fate)
        await a_balance(engine, start + n, "10" if n == len(fates) - 1 else "10000")
    return await store_signal(engine, a_signal(agent_id, source_id, name))


async def test_every_deployment_has_exactly_one_outcome_and_trades_on_its_own_wallet(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    await a_quoted_market(engine)
    signal = await a_mixed_agent(engine, "one")
    await a_mixed_agent(engine, "two")

    await handle(units, signal)

    content = await dump(engine, "deployment", *TOUCHED)
    mine = {row["id"]: row for row in content["deployment"] if row["agent_id"] == signal.agent_id}
    decided = [row["deployment_id"] for row in (*content["intent"], *content["refusal"])]
    assert sorted(decided, key=str) == sorted(mine, key=str)
    assert len(content["intent"]) == 2
    assert len(content["outbox"]) == len(mine)
    for intent in content["intent"]:
        assert intent["wallet"] == mine[intent["deployment_id"]]["account"]
    assert {row["reason"] for row in content["refusal"]} == {
        "not_active",
        "subscription_lapsed",
        "not_ready",
        "below_minimum",
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_every_message_twice_in_any_order_leaves_the_same(
    engine: AsyncEngine, units: UnitsOfWork, seed: int
) -> None:
    await a_quoted_market(engine)
    signals = [await a_mixed_agent(engine, name) for name in ("one", "two")]
    for signal in signals:
        await handle(units, signal)
    expected = await dump(engine, *TOUCHED)
    await forget(engine)

    shuffled = signals * 2
    random.Random(seed).shuffle(shuffled)
    async with units() as uow:
        for signal in shuffled:
            await decide_deployments([signal], Turn(uow=uow, now=NOON, policy=POLICY))

    assert len(expected["intent"]) == 4
    assert await dump(engine, *TOUCHED) == expected


async def forget(engine: AsyncEngine) -> None:
    """Forget everything the stage wrote."""
    async with engine.begin() as connection:
        await connection.exec_driver_sql(
            "truncate outbox, intent, refusal, routing, position cascade"
        )


async def test_a_redelivery_changes_nothing_even_when_the_world_has_changed(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    await a_quoted_market(engine)
    signal = await a_mixed_agent(engine, "one")
    await handle(units, signal)
    before = await dump(engine, *TOUCHED)

    await raise_halt(units, HaltScope.GLOBAL, None, HaltStrength.FLATTEN)
    await a_deployment(engine, signal.agent_id, 300)
    await handle(units, signal, NOON + timedelta(hours=2))

    assert await dump(engine, *TOUCHED) == before


async def test_a_multi_agent_takes_the_first_venue_that_is_ready_and_records_the_others(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    source_id = await a_source(engine)
    agent_id = await an_agent(engine, venue="MULTI", venues=[])
    await a_listing(engine, "OSTIUM")
    await a_listing(engine, "GMX")
    await a_deployment(engine, agent_id, enabled_venues=["GMX", "OSTIUM", "HYPERLIQUID"])
    await a_credential(engine, 1, "OSTIUM", "PENDING")
    await a_credential(engine, 1, "GMX")
    await a_balance_on(engine, "GMX", 1)
    signal = await store_signal(engine, a_signal(agent_id, source_id))

    await handle(units, signal)

    (intent,) = await rows(engine, "intent", signal)
    (routing,) = await rows(engine, "routing", signal)
    assert intent["venue"] == routing["selected"] == "GMX"
    assert routing["requested"] == ["HYPERLIQUID", "OSTIUM", "GMX"]
    assert routing["checked"]["HYPERLIQUID"].startswith("no_market")
    assert routing["checked"]["OSTIUM"].startswith("not_ready")
    assert routing["checked"]["GMX"] == "taken"


async def test_a_private_agent_trades_for_its_creator_alone(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    source_id = await a_source(engine)
    agent_id = await an_agent(engine, status="PRIVATE", creator_wallet=a_wallet(1))
    await a_quoted_market(engine)
    for n in (1, 2):
        await a_deployment(engine, agent_id, n)
        await a_balance(engine, n)
    signal = await store_signal(engine, a_signal(agent_id, source_id))

    await handle(units, signal)

    (intent,) = await rows(engine, "intent", signal)
    (refusal,) = await rows(engine, "refusal", signal)
    assert intent["wallet"] == a_wallet(1)
    assert refusal["reason"] == "not_creator"


async def test_a_deleted_agent_trades_for_nobody(engine: AsyncEngine, units: UnitsOfWork) -> None:
    signal = await an_open_agent(engine, deleted_at=NOON)

    await handle(units, signal)

    (refusal,) = await rows(engine, "refusal", signal)
    assert refusal["reason"] == "agent_not_live"
    assert "deleted" in refusal["detail"]


async def test_a_running_trial_keeps_a_deployment_going(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    tomorrow = NOON + timedelta(days=1)
    signal = await deployed(engine, trial_ends_at=tomorrow, next_billing_at=NOON)

    await handle(units, signal)

    assert len(await rows(engine, "intent", signal)) == 1


async def test_a_crowd_costs_no_more_statements_than_one(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    signal = await an_open_agent(engine)
    other = await store_signal(
        engine, a_signal(signal.agent_id, signal.source_id, "other", token="BTC")
    )
    await store_crowd(engine, signal.agent_id, 300)
    statements: list[str] = []
    event.listen(
        engine.sync_engine, "before_cursor_execute", lambda *args: statements.append(args[2])
    )

    await handle(units, signal)
    with_intents = len(statements)
    statements.clear()
    await handle(units, other)

    assert with_intents < 25
    assert len(statements) <= with_intents
    assert len(await rows(engine, "intent", signal)) == 301
    assert len(await rows(engine, "refusal", other)) == 301


async def store_crowd(engine: AsyncEngine, agent_id: UUID, count: int) -> None:
    """Store many funded deployments of an agent, each on a wallet of its own."""
    wallets = [a_wallet(1000 + n) for n in range(count)]
    deployments = [
        {
            "id": an_id(f"crowd/{agent_id}/{wallet}"),
            "agent_id": agent_id,
            "user_wallet": wallet,
            "account": wallet,
            "network": "paper",
            "status": "ACTIVE",
            "enabled_venues": ["PAPER"],
        }
        for wallet in wallets
    ]
    balances = [
        {
            "network": "paper",
            "venue": "PAPER",
            "wallet": wallet,
            "available": Decimal(10000),
            "seen_at": NOON,
        }
        for wallet in wallets
    ]
    await store_many(engine, DeploymentRow, deployments)
    await store_many(engine, BalanceRow, balances)
