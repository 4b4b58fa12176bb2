"""Exits of ours and of others in any order: counted once, numbered apart, never mixed up."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from contracts.intents import ExitReason
from contracts.market import IntentId, Purpose, VenueName
from domain.orders import Order, OrderState
from domain.outside import (
    ATTEMPTS,
    Suspect,
    corrected,
    lost_alarm,
    outside_exit,
    overrun_alarm,
    stray_alarm,
)
from domain.ports.venue import Fill
from domain.positions import Position, PositionFill, PositionOrder, PositionStatus, reviewed
from domain.positions.state import Evidence
from domain.reconciliation import fill_of
from tests.factories import NOON, a_wallet, an_id
from tests.unit.test_positions import a_fill, a_position, an_order
from tests.unit.test_reconciliation import a_trade, open_position

D = Decimal
ACTIONS = st.lists(
    st.tuples(st.sampled_from(["outside", "begin", "fill", "end"]), st.integers(1, 40)),
    max_size=25,
)


@dataclass
class Life:
    """One position, its fills, and its closing orders: what both stages would make of it."""

    position: Position
    fills: list[PositionFill] = field(default_factory=list)
    over: int = 0
    under_way: int | None = None
    numbers: list[int] = field(default_factory=list)

    @property
    def left(self) -> Decimal:
        sold = sum((f.quantity for f in self.fills if f.purpose is Purpose.CLOSE), D(0))
        return 100 - sold

    def do(self, action: str, size: int) -> None:
        quantity = min(D(size), self.left)
        status = self.position.status
        if action == "outside" and quantity and not status.ended:
            self._outside(quantity)
        elif action == "begin" and status is PositionStatus.OPEN:
            self.under_way = self.position.close_attempts
            self.numbers.append(self.under_way)
            self.position = replace(
                self.position,
                status=PositionStatus.CLOSING,
                closing_reason=ExitReason.MANUAL,
                closing_at=NOON,
            )
        elif action == "fill" and quantity and self.under_way is not None:
            self.fills.append(a_fill("CLOSE", str(quantity), "110"))
        elif action == "end" and self.under_way is not None:
            self.over, self.under_way = self.over + 1, None
        self._review()

    def _outside(self, quantity: Decimal) -> None:
        name = str(len(self.fills))
        fill = Fill(fill_id=name, quantity=quantity, price=D(90), fee=D(0), filled_at=NOON)
        booked = outside_exit(self.position, [fill], ExitReason.CLOSED_EXTERNALLY, "", NOON)
        assert booked.order.filled == booked.order.quantity == quantity
        self.numbers.append(booked.intended.attempt)
        self.position, self.over = booked.position, self.over + 1
        self.fills.append(a_fill("CLOSE", str(quantity), "90"))

    def _review(self) -> None:
        orders = [an_order("OPEN"), *[an_order("CLOSE")] * self.over]
        if self.under_way is not None:
            orders.append(PositionOrder(purpose=Purpose.CLOSE, state=OrderState.UNKNOWN))
        evidence = Evidence(fills=tuple(self.fills), orders=tuple(orders))
        stale = timedelta(seconds=60)
        self.position = reviewed(self.position, evidence, now=NOON, stale_after=stale)


@given(actions=ACTIONS)
def test_however_exits_of_ours_and_others_mix_each_counts_once_under_its_own_number(
    actions: list[tuple[str, int]],
) -> None:
    life = Life(position=a_position(), fills=[a_fill("OPEN", "100", "100")])
    life.do("nothing", 1)
    for action in actions:
        life.do(*action)
        assert len(set(life.numbers)) == len(life.numbers)
        assert life.position.quantity == life.left
        if life.under_way is not None:
            assert life.position.status is PositionStatus.CLOSING
        elif life.left == 0:
            assert life.position.status is PositionStatus.CLOSED
        else:
            assert life.position.status is PositionStatus.OPEN


def an_outside_order() -> Order:
    fills = [fill_of(a_trade(1, D(10)))]
    return outside_exit(open_position(), fills, ExitReason.MANUAL, "", NOON).order


def test_an_order_that_traded_after_all_says_what_it_filled() -> None:
    booked = an_outside_order()
    dead = replace(booked, state=OrderState.DEAD, quantity=D(10), filled=D(0))
    step = corrected(dead, D(10))
    assert (step.order.state, step.order.filled, step.order.version) == (
        OrderState.FILLED,
        D(10),
        1,
    )
    short = corrected(dead, D(4)).order
    assert (short.state, short.filled) == (OrderState.CANCELLED, D(4))
    assert step.moved


def test_each_alarm_is_told_once_for_a_fill() -> None:
    position, trades = open_position(), [a_trade(1, D(4)), a_trade(2, D(6))]
    order = an_outside_order()
    suspect = Suspect(
        intent_id=IntentId(an_id("intent")),
        position_id=position.id,
        trace_id=position.trace_id,
        wallet=a_wallet(),
        symbol="BTC",
        created_at=NOON,
        has_order=False,
    )
    ids = [
        alarm.id
        for _ in range(2)
        for trade in trades
        for alarm in (
            stray_alarm(order, trade, NOON),
            lost_alarm(suspect, VenueName.HYPERLIQUID, trade, NOON),
            overrun_alarm(position, trade, NOON),
        )
    ]
    assert len(set(ids)) == len(ids) / 2
    assert len(suspect.names) == ATTEMPTS
