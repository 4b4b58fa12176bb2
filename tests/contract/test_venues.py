"""The cards every venue adapter must pass; a new adapter adds a kit, never an exception."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from contracts.market import Network, Purpose, Side
from contracts.orders import RejectReason
from domain.errors import VenueRefused, VenueUnavailable
from domain.ports.venue import OrderReport, Quote, ReportStatus
from infra.venues.paper import Fault
from tests.contract.venue_cards import (
    FINAL,
    PRICE,
    QUANTITY,
    VenueKit,
    an_order,
    fees,
    lost,
    paid,
    refusal_of,
    settled,
    traded,
)
from tests.factories import NOON, a_wallet

pytestmark = pytest.mark.integration


async def test_card_01_placing_an_order_twice_trades_it_once(kit: VenueKit) -> None:
    order = an_order(kit)
    first = await settled(kit, order)
    balance = await kit.venue.balance(order.wallet)
    assert await kit.venue.place(order) == first
    assert await kit.venue.balance(order.wallet) == balance


async def test_card_02_an_order_that_was_not_placed_is_not_seen(kit: VenueKit) -> None:
    report = await kit.venue.find(an_order(kit))
    assert report == OrderReport(status=ReportStatus.NOT_SEEN)


async def test_card_03_an_order_whose_answer_was_lost_is_found_with_its_fills(
    kit: VenueKit,
) -> None:
    order = an_order(kit)
    await lost(kit, order, Fault.TIMEOUT)
    kit.advance(seconds=14)
    report = await kit.venue.find(order)
    assert report.status in FINAL
    assert traded(report) > 0
    assert await kit.venue.place(order) == report


async def test_card_04_an_order_that_was_dropped_is_never_seen_nor_paid(kit: VenueKit) -> None:
    order = an_order(kit)
    before = await kit.venue.balance(order.wallet)
    await lost(kit, order, Fault.DROP)
    kit.advance(seconds=20)
    assert (await kit.venue.find(order)).status is ReportStatus.NOT_SEEN
    assert await kit.venue.balance(order.wallet) == before


async def test_card_05_an_order_may_be_unseen_at_first_but_not_after_its_deadline(
    kit: VenueKit,
) -> None:
    order = an_order(kit)
    await lost(kit, order, Fault.LATE)
    assert (await kit.venue.find(order)).status is ReportStatus.NOT_SEEN
    kit.advance(seconds=15)
    assert traded(await kit.venue.find(order)) > 0


async def test_card_06_an_expired_order_is_refused_and_never_seen(kit: VenueKit) -> None:
    assert await refusal_of(kit, expires_at=NOON) is RejectReason.EXPIRED


async def test_card_07_an_order_proved_dead_cannot_come_to_life(kit: VenueKit) -> None:
    order = an_order(kit)
    kit.advance(seconds=15)
    assert (await kit.venue.find(order)).status is ReportStatus.NOT_SEEN
    with pytest.raises(VenueRefused, match="expired"):
        await kit.venue.place(order)
    assert (await kit.venue.find(order)).status is ReportStatus.NOT_SEEN


async def test_card_08_closing_what_is_not_held_is_refused(kit: VenueKit) -> None:
    reason = await refusal_of(kit, purpose=Purpose.CLOSE)
    assert reason is RejectReason.NOTHING_TO_CLOSE


async def test_card_09_a_close_never_adds_to_the_other_side(kit: VenueKit) -> None:
    await settled(kit, an_order(kit))
    reason = await refusal_of(kit, purpose=Purpose.CLOSE, side=Side.SHORT)
    assert reason is RejectReason.NOTHING_TO_CLOSE


async def test_card_10_a_close_takes_no_more_than_is_held_and_says_so(kit: VenueKit) -> None:
    held = traded(await settled(kit, an_order(kit)))
    close = an_order(kit, "close", purpose=Purpose.CLOSE, quantity=QUANTITY * 3)
    report = await settled(kit, close)
    assert report.status is ReportStatus.CANCELLED
    assert report.reason in (RejectReason.NOTHING_TO_CLOSE, RejectReason.NO_LIQUIDITY)
    assert 0 < traded(report) <= held


@pytest.mark.parametrize("side", Side)
async def test_card_11_fills_never_exceed_the_order(kit: VenueKit, side: Side) -> None:
    orders = (partial(an_order, kit, str(n), side=side, wallet=a_wallet(n)) for n in range(8))
    reports = [await settled(kit, order()) for order in orders]
    assert all(0 < traded(report) <= QUANTITY for report in reports)
    assert all((traded(r) == QUANTITY) == (r.status is ReportStatus.FILLED) for r in reports)


async def test_card_12_fill_ids_are_unique_and_stable(kit: VenueKit) -> None:
    orders, reports = [], []
    for n in range(6):
        orders.append(an_order(kit, str(n), wallet=a_wallet(n % 2)))
        reports.append(await settled(kit, orders[-1]))
    ids = [fill.fill_id for report in reports for fill in report.fills]
    assert len(ids) == len(set(ids)) >= len(orders)
    again = [await kit.venue.find(order) for order in orders]
    assert [fill.fill_id for report in again for fill in report.fills] == ids


async def test_card_13_an_order_below_the_minimum_is_refused(kit: VenueKit) -> None:
    reason = await refusal_of(kit, quantity=Decimal("0.0001"))
    assert reason is RejectReason.BELOW_MINIMUM


async def test_card_14_dust_that_is_held_can_be_closed(kit: VenueKit) -> None:
    held = traded(await settled(kit, an_order(kit)))
    dust = an_order(kit, "dust", purpose=Purpose.CLOSE, quantity=Decimal("0.00001"))
    if kit.closes_dust_whole:
        # Less than its minimum is refused by such a venue unless it is all that is held.
        rest = an_order(kit, "rest", purpose=Purpose.CLOSE, quantity=held - dust.quantity)
        assert traded(await settled(kit, rest)) == rest.quantity
    assert traded(await settled(kit, dust)) == dust.quantity


@pytest.mark.parametrize(("side", "limit"), [(Side.LONG, "49990"), (Side.SHORT, "50010")])
async def test_card_15_nothing_trades_beyond_the_limit(
    kit: VenueKit, side: Side, limit: str
) -> None:
    report = await settled(kit, an_order(kit, side=side, limit_price=Decimal(limit)))
    assert report.status is ReportStatus.CANCELLED
    assert report.fills == ()
    assert report.reason in (RejectReason.PRICE_BEYOND_LIMIT, RejectReason.KEEPER_CANCELLED)


async def test_card_16_a_limit_that_can_be_met_bounds_every_fill(kit: VenueKit) -> None:
    limit = Decimal(50_100)
    report = await settled(kit, an_order(kit, limit_price=limit))
    assert report.fills
    assert all(fill.price <= limit for fill in report.fills)


async def test_card_17_each_fill_carries_its_fee_and_its_time(kit: VenueKit) -> None:
    report = await settled(kit, an_order(kit))
    assert all(fill.fee > 0 for fill in report.fills)
    assert all(fill.filled_at >= NOON and fill.filled_at.tzinfo for fill in report.fills)


async def test_card_18_the_balance_falls_by_margin_and_fee_and_comes_back(kit: VenueKit) -> None:
    order = an_order(kit)
    before = await kit.venue.balance(order.wallet)
    opened = await settled(kit, order)
    during = await kit.venue.balance(order.wallet)
    assert abs(before - during - paid(opened) / order.leverage - fees(opened)) < Decimal("0.0001")

    reports, held = [opened], traded(opened)
    await kit.set_price(PRICE + 1000)
    while held > 0:
        close = an_order(kit, f"close {held}", purpose=Purpose.CLOSE, quantity=held)
        reports.append(await settled(kit, close))
        held -= traded(reports[-1])
    earned = sum((paid(report) for report in reports[1:]), Decimal(0)) - paid(opened)
    assert await kit.venue.balance(order.wallet) - before == earned - fees(*reports)


async def test_card_19_money_is_decimal(kit: VenueKit) -> None:
    report = await settled(kit, an_order(kit))
    money = [n for fill in report.fills for n in (fill.quantity, fill.price, fill.fee)]
    money += [quote.price for quote in await kit.venue.quotes()]
    money.append(await kit.venue.balance(a_wallet(1)))
    assert {type(n) for n in money} == {Decimal}


async def test_card_20_placing_at_the_same_time_trades_once(kit: VenueKit) -> None:
    order = an_order(kit)
    before = await kit.venue.balance(order.wallet)
    reports = await asyncio.gather(*(kit.venue.place(order) for _ in range(10)))
    assert all(report == reports[0] for report in reports)
    final = await settled(kit, order)
    spent = before - await kit.venue.balance(order.wallet)
    assert abs(spent - paid(final) / order.leverage - fees(final)) < Decimal("0.0001")


async def test_card_21_an_unknown_symbol_has_no_market(kit: VenueKit) -> None:
    assert await refusal_of(kit, symbol="NOPE") is RejectReason.NO_MARKET


async def test_card_22_a_wallet_touches_no_other(kit: VenueKit) -> None:
    mine, theirs = an_order(kit), an_order(kit, "theirs", wallet=a_wallet(2))
    await settled(kit, mine)
    untouched = await kit.venue.balance(a_wallet(3))
    await settled(kit, theirs)
    assert await kit.venue.balance(a_wallet(3)) == untouched
    assert await refusal_of(kit, purpose=Purpose.CLOSE, wallet=a_wallet(3))


async def test_card_23_an_order_settles_though_only_asked_about(kit: VenueKit) -> None:
    order = an_order(kit)
    await kit.venue.place(order)
    kit.advance(seconds=60)
    assert (await kit.venue.find(order)).status in FINAL


async def test_card_24_a_final_report_stays_as_it_is(kit: VenueKit) -> None:
    order = an_order(kit)
    final = await settled(kit, order)
    await kit.set_price(PRICE * 2)
    for seconds in (1, 30, 3600):
        kit.advance(seconds=seconds)
        assert await kit.venue.find(order) == final


async def test_card_25_more_than_the_wallet_can_carry_is_refused(kit: VenueKit) -> None:
    reason = await refusal_of(kit, quantity=Decimal(5))
    assert reason is RejectReason.INSUFFICIENT_BALANCE


@pytest.mark.parametrize(
    "changes",
    [
        {"quantity": Decimal("0.000005")},
        {"leverage": Decimal(1000)},
        {"leverage": Decimal("0.5")},
        {"network": Network.MAINNET},
    ],
    ids=["lot", "leverage too high", "leverage below 1", "network"],
)
async def test_card_26_what_breaks_the_rules_of_the_market_is_refused(
    kit: VenueKit, changes: dict[str, Any]
) -> None:
    assert await refusal_of(kit, **changes) is RejectReason.VENUE_REFUSED


async def test_card_27_the_name_of_an_order_is_not_lent_to_another(kit: VenueKit) -> None:
    order = an_order(kit)
    final = await settled(kit, order)
    with pytest.raises(VenueRefused):
        await kit.venue.place(an_order(kit, quantity=QUANTITY * 2))
    assert await kit.venue.find(order) == final


async def test_card_28_a_request_that_never_left_did_nothing_and_may_be_sent_again(
    kit: VenueKit,
) -> None:
    order = an_order(kit)
    kit.fail_next(Fault.UNAVAILABLE)
    with pytest.raises(VenueUnavailable):
        await kit.venue.place(order)
    kit.fail_next(None)
    assert (await kit.venue.find(order)).status is ReportStatus.NOT_SEEN
    assert traded(await settled(kit, order)) > 0


async def test_card_29_quotes_are_of_listed_markets_and_say_when_they_were_seen(
    kit: VenueKit,
) -> None:
    kit.advance(seconds=5)
    await kit.set_price(PRICE + 1)
    listed = {market.symbol for market in await kit.venue.markets()}
    quotes = {quote.symbol: quote for quote in await kit.venue.quotes()}
    assert set(quotes) <= listed
    seen_at = NOON + timedelta(seconds=5)
    assert quotes["BTC"] == Quote(symbol="BTC", price=PRICE + 1, seen_at=seen_at)
