"""Limits in the intents stage: what is over one is refused with the numbers, and said once."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.intents import decide_deployments
from consumers.stage import Turn
from contracts.signals import SignalRaised
from domain.policy import Policy
from domain.ports.unit_of_work import UnitsOfWork
from domain.risk_limits import EVERY, Limit, LimitName, LimitScope
from tests.factories import NOON, a_deployment, a_source, an_agent
from tests.factories_intents import an_open_agent
from tests.factories_positions import a_position
from tests.factories_signals import a_balance_on, a_listing, a_signal, dump, store_signal
from tests.statements import statements_of

pytestmark = pytest.mark.integration


async def set_limit(
    units: UnitsOfWork,
    name: LimitName,
    value: str,
    scope: LimitScope = LimitScope.AGENT,
    target: str = EVERY,
) -> None:
    limit = Limit(scope=scope, target=target, name=name, value=Decimal(value))
    async with units() as uow:
        await uow.risk.set_limit(limit, "ops", NOON)


async def decide(units: UnitsOfWork, *signals: SignalRaised) -> None:
    async with units() as uow:
        await decide_deployments(signals, Turn(uow=uow, now=NOON, policy=Policy()))


async def outcomes(engine: AsyncEngine) -> list[str]:
    """Tell what became of each signal: the intents first, then why the others were refused."""
    content = await dump(engine, "intent", "refusal")
    refused = sorted(row["reason"] for row in content["refusal"])
    return ["intended" for _ in content["intent"]] + refused


async def two_signals(engine: AsyncEngine, symbol: str = "BTC") -> list[SignalRaised]:
    """Store an agent with two funded deployments, and a signal for each."""
    source_id = await a_source(engine)
    agent_id = await an_agent(engine, sources=(source_id,))
    await a_listing(engine, "PAPER")
    if symbol != "BTC":
        await a_listing(engine, "PAPER", symbol=symbol)
    signals = []
    for n, token in enumerate(("BTC", symbol), 1):
        deployment_id = await a_deployment(engine, agent_id, n)
        await a_balance_on(engine, "PAPER", n)
        signal = a_signal(agent_id, source_id, f"{n}", token=token, deployment_id=deployment_id)
        signals.append(await store_signal(engine, signal))
    return signals


async def a_closed_position(engine: AsyncEngine, signal: SignalRaised, **values: Any) -> UUID:
    earlier = await store_signal(
        engine, a_signal(signal.agent_id, signal.source_id or UUID(int=0), "earlier")
    )
    [deployment] = (await dump(engine, "deployment"))["deployment"]
    row: dict[str, Any] = {
        "status": "CLOSED",
        "exit_reason": "HARD_STOP_LOSS",
        "net_pnl": Decimal(-300),
        "closed_at": NOON - timedelta(minutes=30),
    }
    return await a_position(
        engine, signal.agent_id, deployment["id"], earlier.signal_id, **(row | values)
    )


async def test_an_order_above_the_limit_is_refused_and_not_made_smaller(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    signal = await an_open_agent(engine)
    await set_limit(units, LimitName.ORDER_NOTIONAL, "499.79", LimitScope.WALLET)

    await decide(units, signal)
    await decide(units, signal)

    content = await dump(engine, "refusal", "intent", "position", "outbox", "routing")
    [refusal] = content["refusal"]
    assert refusal["reason"] == "order_too_large"
    assert refusal["detail"].startswith("order 499.80 > 499.79 USD for wallet 0x")
    assert (content["intent"], content["position"]) == ([], [])
    [message] = content["outbox"]
    assert message["payload"]["reason"] == "order_too_large"
    [routing] = content["routing"]
    assert (routing["selected"], routing["checked"]) == (None, {"PAPER": "taken"})


@pytest.mark.parametrize(
    ("name", "room", "token", "reason"),
    [
        (LimitName.TOKEN_EXPOSURE, "500", "BTC", "token_exposure"),
        (LimitName.TOKEN_EXPOSURE, "500", "ETH", None),
        (LimitName.OPEN_POSITIONS, "1", "ETH", "too_many_positions"),
    ],
)
@pytest.mark.parametrize("scope", [LimitScope.AGENT, LimitScope.PLATFORM])
@pytest.mark.parametrize("together", [True, False])
async def test_of_two_entries_a_limit_with_room_for_one_takes_one(  # noqa: PLR0913, PLR0917 - the table
    engine: AsyncEngine,
    units: UnitsOfWork,
    name: LimitName,
    room: str,
    token: str,
    reason: str | None,
    scope: LimitScope,
    together: bool,
) -> None:
    signals = await two_signals(engine, token)
    await set_limit(units, name, room, scope)

    if together:
        await decide(units, *signals)
    else:
        for signal in signals:
            await decide(units, signal)

    assert await outcomes(engine) == ["intended", reason or "intended"]


async def test_a_limit_of_one_wallet_leaves_the_other_alone(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    signals = await two_signals(engine)
    [first, _] = (await dump(engine, "deployment"))["deployment"]
    await set_limit(units, LimitName.TOKEN_EXPOSURE, "0", LimitScope.WALLET, first["account"])

    await decide(units, *signals)

    assert await outcomes(engine) == ["intended", "token_exposure"]


@pytest.mark.parametrize("scope", list(LimitScope))
@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        (LimitName.DAILY_LOSS, "300", "daily_loss"),
        (LimitName.DAILY_LOSS, "300.01", "intended"),
        (LimitName.STOP_COOLDOWN, "1801", "stop_cooldown"),
        (LimitName.STOP_COOLDOWN, "1800", "intended"),
    ],
)
async def test_a_loss_of_the_day_and_a_fresh_stop_keep_from_entering(
    engine: AsyncEngine,
    units: UnitsOfWork,
    scope: LimitScope,
    name: LimitName,
    value: str,
    expected: str,
) -> None:
    signal = await an_open_agent(engine)
    await a_closed_position(engine, signal)
    await set_limit(units, name, value, scope)

    await decide(units, signal)

    assert await outcomes(engine) == [expected]


async def test_yesterdays_loss_is_not_todays(engine: AsyncEngine, units: UnitsOfWork) -> None:
    signal = await an_open_agent(engine)
    await a_closed_position(engine, signal, closed_at=NOON - timedelta(hours=12, microseconds=1))
    await set_limit(units, LimitName.DAILY_LOSS, "1")

    await decide(units, signal)

    assert await outcomes(engine) == ["intended"]


async def test_limits_of_every_kind_cost_one_statement_more_than_the_standard_ones(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    signals = await two_signals(engine)
    with statements_of(engine) as plain:
        await decide(units, signals[0])
    for scope in LimitScope:
        for name in LimitName:
            await set_limit(units, name, "5000", scope)

    with statements_of(engine) as limited:
        await decide(units, signals[1])

    assert len([each for each in limited if "risk_limit" in each]) == 1
    assert len(limited) <= len(plain) + 1
