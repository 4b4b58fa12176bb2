"""Sizing: whole lots, never more than the share, never above a cap."""

from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from domain.sizing import Bounds, Size, TooSmall, leverage_within, size, tidy

ZERO = Decimal(0)
dollars = st.decimals(min_value=0, max_value=10**9, places=6)
shares = st.decimals(min_value="0.005", max_value="0.1", places=4)
prices = st.decimals(min_value="0.000001", max_value=10**7, places=6)
lots = st.sampled_from([Decimal(step) for step in ("0.00001", "0.001", "0.01", "1", "10", "1000")])
leverages = st.decimals(min_value=1, max_value=10, places=2)


def test_a_share_of_a_balance_becomes_whole_lots() -> None:
    sized = size(
        Decimal(10000),
        Decimal("0.05"),
        leverage=Decimal(3),
        price=Decimal(60000),
        bounds=Bounds(lot=Decimal("0.001"), minimum=Decimal(10)),
    )

    assert sized == Size(
        quantity=Decimal("0.025"),
        collateral=Decimal(500),
        leverage=Decimal(3),
        notional=Decimal(1500),
    )


def test_less_than_a_lot_is_too_small_whatever_the_minimum() -> None:
    sized = size(
        Decimal(100),
        Decimal("0.05"),
        leverage=Decimal(1),
        price=Decimal(60000),
        bounds=Bounds(lot=Decimal("0.001"), minimum=ZERO),
    )

    assert sized == TooSmall(notional=ZERO, minimum=ZERO)


def test_the_minimum_is_compared_after_rounding_down() -> None:
    sized = size(
        Decimal(200),
        Decimal("0.05"),
        leverage=Decimal(1),
        price=Decimal(3),
        bounds=Bounds(lot=Decimal(1), minimum=Decimal(10)),
    )

    assert sized == TooSmall(notional=Decimal(9), minimum=Decimal(10))


def test_a_debt_buys_nothing() -> None:
    sized = size(
        Decimal(-5),
        Decimal("0.1"),
        leverage=Decimal(1),
        price=Decimal(1),
        bounds=Bounds(lot=Decimal("0.01"), minimum=ZERO),
    )

    assert isinstance(sized, TooSmall)


@given(dollars, shares, leverages, prices, lots)
def test_notional_is_collateral_times_leverage_within_one_lot(
    available: Decimal, share: Decimal, leverage: Decimal, price: Decimal, lot: Decimal
) -> None:
    sized = size(
        available, share, leverage=leverage, price=price, bounds=Bounds(lot=lot, minimum=ZERO)
    )

    assume(isinstance(sized, Size))
    assert isinstance(sized, Size)
    budget = available * share
    assert sized.quantity % lot == 0
    assert sized.notional == sized.quantity * price
    assert sized.collateral <= budget
    assert ZERO <= budget * leverage - sized.notional < lot * price
    assert abs(sized.notional - sized.collateral * sized.leverage) <= Decimal("1e-16")


@given(dollars, dollars, shares, leverages, prices, lots)
def test_a_bigger_balance_never_buys_less(
    one: Decimal, other: Decimal, share: Decimal, leverage: Decimal, price: Decimal, lot: Decimal
) -> None:
    bounds = Bounds(lot=lot, minimum=ZERO)
    less, more = (
        size(available, share, leverage=leverage, price=price, bounds=bounds)
        for available in sorted((one, other))
    )

    assert less.notional <= more.notional


@given(dollars, shares, shares, leverages, leverages, prices)
def test_a_bigger_share_or_more_leverage_never_buys_less(
    available: Decimal, one: Decimal, other: Decimal, less: Decimal, more: Decimal, price: Decimal
) -> None:
    bounds = Bounds(lot=Decimal("0.001"), minimum=ZERO)
    small, large = sorted((one, other))
    low, high = sorted((less, more))
    least = size(available, small, leverage=low, price=price, bounds=bounds).notional
    assert least <= size(available, large, leverage=low, price=price, bounds=bounds).notional
    assert least <= size(available, small, leverage=high, price=price, bounds=bounds).notional


@given(dollars, shares, prices, lots, dollars)
def test_nothing_below_the_minimum_is_ever_traded(
    available: Decimal, share: Decimal, price: Decimal, lot: Decimal, minimum: Decimal
) -> None:
    sized = size(
        available,
        share,
        leverage=Decimal(1),
        price=price,
        bounds=Bounds(lot=lot, minimum=minimum),
    )

    if isinstance(sized, Size):
        assert sized.notional >= minimum
        assert sized.quantity > 0
    else:
        assert sized.notional < minimum or sized.notional == 0


@given(st.decimals(min_value=0, max_value=100, places=2), leverages, leverages)
def test_leverage_is_at_least_one_and_within_every_cap(
    wanted: Decimal, venue_cap: Decimal, agent_cap: Decimal
) -> None:
    leverage = leverage_within(wanted, venue_cap, agent_cap)

    assert 1 <= leverage <= min(venue_cap, agent_cap)
    if 1 <= wanted <= min(venue_cap, agent_cap):
        assert leverage == wanted


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**18), max_value=10**18))
def test_a_tidy_amount_is_the_same_amount_spelled_plainly(amount: Decimal) -> None:
    tidied = tidy(amount)

    assert tidied == amount
    assert int(tidied.as_tuple().exponent) <= 0
    assert tidy(tidied) == tidied


def test_zeros_behind_an_amount_are_dropped() -> None:
    assert str(tidy(Decimal("60000.000000000000000000"))) == "60000"
    assert str(tidy(Decimal("0.010000000000000000"))) == "0.01"
    assert str(tidy(Decimal("0E-18"))) == "0"
