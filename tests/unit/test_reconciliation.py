"""What may be made of a difference between a venue and our books."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.intents import ExitReason
from contracts.market import Network, Purpose, Side
from domain.orders import OrderState
from domain.outside import closing_reason, outside_exit
from domain.ports.venue import AccountHolding, AccountTrade, OrderRequest
from domain.positions import Evidence, Position, PositionFill, PositionOrder, PositionStatus
from domain.reconciliation import (
    Comparison,
    Difference,
    Exposure,
    closing_trades,
    compare,
    fill_of,
    parting_trades,
    still_rests,
)
from infra.clock import ManualClock
from infra.venues.paper import PaperVenue
from infra.venues.paper.memory import MemoryLedger
from tests.factories import NOON, a_wallet, an_id
from tests.unit.test_positions import a_position

D = Decimal
QUANTITIES = st.decimals(min_value="0.00001", max_value="1000", places=5)


TEN = D(10)


def open_position(quantity: Decimal = TEN, side: Side = Side.LONG) -> Position:
    position = a_position(side)
    return replace(
        position,
        status=PositionStatus.OPEN,
        opened_quantity=quantity,
        quantity=quantity,
        opened_at=NOON,
    )


def a_trade(n: int, quantity: Decimal, side: Side = Side.SHORT, **values: Any) -> AccountTrade:
    trade = AccountTrade(
        fill_id=str(n),
        client_order_id=None,
        side=side,
        quantity=quantity,
        price=D(100),
        fee=D(1),
        filled_at=NOON + timedelta(minutes=n),
    )
    return replace(trade, **values)


def a_holding(quantity: Decimal, side: Side = Side.LONG, symbol: str = "BTC") -> AccountHolding:
    return AccountHolding(wallet=a_wallet(), symbol=symbol, side=side, quantity=quantity)


def resting(position: Position, *, in_flight: bool = False) -> list[Exposure]:
    return [Exposure(position=position, in_flight=in_flight)]


@given(held=QUANTITIES, traded=st.lists(QUANTITIES, max_size=5), side=st.sampled_from(Side))
def test_closing_trades_make_up_all_of_a_position_or_there_are_none(
    held: Decimal, traded: list[Decimal], side: Side
) -> None:
    trades = [a_trade(n, quantity, side.opposite) for n, quantity in enumerate(traded)]
    fills = closing_trades(open_position(held, side), reversed(trades))

    assert sum((fill.quantity for fill in fills), D(0)) == (held if sum(traded) >= held else 0)
    assert [fill.quantity for fill in fills[:-1]] == traded[: len(fills[:-1])]
    assert all(0 < fill.fee <= 1 for fill in fills)


def test_the_last_fill_is_cut_down_with_its_share_of_the_fee() -> None:
    fills = closing_trades(open_position(), [a_trade(1, D(4)), a_trade(2, D(24)), a_trade(3, D(1))])
    assert [(fill.quantity, fill.fee) for fill in fills] == [(D(4), D(1)), (D(6), D("0.25"))]


@pytest.mark.parametrize(
    "values", [{"side": Side.LONG}, {"filled_at": NOON - timedelta(seconds=1)}]
)
def test_what_opened_or_came_before_the_position_closed_nothing(values: dict[str, Any]) -> None:
    assert closing_trades(open_position(), [a_trade(1, D(10), **values)]) == ()


def test_a_position_that_agrees_is_neither_different_nor_external() -> None:
    ours = resting(open_position())
    assert compare(ours, ours, [a_holding(D(10))]) == Comparison(differences=(), external=())


@pytest.mark.parametrize("found", [D(0), D(4), D(15)])
def test_a_position_that_rested_may_differ(found: Decimal) -> None:
    ours = resting(open_position())
    holdings = [a_holding(found)] if found else []
    [difference] = compare(ours, ours, holdings).differences
    assert (difference.held, difference.found) == (TEN, found)


def test_what_moved_while_the_venue_was_asked_does_not_differ() -> None:
    position = open_position()
    closing = replace(position, status=PositionStatus.CLOSING)
    flying = resting(position, in_flight=True)
    smaller = resting(replace(position, quantity=D(9)))
    for before, after in (
        (resting(closing), resting(position)),
        (resting(position), resting(closing)),
        (flying, resting(position)),
        (resting(position), flying),
        (smaller, resting(position)),
        ([], resting(position)),
        (resting(position), []),
    ):
        assert compare(before, after, []).differences == ()


def test_what_we_held_before_or_after_is_not_external_and_all_else_is() -> None:
    ours, holding = resting(open_position()), a_holding(D(10))
    assert compare(ours, [], [holding]).external == ()
    assert compare([], ours, [holding]).external == ()
    theirs = [a_holding(D(1), Side.SHORT), a_holding(D(2), symbol="ETH")]
    assert list(compare(ours, ours, [holding, *theirs]).external) == theirs


def test_a_position_is_booked_only_as_it_was_compared() -> None:
    position = open_position()
    seen = Difference(position_id=position.id, held=D(10), found=D(0))
    flying = PositionOrder(purpose=Purpose.CLOSE, state=OrderState.UNKNOWN)
    assert still_rests(position, Evidence(), seen)
    assert not still_rests(position, Evidence(orders=(flying,)), seen)
    assert not still_rests(replace(position, quantity=D(9)), Evidence(), seen)
    assert not still_rests(replace(position, status=PositionStatus.CLOSING), Evidence(), seen)


def test_our_own_reason_stands_only_where_we_closed_a_part() -> None:
    stopped = replace(open_position(), closing_reason=ExitReason.TRAILING_STOP)
    part = PositionFill(purpose=Purpose.CLOSE, quantity=D(1), price=D(1), fee=D(0), filled_at=NOON)
    ours, trades = Evidence(fills=(part,)), [a_trade(1, D(10))]
    assert closing_reason(stopped, Evidence(), trades, ()) is ExitReason.CLOSED_EXTERNALLY
    assert closing_reason(stopped, ours, trades, ()) is ExitReason.TRAILING_STOP


def test_force_and_a_resting_stop_are_told_by_the_trades_themselves() -> None:
    name = an_id("stop")
    stop = a_trade(1, D(4), client_order_id=name)
    force = a_trade(2, D(6), liquidated=True)
    known = open_position(), Evidence()
    assert closing_reason(*known, [stop], [name]) is ExitReason.HARD_STOP_LOSS
    assert closing_reason(*known, [stop], []) is ExitReason.CLOSED_EXTERNALLY
    assert closing_reason(*known, [stop, force], [name]) is ExitReason.LIQUIDATED


@given(held=QUANTITIES, traded=st.lists(QUANTITIES, min_size=1, max_size=4))
def test_a_part_is_booked_only_where_all_that_was_traded_is_just_what_is_missing(
    held: Decimal, traded: list[Decimal]
) -> None:
    position, missing = open_position(held), sum(traded, D(0))
    trades = [a_trade(n, quantity) for n, quantity in enumerate(traded)]
    assert list(parting_trades(position, reversed(trades), missing)) == trades
    assert parting_trades(position, trades, missing + D("0.00001")) == ()
    to_and_fro = [*trades, a_trade(9, D(1), Side.LONG), a_trade(10, D(1))]
    assert parting_trades(position, to_and_fro, missing + 1) == ()


@pytest.mark.parametrize("status", [PositionStatus.OPEN, PositionStatus.CLOSING])
def test_an_exit_from_outside_never_looks_like_the_end_of_one_under_way(
    status: PositionStatus,
) -> None:
    position = replace(open_position(), status=status, close_attempts=2)
    fills = [fill_of(a_trade(1, D(4)))]
    booked = outside_exit(position, fills, ExitReason.HARD_STOP_LOSS, "why", NOON)
    exits = [PositionOrder(purpose=Purpose.CLOSE, state=OrderState.FILLED)] * 3

    assert Evidence(orders=tuple(exits)).exits_over <= booked.position.close_attempts
    assert booked.order.filled == booked.intended.quantity == 4
    is_closing = status is PositionStatus.CLOSING
    numbers_of_ours = {2, 4} if is_closing else {3}
    assert booked.intended.attempt not in numbers_of_ours
    assert replace(booked.position, close_attempts=2) == position


async def test_the_ledger_in_memory_tells_holdings_and_trades_too() -> None:
    venue = PaperVenue(MemoryLedger(), clock=ManualClock(NOON))
    await venue.set_price("BTC", D(50_000), NOON)
    order = OrderRequest(
        client_order_id=an_id("one"),
        wallet=a_wallet(),
        network=Network.PAPER,
        symbol="BTC",
        side=Side.SHORT,
        purpose=Purpose.OPEN,
        quantity=D("0.01"),
        leverage=D(2),
        limit_price=None,
        expires_at=NOON + timedelta(seconds=15),
    )
    [fill] = (await venue.place(order)).fills
    await venue.place(
        replace(order, client_order_id=an_id("two"), purpose=Purpose.CLOSE, quantity=D("0.004"))
    )

    assert await venue.holdings([a_wallet()]) == [a_holding(D("0.006"), Side.SHORT)]
    assert await venue.holdings([a_wallet(2)]) == []
    opened, closed = await venue.trades(a_wallet(), "BTC", NOON)
    assert (opened.fill_id, opened.side, opened.quantity) == (fill.fill_id, Side.SHORT, D("0.01"))
    assert (closed.client_order_id, closed.side) == (an_id("two"), Side.LONG)
    assert await venue.trades(a_wallet(), "BTC", NOON + timedelta(seconds=1)) == []
