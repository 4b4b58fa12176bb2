"""The cards about accounts: what a venue tells of holdings and trades, whoever asked for them."""

from datetime import timedelta
from decimal import Decimal

import pytest

from contracts.market import Purpose, Side
from domain.ports.venue import AccountHolding
from tests.contract.venue_cards import VenueKit, an_order, settled, traded
from tests.factories import NOON, a_wallet

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("side", Side)
async def test_card_30_an_account_holds_what_was_traded_for_it(kit: VenueKit, side: Side) -> None:
    order = an_order(kit, side=side)
    quantity = traded(await settled(kit, order))

    held = AccountHolding(wallet=order.wallet, symbol="BTC", side=side, quantity=quantity)
    assert list(await kit.venue.holdings([order.wallet, a_wallet(2)])) == [held]
    assert list(await kit.venue.holdings([a_wallet(2)])) == []
    assert list(await kit.venue.holdings([])) == []


async def test_card_31_opposite_trades_of_an_account_net_and_what_is_closed_is_gone(
    kit: VenueKit,
) -> None:
    held = traded(await settled(kit, an_order(kit)))
    against = an_order(kit, "against", side=Side.SHORT, quantity=Decimal("0.0005"))
    held -= traded(await settled(kit, against))
    [holding] = await kit.venue.holdings([a_wallet(1)])
    assert (holding.side, holding.quantity) == (Side.LONG, held)

    while held:
        close = an_order(kit, f"close {held}", purpose=Purpose.CLOSE, quantity=held)
        held -= traded(await settled(kit, close))
    assert list(await kit.venue.holdings([a_wallet(1)])) == []


async def test_card_32_the_trades_of_an_account_are_the_fills_of_its_orders(kit: VenueKit) -> None:
    opening = an_order(kit)
    opened = await settled(kit, opening)
    closing = an_order(kit, "close", purpose=Purpose.CLOSE, quantity=Decimal("0.002"))
    kit.advance(seconds=1)
    closed = await settled(kit, closing)

    trades = await kit.venue.trades(a_wallet(1), "BTC", NOON)
    assert [trade.fill_id for trade in trades] == [
        fill.fill_id for report in (opened, closed) for fill in report.fills
    ]
    assert [(t.quantity, t.price, t.fee, t.filled_at) for t in trades] == [
        (f.quantity, f.price, f.fee, f.filled_at)
        for report in (opened, closed)
        for f in report.fills
    ]
    sides = [Side.LONG] * len(opened.fills) + [Side.SHORT] * len(closed.fills)
    assert [trade.side for trade in trades] == sides
    names = {trade.client_order_id for trade in trades} - {None}
    assert names <= {opening.client_order_id, closing.client_order_id}


async def test_card_33_trades_are_told_by_account_token_and_moment(kit: VenueKit) -> None:
    report = await settled(kit, an_order(kit))
    last = max(fill.filled_at for fill in report.fills)

    assert list(await kit.venue.trades(a_wallet(2), "BTC", NOON)) == []
    assert list(await kit.venue.trades(a_wallet(1), "ETH", NOON)) == []
    assert list(await kit.venue.trades(a_wallet(1), "BTC", last + timedelta(seconds=1))) == []
    assert len(await kit.venue.trades(a_wallet(1), "BTC", NOON)) == len(report.fills)
