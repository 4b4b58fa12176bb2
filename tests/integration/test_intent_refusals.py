"""Every reason to refuse a trade, provoked on a real Postgres."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.intents import RefusalReason
from contracts.market import Side
from contracts.signals import SignalRaised
from domain.halts import HaltScope, HaltStrength
from domain.ports.unit_of_work import UnitsOfWork
from domain.preferences import Preferences
from domain.risk_limits import LimitName
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
    a_quoted_market,
    an_open_agent,
    deployed,
    handle,
    raise_halt,
    rows,
)
from tests.factories_risk import limited, stopped_out
from tests.factories_scores import a_breakdown
from tests.factories_signals import (
    a_balance_on,
    a_credential,
    a_listing,
    a_live_position,
    a_signal,
    an_unknown_order,
    dump,
    store_signal,
)

pytestmark = pytest.mark.integration


Arrange = Callable[[AsyncEngine, UnitsOfWork], Awaitable[SignalRaised]]


async def agent_not_live(engine: AsyncEngine, units: UnitsOfWork) -> SignalRaised:
    return await an_open_agent(engine, status="DRAFT")


async def not_active(engine: AsyncEngine, units: UnitsOfWork) -> SignalRaised:
    return await deployed(engine, status="PAUSED")


async def subscription_lapsed(engine: AsyncEngine, units: UnitsOfWork) -> SignalRaised:
    past = NOON - timedelta(days=1)
    return await deployed(engine, trial_ends_at=past, next_billing_at=past)


async def not_creator(engine: AsyncEngine, units: UnitsOfWork) -> SignalRaised:
    return await an_open_agent(engine, status="PRIVATE")


async def not_ready(engine: AsyncEngine, units: UnitsOfWork) -> SignalRaised:
    source_id = await a_source(engine)
    agent_id = await an_agent(engine, venue="OSTIUM", venues=["OSTIUM"])
    await a_listing(engine, "OSTIUM")
    await a_deployment(engine, agent_id, enabled_venues=["OSTIUM"])
    await a_credential(engine, 1, "OSTIUM", "REVOKED")
    await a_balance_on(engine, "OSTIUM", 1)
    return await store_signal(engine, a_signal(agent_id, source_id))


async def halted(engine: AsyncEngine, units: UnitsOfWork) -> SignalRaised:
    signal = await an_open_agent(engine)
    await raise_halt(units, HaltScope.GLOBAL, None, HaltStrength.NO_ENTRIES)
    return signal


async def expired(engine: AsyncEngine, units: UnitsOfWork) -> SignalRaised:
    signal = await an_open_agent(engine)
    return signal.model_copy(update={"expires_at": NOON})


async def no_market(engine: AsyncEngine, units: UnitsOfWork) -> SignalRaised:
    signal = await an_open_agent(engine)
    return signal.model_copy(update={"token": "DOGE"})


async def short_on_spot(engine: AsyncEngine, units: UnitsOfWork) -> SignalRaised:
    source_id = await a_source(engine)
    agent_id = await an_agent(engine, venue="SPOT", venues=["SPOT"])
    await a_listing(engine, "SPOT")
    await a_deployment(engine, agent_id, enabled_venues=["SPOT"])
    await a_credential(engine, 1, "SPOT")
    await a_balance_on(engine, "SPOT", 1)
    return await store_signal(engine, a_signal(agent_id, source_id, side=Side.SHORT))


async def price_stale(engine: AsyncEngine, units: UnitsOfWork) -> SignalRaised:
    source_id = await a_source(engine)
    agent_id = await an_agent(engine)
    await a_market(engine)
    await a_mark(engine, seen_at=NOON - timedelta(seconds=31))
    await a_deployment(engine, agent_id)
    await a_balance(engine)
    return await store_signal(engine, a_signal(agent_id, source_id))


async def price_moved(engine: AsyncEngine, units: UnitsOfWork) -> SignalRaised:
    signal = await an_open_agent(engine)
    return signal.model_copy(update={"reference_price": Decimal(59000)})


async def no_balance(engine: AsyncEngine, units: UnitsOfWork) -> SignalRaised:
    source_id = await a_source(engine)
    agent_id = await an_agent(engine)
    await a_quoted_market(engine)
    await a_deployment(engine, agent_id)
    await a_balance_on(engine, "PAPER", 1, seen_at=NOON - timedelta(hours=1))
    return await store_signal(engine, a_signal(agent_id, source_id))


async def below_minimum(engine: AsyncEngine, units: UnitsOfWork) -> SignalRaised:
    source_id = await a_source(engine)
    agent_id = await an_agent(engine)
    await a_quoted_market(engine)
    await a_deployment(engine, agent_id)
    await a_balance(engine, available="199")
    return await store_signal(engine, a_signal(agent_id, source_id))


async def already_exposed(engine: AsyncEngine, units: UnitsOfWork) -> SignalRaised:
    signal = await an_open_agent(engine)
    earlier = a_signal(signal.agent_id, signal.source_id, "earlier")
    await handle(units, await store_signal(engine, earlier))
    return signal


async def too_many_positions(engine: AsyncEngine, units: UnitsOfWork) -> SignalRaised:
    signal = await an_open_agent(engine)
    for token in ("ETH", "SOL"):
        other = a_signal(signal.agent_id, signal.source_id, token, token=token)
        await store_signal(engine, other)
        await a_live_position(engine, other, an_id(f"deployment/{signal.agent_id}/1"), 1)
    return signal


async def unknown_order(engine: AsyncEngine, units: UnitsOfWork) -> SignalRaised:
    signal = await an_open_agent(engine)
    earlier = a_signal(signal.agent_id, signal.source_id, "earlier")
    await store_signal(engine, earlier)
    await an_unknown_order(engine, earlier, an_id(f"deployment/{signal.agent_id}/1"), 1)
    return signal


async def not_preferred(engine: AsyncEngine, units: UnitsOfWork) -> SignalRaised:
    signal = await an_open_agent(engine)
    async with units() as uow:
        await uow.preferences.save(a_wallet(1), Preferences(trade_frequency=0))
    unsure = {"confidence": Decimal("0.5"), "breakdown": a_breakdown(confidence="0.5")}
    return signal.model_copy(update=unsure)


async def order_too_large(engine: AsyncEngine, units: UnitsOfWork) -> SignalRaised:
    await limited(units, LimitName.ORDER_NOTIONAL, 499)
    return await an_open_agent(engine)


async def token_exposure(engine: AsyncEngine, units: UnitsOfWork) -> SignalRaised:
    await limited(units, LimitName.TOKEN_EXPOSURE, 499)
    return await an_open_agent(engine)


async def daily_loss(engine: AsyncEngine, units: UnitsOfWork) -> SignalRaised:
    await limited(units, LimitName.DAILY_LOSS, 300)
    return await stopped_out(engine)


async def stop_cooldown(engine: AsyncEngine, units: UnitsOfWork) -> SignalRaised:
    await limited(units, LimitName.STOP_COOLDOWN, 3600)
    return await stopped_out(engine)


CASES: dict[RefusalReason, Arrange] = {
    RefusalReason.AGENT_NOT_LIVE: agent_not_live,
    RefusalReason.NOT_ACTIVE: not_active,
    RefusalReason.SUBSCRIPTION_LAPSED: subscription_lapsed,
    RefusalReason.NOT_CREATOR: not_creator,
    RefusalReason.NOT_READY: not_ready,
    RefusalReason.HALTED: halted,
    RefusalReason.EXPIRED: expired,
    RefusalReason.NO_MARKET: no_market,
    RefusalReason.SHORT_ON_SPOT: short_on_spot,
    RefusalReason.PRICE_STALE: price_stale,
    RefusalReason.PRICE_MOVED: price_moved,
    RefusalReason.NO_BALANCE: no_balance,
    RefusalReason.BELOW_MINIMUM: below_minimum,
    RefusalReason.ALREADY_EXPOSED: already_exposed,
    RefusalReason.TOO_MANY_POSITIONS: too_many_positions,
    RefusalReason.UNKNOWN_ORDER: unknown_order,
    RefusalReason.NOT_PREFERRED: not_preferred,
    RefusalReason.ORDER_TOO_LARGE: order_too_large,
    RefusalReason.TOKEN_EXPOSURE: token_exposure,
    RefusalReason.DAILY_LOSS: daily_loss,
    RefusalReason.STOP_COOLDOWN: stop_cooldown,
}


def test_every_reason_has_a_case() -> None:
    assert set(CASES) == set(RefusalReason)


@pytest.mark.parametrize("reason", CASES)
async def test_each_reason_is_stored_and_said_once(
    engine: AsyncEngine, units: UnitsOfWork, reason: RefusalReason
) -> None:
    signal = await CASES[reason](engine, units)

    await handle(units, signal)

    (refusal,) = await rows(engine, "refusal", signal)
    assert refusal["reason"] == reason
    assert refusal["detail"]
    assert await rows(engine, "intent", signal) == []
    assert await rows(engine, "position", signal) == []
    (message,) = [
        row["payload"]
        for row in (await dump(engine, "outbox"))["outbox"]
        if row["payload"]["signal_id"] == str(signal.signal_id)
    ]
    assert (message["reason"], message["detail"]) == (reason, refusal["detail"])


@pytest.mark.parametrize(
    ("reason", "numbers"),
    [
        (RefusalReason.PRICE_MOVED, ("60000", "59000")),
        (RefusalReason.BELOW_MINIMUM, ("9.6", "10")),
        (RefusalReason.TOO_MANY_POSITIONS, ("2 live", "at most 2")),
        (RefusalReason.ORDER_TOO_LARGE, ("order 499.80", "> 499.00 USD")),
        (RefusalReason.TOKEN_EXPOSURE, ("exposure 0.00 + 499.80", "> 499.00 USD of BTC")),
        (RefusalReason.DAILY_LOSS, ("lost 300.00", "of 300.00 USD")),
        (RefusalReason.STOP_COOLDOWN, ("BTC was stopped out at", "3600 s")),
    ],
)
async def test_a_refusal_over_a_number_tells_the_number_and_the_bound(
    engine: AsyncEngine, units: UnitsOfWork, reason: RefusalReason, numbers: tuple[str, str]
) -> None:
    signal = await CASES[reason](engine, units)

    await handle(units, signal)

    (refusal,) = await rows(engine, "refusal", signal)
    assert all(number in refusal["detail"] for number in numbers)


@pytest.mark.parametrize("strength", HaltStrength)
@pytest.mark.parametrize("scope", HaltScope)
async def test_a_halt_of_any_scope_and_strength_stops_the_entry(
    engine: AsyncEngine, units: UnitsOfWork, scope: HaltScope, strength: HaltStrength
) -> None:
    signal = await an_open_agent(engine)
    target = {
        HaltScope.GLOBAL: None,
        HaltScope.VENUE: "PAPER",
        HaltScope.AGENT: str(signal.agent_id),
        HaltScope.SOURCE: str(signal.source_id),
        HaltScope.DEPLOYMENT: str(an_id(f"deployment/{signal.agent_id}/1")),
        HaltScope.WALLET: a_wallet(1),
    }[scope]
    await raise_halt(units, scope, target, strength)

    await handle(units, signal)

    (refusal,) = await rows(engine, "refusal", signal)
    assert refusal["reason"] == "halted"
    assert refusal["detail"].startswith(f"{strength} on {scope}")
