"""The orders stage on a real Postgres, against a venue that misbehaves as it is told."""

import asyncio
from decimal import Decimal

import pytest

from consumers.orders import (
    BATCH,
    claim_due,
    settle_due,
)
from contracts.intents import RefusalReason, TradeRefused
from contracts.market import Purpose
from contracts.orders import OrderFilled
from domain.halts import Halt, HaltScope, HaltStrength
from domain.policy import Policy
from infra.tables.orders import OrderEventRow
from infra.tables.signals import RefusalRow
from tests.factories import NOON, an_id
from tests.factories_orders import (
    EXPIRY,
    stored_entries,
)
from tests.orders_desk import SECOND, Desk

pytestmark = pytest.mark.integration


async def test_an_entry_is_planned_sent_once_and_its_fill_is_told(desk: Desk) -> None:
    intent = await desk.entry()

    await desk.work()

    order = await desk.order(intent)
    [fill] = await desk.told(OrderFilled)
    [sent] = desk.venue.placed
    assert (order.state, order.filled) == ("FILLED", intent.quantity)
    assert (fill.quantity, fill.order_id, fill.trace_id) == (
        intent.quantity,
        order.id,
        intent.trace_id,
    )
    assert sent.limit_price == Decimal(60600)
    assert sent.expires_at == NOON + Policy().order_life
    assert [e.kind for e in await desk.rows(OrderEventRow)] == ["PLANNED", "CLAIMED", "FILLED"]


async def test_an_exit_takes_any_price_and_never_expires(desk: Desk) -> None:
    await desk.entry()
    await desk.work()

    intent = await desk.exit()
    await desk.work()

    order = await desk.order(intent)
    assert (order.state, order.purpose, order.expires_at) == ("FILLED", "CLOSE", None)
    assert desk.venue.placed[-1].limit_price is None


async def test_intents_told_twice_in_any_order_change_nothing(desk: Desk) -> None:
    entry = await desk.entry()
    exit_ = await desk.exit()
    planned = await desk.image()
    await desk.hear(exit_, entry, exit_, entry)
    assert await desk.image() == planned

    await desk.later(SECOND)
    settled = await desk.image()
    await desk.hear(entry, exit_)
    await desk.later(SECOND)

    assert await desk.image() == settled


async def test_an_order_told_to_two_loops_at_once_is_sent_once(desk: Desk) -> None:
    await desk.hear(*await stored_entries(desk.engine, 20))

    await asyncio.gather(*(settle_due(desk.world) for _ in range(4)))
    await desk.work()

    assert len(desk.venue.placed) == 20
    assert set(desk.venue.accepted.values()) == {1}


async def test_exits_overtake_entries(desk: Desk) -> None:
    await desk.hear(*await stored_entries(desk.engine, BATCH + 1))
    await desk.exit(1)

    steps = await claim_due(desk.world)

    assert len(steps) == BATCH
    assert steps[0].order.purpose is Purpose.CLOSE


async def test_an_expired_entry_is_refused_and_never_sent(desk: Desk) -> None:
    intent = await desk.entry()
    desk.clock.set(EXPIRY)

    await desk.work()

    [refused] = await desk.told(TradeRefused)
    [row] = await desk.rows(RefusalRow)
    order = await desk.order(intent)
    assert (order.state, order.reject_reason) == ("REJECTED", "expired")
    assert (refused.reason, refused.position_id) == (RefusalReason.EXPIRED, intent.position_id)
    assert (row.reason, row.intent_id) == ("expired", intent.intent_id)
    assert desk.venue.placed == []


@pytest.mark.parametrize("strength", list(HaltStrength))
@pytest.mark.parametrize("scope", list(HaltScope))
async def test_a_halt_refuses_entries_and_lets_exits_through(
    desk: Desk, scope: HaltScope, strength: HaltStrength
) -> None:
    entry = await desk.entry(1)
    exit_ = await desk.exit(1)
    targets = {
        HaltScope.GLOBAL: None,
        HaltScope.VENUE: "PAPER",
        HaltScope.AGENT: str(entry.agent_id),
        HaltScope.SOURCE: str(an_id("source/alice")),
        HaltScope.DEPLOYMENT: str(entry.deployment_id),
        HaltScope.WALLET: entry.wallet,
    }
    halt = Halt(
        id=an_id("halt"),
        scope=scope,
        target=targets[scope],
        strength=strength,
        reason="drill",
    )
    async with desk.units() as uow:
        await uow.halts.raise_halt(halt, "operator", NOON)

    await desk.work()

    [refused] = await desk.told(TradeRefused)
    assert refused.reason is RefusalReason.HALTED
    assert (await desk.order(entry)).reject_reason == "halted"
    assert (await desk.order(exit_)).state == "FILLED"
    assert [request.purpose for request in desk.venue.placed] == [Purpose.CLOSE]
