"""Positions that others emptied while an order of ours may still trade: their place stays taken."""

from dataclasses import replace

import pytest

from domain.orders import OrderState
from domain.positions import Evidence, PositionStatus
from tests.unit.test_positions import (
    BOUGHT,
    OPENED,
    SOLD,
    D,
    a_fill,
    a_position,
    an_order,
    closing,
    review,
    with_exits,
)


@pytest.mark.parametrize("state", [OrderState.UNKNOWN, OrderState.PLANNED, OrderState.CLAIMED])
def test_a_position_others_emptied_is_not_over_while_our_exit_may_still_trade(
    state: OrderState,
) -> None:
    # A stop that rested traded all of it, booked beside the exit and counted as over at once.
    position = replace(closing(review(a_position(), OPENED)), close_attempts=1)
    emptied = with_exits(OrderState.FILLED, state, fills=BOUGHT + SOLD)
    held_on = review(position, emptied)
    assert (held_on.status, held_on.quantity) == (PositionStatus.CLOSING, D(0))
    assert review(held_on, emptied) == held_on
    # The exit's order may not even be planned yet.
    unplanned = with_exits(OrderState.FILLED, fills=BOUGHT + SOLD)
    assert review(position, unplanned).status is PositionStatus.CLOSING

    over = with_exits(OrderState.FILLED, OrderState.REJECTED, fills=BOUGHT + SOLD)
    assert review(held_on, over).status is PositionStatus.CLOSED


def test_a_position_others_emptied_while_its_entry_may_still_fill_is_not_stuck() -> None:
    entry = an_order("OPEN", OrderState.PARTIAL)
    opened = review(a_position(), Evidence(fills=BOUGHT[:1], orders=(entry,)))
    by_hand = replace(opened, close_attempts=1)
    sold = a_fill("CLOSE", "1", "90", minute=1)
    taken = Evidence(fills=(BOUGHT[0], sold), orders=(entry, an_order("CLOSE")))
    waiting = review(by_hand, taken)
    assert waiting.status is PositionStatus.CLOSING

    late = Evidence(fills=(*BOUGHT, sold), orders=(an_order("OPEN"), an_order("CLOSE")))
    assert review(waiting, late).status is PositionStatus.OPEN
    over = replace(taken, orders=(an_order("OPEN"), an_order("CLOSE")))
    assert review(waiting, over).status is PositionStatus.CLOSED
