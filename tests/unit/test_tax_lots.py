"""Tax lots conserve quantities and money, whatever was filled and however it is matched."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.market import Purpose, Side
from domain.positions.holding import PositionFill, held
from domain.tax_lots import LotMethod, TaxLot, tax_lots
from tests.factories import NOON

D = Decimal
ATOM = D("1e-18")
FREE = D(0)
METHODS = st.sampled_from(LotMethod)
SIDES = st.sampled_from(Side)
AMOUNTS = st.decimals(min_value="0.0001", max_value="1000", places=4)
PRICES = st.decimals(min_value="0.01", max_value="100000", places=6)
FEES = st.decimals(min_value="-1", max_value="10", places=8)
MINUTES = st.integers(min_value=0, max_value=600_000)


def a_fill(purpose: Purpose, quantity: D, price: D, fee: D = FREE, minute: int = 0) -> PositionFill:
    at = NOON + timedelta(minutes=minute)
    return PositionFill(purpose=purpose, quantity=quantity, price=price, fee=fee, filled_at=at)


@st.composite
def histories(draw: st.DrawFn, *, closes: str) -> list[PositionFill]:
    """Draw fills of a position that closes in part, wholly, or beyond what was opened."""
    opened = draw(st.lists(st.tuples(AMOUNTS, PRICES, FEES, MINUTES), min_size=1, max_size=5))
    fills = [a_fill(Purpose.OPEN, *each) for each in opened]
    left = sum((fill.quantity for fill in fills), D(0))
    closed = draw(st.lists(st.tuples(AMOUNTS, PRICES, FEES, MINUTES), max_size=5))
    for wanted, price, fee, minute in closed:
        if quantity := min(wanted, left):
            fills.append(a_fill(Purpose.CLOSE, quantity, price, fee, minute))
            left -= quantity
    if closes != "in part" and left:
        fills.append(a_fill(Purpose.CLOSE, left, draw(PRICES), draw(FEES), draw(MINUTES)))
    if closes == "beyond":
        fills.append(a_fill(Purpose.CLOSE, draw(AMOUNTS), draw(PRICES), draw(FEES), draw(MINUTES)))
    return draw(st.permutations(fills))


def total(fills: Sequence[PositionFill], purpose: Purpose) -> D:
    return sum((fill.quantity for fill in fills if fill.purpose is purpose), D(0))


def gains(lots: Sequence[TaxLot]) -> D:
    return sum((lot.gain for lot in lots), D(0))


@given(histories(closes="in part"), SIDES, METHODS)
def test_what_was_closed_is_in_lots_and_nothing_else(
    fills: list[PositionFill], side: Side, method: LotMethod
) -> None:
    lots = tax_lots(side, fills, method)

    assert sum((lot.quantity for lot in lots), D(0)) == total(fills, Purpose.CLOSE)
    for fill in fills:
        if fill.purpose is Purpose.CLOSE:
            of_it = [lot for lot in lots if lot.disposed_at == fill.filled_at]
            assert sum(lot.quantity for lot in of_it) >= fill.quantity


@given(histories(closes="wholly"), SIDES, METHODS)
def test_gains_add_up_to_the_realised_result(
    fills: list[PositionFill], side: Side, method: LotMethod
) -> None:
    lots = tax_lots(side, fills, method)

    assert gains(lots) == held(side, fills).net_pnl
    assert sum((lot.fees for lot in lots), D(0)) == held(side, fills).fees


@given(histories(closes="beyond"), SIDES, METHODS)
def test_what_was_sold_beyond_what_we_opened_is_in_no_lot(
    fills: list[PositionFill], side: Side, method: LotMethod
) -> None:
    lots = tax_lots(side, fills, method)

    assert sum((lot.quantity for lot in lots), D(0)) == total(fills, Purpose.OPEN)
    # Each closing is cut to what the store can keep of it, and so is off by a part of an atom.
    off = ATOM * 1_000_000 * len(fills)
    assert abs(gains(lots) - held(side, fills).net_pnl) <= off


@pytest.mark.parametrize(
    ("side", "method", "first"),
    [
        (Side.LONG, LotMethod.FIFO, "10"),
        (Side.LONG, LotMethod.LIFO, "20"),
        (Side.LONG, LotMethod.HIFO, "30"),
        (Side.SHORT, LotMethod.HIFO, "10"),
    ],
)
def test_the_method_says_which_is_closed_first(side: Side, method: LotMethod, first: str) -> None:
    fills = [
        a_fill(Purpose.OPEN, D(1), D(10), minute=0),
        a_fill(Purpose.OPEN, D(1), D(30), minute=1),
        a_fill(Purpose.OPEN, D(1), D(20), minute=2),
        a_fill(Purpose.CLOSE, D(1), D(25), minute=3),
    ]

    [lot] = tax_lots(side, fills, method)

    assert (lot.cost if side is Side.LONG else lot.proceeds) == D(first)


def test_nothing_is_closed_before_it_was_opened() -> None:
    fills = [
        a_fill(Purpose.OPEN, D(1), D(10), minute=0),
        a_fill(Purpose.CLOSE, D("0.5"), D(12), minute=1),
        a_fill(Purpose.OPEN, D(1), D(30), minute=2),
        a_fill(Purpose.CLOSE, D("0.5"), D(40), minute=60),
    ]

    early, late = tax_lots(Side.LONG, fills, LotMethod.HIFO)

    assert (early.cost, late.cost) == (D(5), D(15))
    assert (early.held, late.held) == (timedelta(minutes=1), timedelta(minutes=58))


def test_a_short_earns_what_it_was_sold_for_less_what_it_cost() -> None:
    fills = [
        a_fill(Purpose.OPEN, D(2), D(50), D("0.2")),
        a_fill(Purpose.CLOSE, D(1), D(40), D("0.1"), minute=1),
    ]

    [lot] = tax_lots(Side.SHORT, fills, LotMethod.FIFO)

    assert (lot.proceeds, lot.cost, lot.fees, lot.gain) == (D(50), D(40), D("0.2"), D("9.8"))
