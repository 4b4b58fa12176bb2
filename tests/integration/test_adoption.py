"""What a venue did behind our back, and what each account was last known to hold."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import pytest
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import PositionId
from contracts.positions import PositionOpened
from domain.ports.unit_of_work import UnitsOfWork
from domain.stops import stop_name
from infra.tables.orders import FillRow, OrderAttemptRow, OrderRow
from infra.tables.positions import PositionRow
from infra.tables.signals import IntentRow
from producers import reconciliation
from tests.factories import NOON, a_deployment, a_wallet, insert_row
from tests.factories_positions import a_position, a_signal, all_rows, an_order
from tests.guarded_desk import HL, GuardedDesk, a_guarded_desk

pytestmark = pytest.mark.integration
D = Decimal


@pytest.fixture
async def desk(engine: AsyncEngine, units: UnitsOfWork) -> GuardedDesk:
    return await a_guarded_desk(engine, units)


async def given_up(desk: GuardedDesk, state: str = "REJECTED", name: str = "one") -> UUID:
    """Store an entry that was sent once and is taken for over, and return its position."""
    signal = await a_signal(desk.engine, desk.agent, name)
    ended: dict[str, Any] = {
        "status": "OPEN_FAILED",
        "exit_reason": "OPEN_FAILED",
        "closed_at": NOON,
    }
    position = await a_position(
        desk.engine, desk.agent, desk.deployment, signal, **ended, venue=HL, created_at=NOON
    )
    order = await an_order(
        desk.engine, position, state=state, attempts=1, reject_reason="never_accepted"
    )
    await insert_row(
        desk.engine,
        OrderAttemptRow,
        order_id=order,
        n=1,
        client_order_id=uuid5(order, "attempt/1"),
        wire={},
        send_deadline=NOON,
        lease_token=order,
        lease_until=NOON,
        outcome="DEAD",
        created_at=NOON,
    )
    return position


def bought(desk: GuardedDesk, position: UUID, quantity: str = "1") -> None:
    """Let the venue have traded the entry of a position after all."""
    order = uuid5(uuid5(position, "entry"), "order")
    desk.venue.held[a_wallet(1), "BTC"] = D(quantity)
    desk.venue.trade(NOON, D(quantity), price="100", client_order_id=uuid5(order, "attempt/1"))
    trade = desk.venue.told[-1]
    desk.venue.told[-1] = replace(trade, side=trade.side.opposite)


@pytest.mark.parametrize("state", ["REJECTED", "DEAD", "CANCELLED"])
async def test_an_order_taken_for_over_that_traded_is_booked_and_its_position_is_watched(
    desk: GuardedDesk, state: str
) -> None:
    position = await given_up(desk, state)
    bought(desk, position)

    assert (await desk.look()).adopted == 1
    assert (await desk.look()).adopted == 0

    row = await desk.position(position)
    assert (row["status"], row["quantity"], row["hard_stop_price"]) == ("OPEN", 1, 90)
    assert row["closed_at"] is row["exit_reason"] is None
    [order] = await all_rows(desk.engine, OrderRow)
    assert (order["state"], order["filled"], order["reject_reason"]) == ("FILLED", 1, None)
    assert len([m for m in await desk.told() if isinstance(m, PositionOpened)]) == 1
    [alarm] = await desk.alarms()
    assert f"was {state} and traded 1 after all" in alarm
    assert (await desk.look()).external == 0
    assert (await desk.keep()).placed == 1


async def test_a_part_that_traded_after_all_leaves_the_order_short(desk: GuardedDesk) -> None:
    position = await given_up(desk)
    bought(desk, position, "0.25")
    await desk.look()
    [order] = await all_rows(desk.engine, OrderRow)
    assert (order["state"], order["filled"]) == ("CANCELLED", D("0.25"))
    assert (await desk.position(position))["quantity"] == D("0.25")


async def test_a_position_whose_place_was_taken_stays_as_it_is_and_is_told_of(
    desk: GuardedDesk,
) -> None:
    position = await given_up(desk)
    live = await desk.opened(name="two")
    bought(desk, position, "11")

    assert (await desk.look()).adopted == 1
    assert await desk.status(position) == ("OPEN_FAILED", "OPEN_FAILED")
    assert await desk.status(live) == ("OPEN", None)
    assert [alarm for alarm in await desk.alarms() if "filled after it ended" in alarm]


async def test_a_fill_under_a_name_of_ours_whose_order_is_lost_is_told_of_once(
    desk: GuardedDesk,
) -> None:
    position = await given_up(desk)
    lost: dict[str, Any] = {
        "position_id": position,
        "id": uuid5(position, "lost"),
        "purpose": "OPEN",
    }
    [intent] = await all_rows(desk.engine, IntentRow)
    signal = await a_signal(desk.engine, desk.agent, "two")
    await insert_row(desk.engine, IntentRow, **(intent | lost | {"signal_id": signal}))
    name = uuid5(uuid5(lost["id"], "order"), "attempt/2")
    desk.venue.held[a_wallet(1), "BTC"] = D(3)
    desk.venue.trade(NOON, D(3), price="100", client_order_id=name)

    reports = [await desk.look() for _ in range(3)]
    assert [(report.adopted, report.external) for report in reports] == [(0, 1)] * 3
    [alarm] = await desk.alarms()
    assert f"a fill of intent {lost['id']}" in alarm
    assert await all_rows(desk.engine, FillRow) == []


async def test_no_venue_is_asked_for_trades_where_nothing_of_ours_was_ever_sent(
    desk: GuardedDesk,
) -> None:
    desk.venue.held[a_wallet(1), "BTC"] = D(3)
    assert (await desk.look()).external == 1
    await given_up(desk)
    desk.venue.silent |= {"trades"}
    assert (await desk.look()).external == 1
    assert desk.venue.calls == ["holdings", "holdings", "trades"]
    assert await desk.alarms() == []


async def test_a_liquidated_position_says_so(desk: GuardedDesk) -> None:
    position = await desk.opened()
    desk.venue.held.clear()
    desk.venue.trade(NOON + timedelta(seconds=1), D(10), price="60", liquidated=True)
    await desk.look()
    assert (await desk.look()).booked == 1
    assert await desk.status(position) == ("CLOSED", "LIQUIDATED")
    assert (await desk.position(position))["gross_pnl"] == -400


async def test_a_part_that_was_liquidated_is_booked_and_the_rest_stays(desk: GuardedDesk) -> None:
    position = await desk.opened()
    desk.venue.held[a_wallet(1), "BTC"] = D(4)
    desk.venue.trade(NOON + timedelta(seconds=1), D(6), price="60", liquidated=True)
    await desk.look()
    await desk.look()
    assert (await desk.position(position))["quantity"] == 4
    assert (await desk.look()).differing == 0


async def test_a_stop_whose_fill_only_the_look_finds_is_told_as_a_stop(desk: GuardedDesk) -> None:
    position = await desk.opened()
    await desk.keep()
    name = stop_name(PositionId(position), 1)
    desk.venue.fire(name, desk.clock.now(), price="89")
    await desk.look()
    await desk.look()
    assert await desk.status(position) == ("CLOSED", "HARD_STOP_LOSS")


async def test_an_exit_taken_for_over_that_traded_is_booked_as_the_exit_it_was(
    desk: GuardedDesk,
) -> None:
    position = await desk.opened()
    order = await an_order(desk.engine, position, "CLOSE", state="DEAD", quantity=D(10), attempts=1)
    attempt = {"n": 1, "client_order_id": uuid5(order, "attempt/1"), "wire": {}, "outcome": "DEAD"}
    times = dict.fromkeys(("send_deadline", "lease_until", "created_at"), NOON)
    row = attempt | times | {"order_id": order, "lease_token": order}
    await insert_row(desk.engine, OrderAttemptRow, **row)
    await desk.change(position, close_attempts=1, closing_reason="TRAILING_STOP")
    desk.venue.held.clear()
    name = uuid5(order, "attempt/1")
    desk.venue.trade(NOON + timedelta(seconds=1), D(10), price="105", client_order_id=name)

    await desk.look()
    assert (await desk.look()).booked == 1
    assert await desk.status(position) == ("CLOSED", "TRAILING_STOP")
    [fill] = [row for row in await all_rows(desk.engine, FillRow) if row["purpose"] == "CLOSE"]
    assert fill["order_id"] == order


async def test_an_account_counts_as_settled_once_every_difference_was_seen_twice(
    desk: GuardedDesk,
) -> None:
    async def looked_at() -> object:
        async with desk.units() as uow:
            return (await uow.reconciliation.looks(HL, [a_wallet(1)])).get(a_wallet(1))

    assert await looked_at() is None
    await desk.look()
    first = desk.clock.now()
    assert await looked_at() == first

    await desk.opened()
    desk.venue.held[a_wallet(1), "BTC"] = D(12)
    await desk.look()
    assert await looked_at() == first
    await desk.look()
    assert await looked_at() == desk.clock.now()
    desk.venue.silent |= {"holdings"}
    now = desk.clock.now()
    await desk.look()
    assert await looked_at() == now


async def test_a_place_that_is_taken_in_the_very_moment_is_left_to_who_took_it(
    desk: GuardedDesk,
) -> None:
    position = await given_up(desk)
    signal = await a_signal(desk.engine, desk.agent, "two")
    row = await desk.position(position)
    taken = {"id": uuid5(signal, "taken"), "signal_id": signal, "status": "OPENING"}
    taken |= {"exit_reason": None, "closed_at": None}

    async def revive() -> None:
        async with desk.units() as uow:
            await uow.reconciliation.revive([PositionId(position)])

    async with desk.engine.connect() as other:
        await other.execute(insert(PositionRow).values(**(row | taken)))
        reviving = asyncio.create_task(revive())
        await blocked(desk)
        await other.commit()
    await reviving
    assert await desk.status(position) == ("OPEN_FAILED", "OPEN_FAILED")


async def blocked(desk: GuardedDesk) -> None:
    """Wait until a transaction waits for another one."""
    query = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
    for _ in range(1000):
        async with desk.engine.connect() as connection:
            if (await connection.exec_driver_sql(query)).scalar_one():
                return
        await asyncio.sleep(0.01)
    pytest.fail("nobody waits for anybody")


async def test_accounts_that_hold_nothing_of_ours_take_turns(
    desk: GuardedDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciliation, "IDLE_AT_ONCE", 2)
    await desk.opened()
    for n in range(2, 7):
        await a_deployment(desk.engine, desk.agent, n=n, enabled_venues=["HYPERLIQUID"])
    wallets = [a_wallet(n) for n in range(1, 7)]
    seen = []
    for _ in range(3):
        await desk.look()
        async with desk.units() as uow:
            looks = await uow.reconciliation.looks(HL, wallets)
        seen.append({n for n in range(1, 7) if looks.get(a_wallet(n)) == desk.clock.now()})
    assert [len(looked) for looked in seen] == [3, 3, 3]
    assert all(1 in looked for looked in seen)
    assert set().union(*seen) == set(range(1, 7))
