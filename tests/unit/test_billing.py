"""What a closed position owes, and by which tariff."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.billing import BillKind
from contracts.market import VenueName
from domain.billing import (
    DEFAULT_TARIFFS,
    TIERS,
    Debt,
    FeeModel,
    Tariff,
    in_force,
    modelled,
    owed,
)
from tests.factories import NOON

D = Decimal
INFRA = Debt(kind=BillKind.INFRA_FEE, amount=D("0.20"))


def share(amount: str) -> Debt:
    return Debt(kind=BillKind.PROFIT_SHARE, amount=D(amount))


def infra(amount: str, venue: VenueName | None, days: int) -> Tariff:
    return Tariff(
        kind=BillKind.INFRA_FEE,
        venue=venue,
        flat=D(amount),
        effective_from=NOON + timedelta(days=days),
    )


@pytest.mark.parametrize(
    ("net_pnl", "debts"),
    [
        ("200", (INFRA, share("20"))),
        ("12.3456785", (INFRA, share("1.234568"))),
        ("0.1", (INFRA, share("0.01"))),
        ("0.05", (INFRA,)),
        ("0", (INFRA,)),
        ("-10", (INFRA,)),
        (None, (INFRA,)),
    ],
)
def test_a_position_owes_its_infra_fee_and_a_share_of_a_profit(
    net_pnl: str | None, debts: tuple[Debt, ...]
) -> None:
    assert owed(None if net_pnl is None else D(net_pnl), DEFAULT_TARIFFS) == debts


def test_half_a_millionth_goes_to_the_even_side() -> None:
    assert owed(D("0.100005"), DEFAULT_TARIFFS)[1] == share("0.010000")
    assert owed(D("0.100015"), DEFAULT_TARIFFS)[1] == share("0.010002")


@given(st.none() | st.decimals(-1_000_000, 1_000_000, places=8))
def test_no_more_is_ever_owed_than_the_tariff_says(net_pnl: Decimal | None) -> None:
    total = sum((debt.amount for debt in owed(net_pnl, DEFAULT_TARIFFS)), D(0))
    assert D("0.20") <= total <= D("0.20") + max(net_pnl or D(0), D(0)) / 10 + D("0.0000005")


def test_a_flat_share_of_no_profit_is_not_owed() -> None:
    flat = Tariff(kind=BillKind.PROFIT_SHARE, flat=D(3))
    assert owed(D(-1), [flat]) == owed(None, [flat]) == ()
    assert owed(D(1), [flat]) == (share("3"),)


def test_the_defaults_hold_where_no_tariff_is_stored() -> None:
    assert in_force([], VenueName.PAPER, NOON) == DEFAULT_TARIFFS


def test_the_venue_s_own_tariff_goes_first_and_then_the_latest_that_has_begun() -> None:
    tariffs = [
        infra("1", None, -3),
        infra("2", None, -1),
        infra("3", None, 1),
        infra("4", VenueName.GMX, -5),
        infra("5", VenueName.GMX, -4),
    ]
    assert in_force(tariffs, VenueName.PAPER, NOON)[0].flat == 2
    assert in_force(reversed(tariffs), VenueName.GMX, NOON)[0].flat == 5
    assert in_force(tariffs, VenueName.PAPER, NOON + timedelta(days=1))[0].flat == 3


def test_a_subscription_is_not_owed_by_a_position() -> None:
    monthly = Tariff(kind=BillKind.SUBSCRIPTION, flat=D(20), effective_from=NOON)
    assert in_force([monthly], VenueName.PAPER, NOON) == DEFAULT_TARIFFS


@pytest.mark.parametrize(
    ("model", "net_pnl", "amount"),
    [
        (FeeModel.PROFIT_SHARE, "200", "20"),
        (FeeModel.PROFIT_SHARE, "0.05", None),
        (FeeModel.PROFIT_SHARE, "-200", None),
        (FeeModel.FLAT, "200", "0.5"),
        (FeeModel.FLAT, "-200", "0.5"),
        (FeeModel.FLAT, None, "0.5"),
        (FeeModel.PERCENTAGE, "200", "5"),
        (FeeModel.PERCENTAGE, "-200", "5"),
        (FeeModel.TIERED, "200", "20"),
        (FeeModel.TIERED, "500", "75"),
        (FeeModel.TIERED, "499.99", "49.999"),
        (FeeModel.TIERED, "99.99", "4.9995"),
        (FeeModel.TIERED, "0.1", None),
        (FeeModel.TIERED, "-1", None),
        (FeeModel.TIERED, None, None),
    ],
)
def test_scenario_17_each_fee_model_charges_a_position_of_5000_as_it_says(
    model: FeeModel, net_pnl: str | None, amount: str | None
) -> None:
    pnl = None if net_pnl is None else D(net_pnl)
    debts = owed(pnl, [modelled(model)], D(5000))
    assert [debt.amount for debt in debts] == ([] if amount is None else [D(amount)])


def test_a_share_of_what_was_traded_needs_to_know_what_that_was() -> None:
    assert owed(D(200), [modelled(FeeModel.PERCENTAGE)]) == ()
    assert owed(D(200), [modelled(FeeModel.PERCENTAGE)], D(9)) == ()


def test_the_order_of_tiers_does_not_matter() -> None:
    backwards = Tariff(kind=BillKind.PROFIT_SHARE, tiers=tuple(reversed(TIERS)))
    for pnl in (D("0.5"), D(100), D(500)):
        assert owed(pnl, [backwards]) == owed(pnl, [modelled(FeeModel.TIERED)])


@given(st.sampled_from(FeeModel), st.decimals("0.01", 1_000_000, places=6))
def test_no_model_takes_more_than_a_profit_or_a_fee_that_was_agreed(
    model: FeeModel, net_pnl: Decimal
) -> None:
    total = sum((debt.amount for debt in owed(net_pnl, [modelled(model)], D(5000))), D(0))
    assert 0 <= total <= max(net_pnl * D("0.15") + D("0.0000005"), D(5))
