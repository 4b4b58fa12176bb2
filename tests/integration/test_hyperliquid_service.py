"""The preserved service as a venue: each odd reply, each fault, and the truth of who traded."""

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from contracts.market import Network, Side, VenueName
from contracts.orders import RejectReason
from domain.errors import FateUnknown, VenueRefused, VenueUnavailable
from domain.ports.venue import Proof, ReportStatus
from infra.venues.hyperliquid_service.client import Patience
from tests.factories import NOON, a_wallet
from tests.factories_hyperliquid_service import (
    USER,
    Trading,
    a_service_exit,
    a_service_order,
    an_adapter,
    service_trading,
)

pytestmark = pytest.mark.integration
QUANTITY = Decimal("0.01")


@pytest.fixture
async def trading() -> AsyncIterator[Trading]:
    async with service_trading(patience=Patience(asking=20.0, acting=0.5)) as each:
        yield each


def sent_nothing(trading: Trading) -> bool:
    return not trading.fake.orders and not trading.drawer.lent


async def test_an_entry_becomes_its_fills_as_the_account_tells_them(trading: Trading) -> None:
    venue = trading.venue
    assert (venue.name, venue.proof, venue.signs) == (VenueName.HYPERLIQUID, Proof.NONE, True)

    report = await venue.place(a_service_order())
    assert report.status is ReportStatus.FILLED
    [fill] = report.fills
    assert (fill.fill_id, fill.quantity, fill.fee) == ("501/1001", QUANTITY, Decimal("0.1125"))
    assert fill.price == 50_000
    [sent] = trading.fake.orders
    assert sent == {
        "path": "/open-position",
        "coin": "BTC",
        "isBuy": True,
        "size": 0.01,
        "limitPx": 50_500.0,
        "slippage": 0,
        "reduceOnly": False,
        "vaultAddress": USER,
    }
    assert trading.drawer.out == 0


async def test_a_size_is_tokens_cut_to_lots_before_it_is_sent(trading: Trading) -> None:
    report = await trading.venue.place(a_service_order(quantity=Decimal("0.0100099")))
    assert trading.fake.orders[0]["size"] == 0.01
    assert (report.status, report.reason) == (ReportStatus.CANCELLED, RejectReason.BELOW_MINIMUM)
    assert report.fills[0].quantity == QUANTITY


@pytest.mark.parametrize(
    ("side", "limit", "bound"),
    [(Side.LONG, None, 52_500.0), (Side.SHORT, None, 47_500.0), (Side.SHORT, 49_499, 49_499.0)],
)
async def test_an_entry_is_always_bounded(
    trading: Trading, side: Side, limit: int | None, bound: float
) -> None:
    price = None if limit is None else Decimal(limit)
    await trading.venue.place(a_service_order(side=side, limit_price=price))
    assert trading.fake.orders[0]["limitPx"] == bound
    assert trading.fake.orders[0]["isBuy"] is (side is Side.LONG)


@pytest.mark.parametrize("side", list(Side))
async def test_an_exit_takes_our_own_quantity_and_slips_half_twice(
    trading: Trading, side: Side
) -> None:
    trading.fake.positions[USER]["BTC"] = Decimal("0.03") * side.sign
    report = await trading.venue.place(a_service_exit(side=side))
    assert report.status is ReportStatus.FILLED
    [sent] = trading.fake.orders
    assert sent == {
        "path": "/close-position",
        "coin": "BTC",
        "size": 0.01,
        "slippage": 0.0246,
        "vaultAddress": USER,
    }
    assert trading.fake.positions[USER]["BTC"] == Decimal("0.02") * side.sign


async def test_an_exit_never_takes_more_than_is_held_on_our_side(trading: Trading) -> None:
    trading.fake.positions[USER]["BTC"] = Decimal("0.004")
    report = await trading.venue.place(a_service_exit())
    assert trading.fake.orders[0]["size"] == 0.004
    assert (report.status, report.reason) == (ReportStatus.CANCELLED, RejectReason.NOTHING_TO_CLOSE)
    assert await trading.venue.find(a_service_exit()) == report


@pytest.mark.parametrize("held", ["0", "-0.01"])
async def test_an_exit_of_what_is_gone_or_turned_is_not_sent(trading: Trading, held: str) -> None:
    trading.fake.positions[USER]["BTC"] = Decimal(held)
    with pytest.raises(VenueRefused) as caught:
        await trading.venue.place(a_service_exit())
    assert caught.value.reason is RejectReason.NOTHING_TO_CLOSE
    assert sent_nothing(trading)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"symbol": "PEPE"}, RejectReason.NO_MARKET),
        ({"symbol": "DOGE"}, RejectReason.NO_MARKET),
        ({"quantity": Decimal("0.0001")}, RejectReason.BELOW_MINIMUM),
        ({"quantity": Decimal("0.000001")}, RejectReason.VENUE_REFUSED),
        ({"quantity": Decimal("12345678901234567.00001")}, RejectReason.VENUE_REFUSED),
        ({"limit_price": Decimal("0.00000001")}, RejectReason.VENUE_REFUSED),
        ({"leverage": Decimal(2)}, RejectReason.VENUE_REFUSED),
        ({"network": Network.MAINNET}, RejectReason.VENUE_REFUSED),
        ({"signer": None}, RejectReason.NOT_APPROVED),
        ({"nonce": None}, RejectReason.NOT_APPROVED),
        ({"signer": a_wallet(5)}, RejectReason.NOT_APPROVED),
    ],
)
async def test_what_cannot_be_sent_is_refused_here(
    trading: Trading, changes: Any, reason: RejectReason
) -> None:
    with pytest.raises(VenueRefused) as caught:
        await trading.venue.place(a_service_order(**changes))
    assert caught.value.reason is reason
    assert sent_nothing(trading)


async def test_an_exit_with_a_limit_is_refused(trading: Trading) -> None:
    with pytest.raises(VenueRefused):
        await trading.venue.place(a_service_exit(limit_price=Decimal(1)))
    assert sent_nothing(trading)


async def test_an_account_at_another_leverage_or_on_the_other_side_is_not_added_to(
    trading: Trading,
) -> None:
    trading.fake.positions[USER]["BTC"], trading.fake.leverage = Decimal("0.01"), 20
    with pytest.raises(VenueRefused, match="leverage 20"):
        await trading.venue.place(a_service_order())
    trading.fake.leverage = 1
    with pytest.raises(VenueRefused, match="other side"):
        await trading.venue.place(a_service_order(side=Side.SHORT))
    assert sent_nothing(trading)


async def test_a_leverage_that_comes_to_light_with_the_fill_is_said(trading: Trading) -> None:
    trading.fake.leverage = 20
    report = await trading.venue.place(a_service_order())
    assert report.status is ReportStatus.FILLED
    assert report.detail == "the account trades it at leverage 20"


async def test_a_trade_beyond_its_limit_is_booked_as_it_is_and_said(trading: Trading) -> None:
    trading.fake.script = ["beyond"]
    report = await trading.venue.place(a_service_order())
    assert report.status is ReportStatus.FILLED
    assert report.fills[0].price == 52_500
    assert "beyond its limit of 50500" in report.detail


async def test_a_part_is_a_part(trading: Trading) -> None:
    trading.fake.script = ["part"]
    report = await trading.venue.place(a_service_order())
    assert report.status is ReportStatus.CANCELLED
    assert [fill.quantity for fill in report.fills] == [QUANTITY / 2]


async def test_a_status_in_another_place_is_read_there(trading: Trading) -> None:
    trading.fake.script = ["flat_fill"]
    assert (await trading.venue.place(a_service_order())).status is ReportStatus.FILLED


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("order_error", RejectReason.INSUFFICIENT_BALANCE),
        ("flat_error", RejectReason.INSUFFICIENT_BALANCE),
        ("err", RejectReason.VENUE_REFUSED),
        ("bad", RejectReason.BELOW_MINIMUM),
        ("missing", RejectReason.VENUE_REFUSED),
        ("forbidden", RejectReason.NOT_APPROVED),
        ("not_so", RejectReason.NO_LIQUIDITY),
    ],
)
async def test_a_no_is_a_no_whatever_is_called_a_success(
    trading: Trading, word: str, reason: RejectReason
) -> None:
    trading.fake.script = [word]
    with pytest.raises(VenueRefused) as caught:
        await trading.venue.place(a_service_order())
    assert caught.value.reason is reason
    assert trading.fake.traded == 0


async def test_nothing_left_to_close_is_no_success(trading: Trading) -> None:
    trading.fake.positions[USER]["BTC"] = QUANTITY
    trading.fake.script = ["already_closed"]
    with pytest.raises(VenueRefused) as caught:
        await trading.venue.place(a_service_exit())
    assert caught.value.reason is RejectReason.NOTHING_TO_CLOSE


async def test_a_service_without_a_price_was_asked_for_nothing(trading: Trading) -> None:
    trading.fake.script = ["price_zero"]
    with pytest.raises(VenueUnavailable):
        await trading.venue.place(a_service_order())


@pytest.mark.parametrize(
    "word",
    [
        "crash",
        "gateway",
        "busy",
        "bad_unheard_of",
        "err_unheard_of",
        "order_error_unheard_of",
        "resting",
        "waiting",
        "already_closed",
        "no_result",
        "gibberish",
        "redirect",
        "drop",
        "hang",
    ],
)
async def test_whatever_may_have_been_taken_is_of_unknown_fate_and_never_goes_again(
    trading: Trading, word: str
) -> None:
    trading.fake.script, trading.fake.slow = [word], 1.0
    with pytest.raises(FateUnknown):
        await trading.venue.place(a_service_order())
    with pytest.raises(FateUnknown, match="sent before"):
        await trading.venue.place(a_service_order())
    assert len(trading.fake.orders) == 1
    assert trading.drawer.out == 0


async def test_a_service_that_cannot_be_reached_was_sent_nothing(trading: Trading) -> None:
    trading.clock.set(NOON)
    venue = an_adapter("http://127.0.0.1:9", trading.drawer, trading.clock)
    with pytest.raises(VenueUnavailable):
        await venue.place(a_service_order())
    await venue.close()
    assert sent_nothing(trading)


async def test_after_its_deadline_nothing_leaves(trading: Trading) -> None:
    trading.advance(15)
    with pytest.raises(VenueUnavailable, match="deadline"):
        await trading.venue.place(a_service_order())
    assert sent_nothing(trading)


@pytest.mark.parametrize(("field", "told"), [("network", "mainnet"), ("service", "ostium")])
async def test_a_service_of_another_network_is_asked_nothing_and_gets_no_key(
    trading: Trading, field: str, told: str
) -> None:
    setattr(trading.fake, field, told)
    for asking in (trading.venue.markets(), trading.venue.place(a_service_order())):
        with pytest.raises(VenueUnavailable, match="NETWORK is testnet"):
            await asking
    assert sent_nothing(trading)
    assert trading.fake.asked == []


async def test_a_service_that_changes_its_network_gets_no_order(trading: Trading) -> None:
    assert len(await trading.venue.markets()) == 2
    trading.fake.network = "mainnet"
    with pytest.raises(VenueUnavailable, match="NETWORK"):
        await trading.venue.place(a_service_order())
    assert sent_nothing(trading)
    trading.fake.network = "testnet"
    assert (await trading.venue.place(a_service_order())).status is ReportStatus.FILLED


async def test_nobody_but_the_orders_paths_ever_gets_a_key(trading: Trading) -> None:
    await trading.venue.place(a_service_order())
    await trading.venue.place(replace(a_service_exit(), nonce=a_service_order().nonce))
    paths = {path for path, _ in trading.fake.asked} | {
        each["path"] for each in trading.fake.orders
    }
    questions = {"/market-info", "/positions", "/user-fills"}
    assert paths == questions | {"/open-position", "/close-position"}
    assert len(trading.fake.keys) == 2
