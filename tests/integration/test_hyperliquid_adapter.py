"""The Hyperliquid adapter against the simulated venue: what is placed, and what becomes of it."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest

from contracts.market import Purpose
from contracts.orders import RejectReason
from domain.errors import VenueRefused
from domain.ports.venue import Proof, ReportStatus
from infra.rates.terms import Priority
from infra.simulators.hyperliquid.accounts import Leverage
from infra.simulators.hyperliquid.book import Level
from infra.venues.hyperliquid.weights import ENTRY, EXIT
from tests.factories import NOON, a_wallet
from tests.factories_hyperliquid import Hyperliquid, a_perp_order, hyperliquid

pytestmark = pytest.mark.integration
WALLET = a_wallet(1)
QUANTITY = Decimal("0.01")


@pytest.fixture
async def trading() -> AsyncIterator[Hyperliquid]:
    async with hyperliquid() as surroundings:
        yield surroundings


def levels(*told: tuple[str, str]) -> list[Level]:
    return [Level(Decimal(price), Decimal(size)) for price, size in told]


async def refused(trading: Hyperliquid, **changes: Any) -> VenueRefused:
    with pytest.raises(VenueRefused) as refusal:
        await trading.venue.place(a_perp_order("refused", **changes))
    return refusal.value


def test_it_signs_and_proves_by_expiry(trading: Hyperliquid) -> None:
    assert trading.venue.signs
    assert trading.venue.proof is Proof.EXPIRY


async def test_an_order_becomes_its_fills_with_the_fees_and_names_of_the_venue(
    trading: Hyperliquid,
) -> None:
    trading.sim.set_book("BTC", levels(), levels(("50001", "0.004"), ("50002", "0.01")))
    report = await trading.venue.place(a_perp_order())

    assert report.status is ReportStatus.FILLED
    assert [(f.quantity, f.price) for f in report.fills] == [
        (Decimal("0.004"), Decimal(50001)),
        (Decimal("0.006"), Decimal(50002)),
    ]
    told = [(f"{f.oid}/{f.tid}", f.fee) for f in trading.sim.state.fills]
    assert [(f.fill_id, f.fee) for f in report.fills] == told
    assert {f.filled_at for f in report.fills} == {NOON}
    assert await trading.venue.find(a_perp_order()) == report


async def test_what_is_left_of_an_order_in_a_thin_book_is_gone(trading: Hyperliquid) -> None:
    trading.sim.set_book("BTC", levels(), levels(("50001", "0.004")))
    report = await trading.venue.place(a_perp_order())

    assert (report.status, report.reason) == (ReportStatus.CANCELLED, RejectReason.NO_LIQUIDITY)
    assert [fill.quantity for fill in report.fills] == [Decimal("0.004")]
    assert await trading.venue.find(a_perp_order()) == report


async def test_an_order_that_matches_nothing_is_over_and_says_why(trading: Hyperliquid) -> None:
    entry = a_perp_order(limit_price=Decimal(49_000))
    report = await trading.venue.place(entry)

    assert (report.status, report.fills) == (ReportStatus.CANCELLED, ())
    assert report.reason is RejectReason.PRICE_BEYOND_LIMIT
    assert await trading.venue.find(entry) == report


async def test_an_exit_that_matches_nothing_finds_no_liquidity(trading: Hyperliquid) -> None:
    await trading.venue.place(a_perp_order())
    trading.sim.set_book("BTC", levels(), levels())
    report = await trading.venue.place(a_perp_order("close", purpose=Purpose.CLOSE))

    assert (report.status, report.reason) == (ReportStatus.CANCELLED, RejectReason.NO_LIQUIDITY)


async def test_a_close_is_capped_by_the_venue_and_says_so_when_asked_too(
    trading: Hyperliquid,
) -> None:
    await trading.venue.place(a_perp_order())
    close = a_perp_order("close", purpose=Purpose.CLOSE, quantity=QUANTITY * 3)
    report = await trading.venue.place(close)

    assert (report.status, report.reason) == (ReportStatus.CANCELLED, RejectReason.NOTHING_TO_CLOSE)
    assert sum(fill.quantity for fill in report.fills) == QUANTITY
    assert await trading.venue.find(close) == report
    assert trading.sim.position(WALLET, "BTC") is None


async def test_an_exit_goes_no_further_from_the_mark_than_it_may(trading: Hyperliquid) -> None:
    await trading.venue.place(a_perp_order())
    trading.sim.set_book("BTC", levels(("47600", "0.004"), ("47400", "1")), levels())
    report = await trading.venue.place(a_perp_order("close", purpose=Purpose.CLOSE))

    assert [fill.price for fill in report.fills] == [Decimal(47_600)]
    assert report.reason is RejectReason.NO_LIQUIDITY


async def test_leverage_is_set_apart_before_an_entry_and_left_alone_by_an_exit(
    trading: Hyperliquid,
) -> None:
    await trading.venue.place(a_perp_order("entry", leverage=Decimal("3.7")))
    await trading.venue.place(a_perp_order("exit", purpose=Purpose.CLOSE, leverage=Decimal(1)))

    assert trading.pen.signed == ["updateLeverage", "order", "order"]
    assert trading.sim.state.accounts[WALLET].leverages["BTC"] == Leverage(value=3, cross=False)


async def test_an_entry_and_an_exit_weigh_what_is_reckoned_with(trading: Hyperliquid) -> None:
    await trading.venue.quotes()
    trading.purse.spent.clear()
    await trading.venue.place(a_perp_order())
    assert trading.purse.weight == ENTRY
    trading.purse.spent.clear()
    await trading.venue.place(a_perp_order("exit", purpose=Purpose.CLOSE))
    assert trading.purse.weight == EXIT


async def test_a_position_with_shared_margin_is_not_added_to(trading: Hyperliquid) -> None:
    trading.sim.trade(WALLET, "BTC", is_buy=True, size=Decimal("0.001"))
    refusal = await refused(trading)

    assert "open position" in refusal.detail
    assert trading.pen.signed == ["updateLeverage"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"quantity": Decimal(5)}, RejectReason.INSUFFICIENT_BALANCE),
        ({"quantity": Decimal("0.00019")}, RejectReason.BELOW_MINIMUM),
        ({"purpose": Purpose.CLOSE}, RejectReason.NOTHING_TO_CLOSE),
        ({"symbol": "NOPE"}, RejectReason.NO_MARKET),
        ({"limit_price": Decimal("0.00001")}, RejectReason.VENUE_REFUSED),
        ({"leverage": Decimal(41)}, RejectReason.VENUE_REFUSED),
        ({"limit_price": Decimal(500_000)}, RejectReason.PRICE_BEYOND_LIMIT),
    ],
)
async def test_what_cannot_be_is_refused_with_its_reason(
    trading: Hyperliquid, changes: dict[str, Any], reason: RejectReason
) -> None:
    assert (await refused(trading, **changes)).reason is reason


async def test_what_is_finer_than_a_lot_is_cut_and_told_of(trading: Hyperliquid) -> None:
    report = await trading.venue.place(a_perp_order(quantity=Decimal("0.010009")))

    assert (report.status, report.reason) == (ReportStatus.CANCELLED, RejectReason.BELOW_MINIMUM)
    assert report.detail == "0.01 of 0.010009 traded"


async def test_exits_are_asked_for_before_entries(trading: Hyperliquid) -> None:
    await trading.venue.place(a_perp_order())
    opening = {priority for _, priority, _ in trading.purse.spent}
    trading.purse.spent.clear()
    await trading.venue.place(a_perp_order("close", purpose=Purpose.CLOSE))

    assert opening == {Priority.OPEN, Priority.READ}
    assert {priority for _, priority, _ in trading.purse.spent} == {Priority.CLOSE}


async def test_marks_are_not_asked_for_again_while_they_are_young(trading: Hyperliquid) -> None:
    for _ in range(5):
        await trading.venue.quotes()
    assert trading.purse.weight == 20
    trading.advance(seconds=4)
    await trading.venue.quotes()
    assert trading.purse.weight == 40


async def test_what_the_venue_counts_is_what_we_spent(trading: Hyperliquid) -> None:
    await trading.venue.place(a_perp_order())
    await trading.venue.balance(WALLET)

    counted = trading.sim.limits.counters(trading.sim.now())["weight"]
    assert sum(counted.values()) == trading.purse.weight
