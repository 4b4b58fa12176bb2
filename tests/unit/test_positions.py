"""What fills add up to, and what becomes of a position when the evidence changes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal, localcontext
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.intents import ExitReason
from contracts.market import (
    AgentId,
    DeploymentId,
    Network,
    PositionId,
    Purpose,
    RiskPlan,
    Side,
    SignalId,
    VenueName,
)
from domain.orders import OrderState
from domain.positions import (
    Evidence,
    Position,
    PositionFill,
    PositionOrder,
    PositionStatus,
    exit_reason,
    held,
    naked_seconds,
    reviewed,
)
from domain.rounding import WIDE
from tests.factories import NOON, a_wallet, an_id

D = Decimal
STALE = timedelta(seconds=60)
MONEY = st.decimals(min_value="0.00000001", max_value="1000000", places=8)


def a_fill(
    purpose: str, quantity: str, price: str, fee: str = "0", minute: int = 0
) -> PositionFill:
    return PositionFill(
        purpose=Purpose(purpose),
        quantity=D(quantity),
        price=D(price),
        fee=D(fee),
        filled_at=NOON + timedelta(minutes=minute),
    )


def an_order(purpose: str, state: OrderState = OrderState.FILLED) -> PositionOrder:
    return PositionOrder(purpose=Purpose(purpose), state=state)


def a_position(side: Side = Side.LONG, **plan: object) -> Position:
    return Position(
        id=PositionId(an_id("position")),
        signal_id=SignalId(an_id("signal")),
        agent_id=AgentId(an_id("agent")),
        deployment_id=DeploymentId(an_id("deployment")),
        trace_id=an_id("trace"),
        wallet=a_wallet(),
        network=Network.PAPER,
        venue=VenueName.PAPER,
        symbol="BTC",
        side=side,
        status=PositionStatus.OPENING,
        collateral=D(100),
        leverage=D(1),
        risk_plan=RiskPlan.model_validate(plan),
        created_at=NOON,
    )


def review(position: Position, evidence: Evidence, minute: int = 5) -> Position:
    now = NOON + timedelta(minutes=minute)
    return reviewed(position, evidence, now=now, stale_after=STALE)


BOUGHT = (a_fill("OPEN", "1", "100"), a_fill("OPEN", "1", "110", "0.5"))
OPENED = Evidence(fills=BOUGHT, orders=(an_order("OPEN"),), marked_at=NOON)
SOLD = (a_fill("CLOSE", "2", "120", "0.25", minute=3),)


def closing(position: Position, reason: ExitReason = ExitReason.MANUAL) -> Position:
    return replace(position, status=PositionStatus.CLOSING, closing_reason=reason, closing_at=NOON)


def with_exits(*states: OrderState, fills: Sequence[PositionFill] = BOUGHT) -> Evidence:
    orders = (an_order("OPEN"), *(an_order("CLOSE", state) for state in states))
    return Evidence(fills=tuple(fills), orders=orders, marked_at=NOON)


def test_nothing_is_held_without_fills() -> None:
    nothing = held(Side.LONG, [])
    assert (nothing.quantity, nothing.entry_price, nothing.net_pnl) == (D(0), None, D(0))


@pytest.mark.parametrize(("side", "gross"), [(Side.LONG, "30"), (Side.SHORT, "-30")])
def test_what_was_earned_is_what_came_in_less_what_went_out(side: Side, gross: str) -> None:
    holding = held(side, BOUGHT + SOLD)
    assert (holding.entry_price, holding.exit_price) == (D(105), D(120))
    assert (holding.quantity, holding.opened_quantity) == (D(0), D(2))
    assert holding.gross_pnl == D(gross)
    assert holding.fees == D("0.75")
    assert holding.net_pnl == D(gross) - D("0.75")


def test_a_part_that_was_closed_carries_its_share_of_the_cost() -> None:
    holding = held(Side.LONG, (*BOUGHT, a_fill("CLOSE", "0.5", "125")))
    assert holding.quantity == D("1.5")
    assert holding.gross_pnl == D("10")


def test_what_a_venue_closed_beyond_what_we_opened_earns_us_nothing() -> None:
    holding = held(Side.LONG, (a_fill("OPEN", "1", "100"), a_fill("CLOSE", "3", "110")))
    assert (holding.quantity, holding.gross_pnl) == (D(0), D(10))


@given(st.sampled_from(Side), st.lists(st.tuples(MONEY, MONEY, MONEY), min_size=1, max_size=8))
def test_profit_equals_the_cash_flows_to_the_last_digit(
    side: Side, trades: list[tuple[Decimal, Decimal, Decimal]]
) -> None:
    bought = [a_fill("OPEN", str(q), str(p), str(f)) for q, p, f in trades]
    sold = [
        a_fill("CLOSE", str(q), str(p))
        for (q, _, _), (_, p, _) in zip(trades, trades[::-1], strict=True)
    ]
    holding = held(side, bought + sold)
    with localcontext(WIDE):
        cash = sum((f.quantity * f.price for f in sold), D(0)) - sum(
            (f.quantity * f.price for f in bought), D(0)
        )
        fees = sum((fee for _, _, fee in trades), D(0))
        assert holding.gross_pnl - side.sign * cash == 0
        assert holding.net_pnl - (side.sign * cash - fees) == 0
    assert holding.quantity == 0


@given(st.sampled_from(Side), st.permutations([*BOUGHT, *SOLD]))
def test_the_order_of_fills_does_not_matter(side: Side, fills: list[PositionFill]) -> None:
    assert held(side, fills) == held(side, BOUGHT + SOLD)


def test_the_first_fill_opens_a_position_with_its_stops_running() -> None:
    position = review(a_position(), Evidence(fills=BOUGHT[:1], orders=(an_order("OPEN"),)))
    assert position.status is PositionStatus.OPEN
    assert position.opened_at == NOON
    assert position.watch is not None
    assert position.watch.trigger_below == D(90)


def test_fills_in_any_order_open_the_same_position() -> None:
    outcomes = set()
    for first, second in permutations(BOUGHT):
        partial = Evidence(fills=(first,), orders=(an_order("OPEN", OrderState.PARTIAL),))
        outcomes.add(
            str(review(review(a_position(), partial), replace(OPENED, fills=(second, first))))
        )
    assert len(outcomes) == 1


def test_a_position_expires_when_its_plan_says_so() -> None:
    position = review(a_position(max_holding_seconds=600), OPENED)
    assert position.expires_at == NOON + timedelta(minutes=10)
    assert exit_reason(position, D(105), NOON) is None
    assert exit_reason(position, D(105), NOON + timedelta(minutes=10)) is ExitReason.TIME_EXPIRED
    assert exit_reason(position, D(10), NOON + timedelta(minutes=10)) is ExitReason.HARD_STOP_LOSS


@pytest.mark.parametrize("state", [OrderState.REJECTED, OrderState.CANCELLED, OrderState.DEAD])
def test_an_entry_that_ended_without_fills_never_opened(state: OrderState) -> None:
    position = review(a_position(), Evidence(orders=(an_order("OPEN", state),)))
    assert position.status is PositionStatus.OPEN_FAILED
    assert position.exit_reason is ExitReason.OPEN_FAILED
    assert position.net_pnl is None


def test_an_entry_that_was_never_sent_never_opened() -> None:
    assert review(a_position(), Evidence(refused=True)).status is PositionStatus.OPEN_FAILED


def test_an_entry_that_may_still_fill_is_waited_for() -> None:
    live = Evidence(orders=(an_order("OPEN", OrderState.UNKNOWN),), refused=True)
    assert review(a_position(), live) == a_position()
    assert review(a_position(), Evidence()) == a_position()


def test_a_position_with_nothing_left_is_closed_in_one_step() -> None:
    position = closing(review(a_position(), OPENED))
    position = review(position, with_exits(OrderState.FILLED, fills=BOUGHT + SOLD))
    assert position.status is PositionStatus.CLOSED
    assert (position.exit_price, position.gross_pnl) == (D(120), D(30))
    assert (position.fees, position.net_pnl) == (D("0.75"), D("29.25"))
    assert position.exit_reason is ExitReason.MANUAL
    assert position.closed_at == NOON + timedelta(minutes=3)


def test_what_a_venue_closed_by_itself_was_closed_externally() -> None:
    position = review(review(a_position(), OPENED), replace(OPENED, fills=BOUGHT + SOLD))
    assert position.exit_reason is ExitReason.CLOSED_EXTERNALLY


def test_an_exit_that_left_something_is_tried_again_whatever_the_price() -> None:
    partly = (*BOUGHT, a_fill("CLOSE", "0.5", "120"))
    position = closing(review(a_position(), OPENED), ExitReason.TRAILING_STOP)
    position = review(position, with_exits(OrderState.CANCELLED, fills=partly))
    assert (position.status, position.close_attempts) == (PositionStatus.OPEN, 1)
    assert position.quantity == D("1.5")
    now = NOON + timedelta(minutes=5)
    assert exit_reason(position, D(1_000_000), now) is ExitReason.TRAILING_STOP


def test_each_further_attempt_waits_a_little_longer() -> None:
    position, pauses = review(a_position(), OPENED), []
    for attempt in range(1, 15):
        position = review(closing(position), with_exits(*[OrderState.REJECTED] * attempt))
        assert position.expires_at is not None
        pauses.append((position.expires_at - NOON - timedelta(minutes=5)).seconds)
    assert pauses == [0, 1, 2, 4, 8, 16, 32, *[60] * 7]


def test_between_attempts_no_price_ends_the_position() -> None:
    position = review(a_position(), OPENED)
    for attempt in (1, 2):
        position = review(closing(position), with_exits(*[OrderState.REJECTED] * attempt))
    assert exit_reason(position, D(1), NOON + timedelta(minutes=5)) is None


def test_old_news_of_an_ended_exit_does_not_disturb_the_next_one() -> None:
    again = with_exits(OrderState.REJECTED)
    second = closing(review(closing(review(a_position(), OPENED)), again))
    assert review(second, again) == second
    under_way = with_exits(OrderState.REJECTED, OrderState.UNKNOWN)
    assert review(second, under_way) == second


def test_a_position_is_not_closed_while_its_entry_may_still_fill() -> None:
    entry = an_order("OPEN", OrderState.PARTIAL)
    position = closing(review(a_position(), Evidence(fills=BOUGHT[:1], orders=(entry,))))
    sold = a_fill("CLOSE", "1", "90", minute=1)
    waiting = review(position, Evidence(fills=(BOUGHT[0], sold), orders=(entry, an_order("CLOSE"))))
    assert (waiting.status, waiting.quantity) == (PositionStatus.CLOSING, D(0))
    late = Evidence(fills=(*BOUGHT, sold), orders=(an_order("OPEN"), an_order("CLOSE")))
    assert review(waiting, late).status is PositionStatus.OPEN
    over = Evidence(fills=(BOUGHT[0], sold), orders=(an_order("OPEN"), an_order("CLOSE")))
    assert review(waiting, over).status is PositionStatus.CLOSED


def test_a_later_entry_fill_does_not_rearm_an_exit_that_was_decided() -> None:
    first = Evidence(fills=BOUGHT[:1], orders=(an_order("OPEN", OrderState.PARTIAL),))
    again = replace(first, orders=(*first.orders, an_order("CLOSE", OrderState.REJECTED)))
    position = review(closing(review(a_position(), first)), again)
    later = review(position, replace(again, fills=BOUGHT))
    assert later.quantity == D(2)
    assert later.watch is not None
    assert later.watch.trigger_below is None


def test_what_ended_stays_ended() -> None:
    position = review(a_position(), Evidence(refused=True))
    assert review(position, OPENED) == position


@pytest.mark.parametrize(("marked", "seconds"), [(None, 300), (0, 240), (3, 60), (4, 0), (10, 0)])
def test_time_without_a_fresh_mark_is_naked(marked: int | None, seconds: int) -> None:
    position = review(a_position(), OPENED)
    marked_at = None if marked is None else NOON + timedelta(minutes=marked)
    until = NOON + timedelta(minutes=5)
    assert naked_seconds(position, marked_at, STALE, until) == seconds


def test_naked_time_that_goes_on_at_the_close_is_counted() -> None:
    position = closing(review(a_position(), OPENED))
    position = review(position, with_exits(OrderState.FILLED, fills=BOUGHT + SOLD))
    assert position.naked_seconds == D(120)


GROWING = [
    Evidence(orders=(an_order("OPEN", OrderState.SENT),), marked_at=NOON),
    Evidence(fills=BOUGHT[:1], orders=(an_order("OPEN", OrderState.PARTIAL),), marked_at=NOON),
    OPENED,
    replace(OPENED, fills=BOUGHT + SOLD),
]


@given(st.lists(st.integers(0, 3)).map(sorted))
def test_however_often_the_evidence_is_looked_at_it_comes_to_the_same(looks: list[int]) -> None:
    position = a_position()
    for look in [*looks, 3]:
        position = review(position, GROWING[look])
    assert position == review(a_position(), GROWING[3])
    assert position.status is PositionStatus.CLOSED
