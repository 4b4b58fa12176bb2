"""What the preserved service tells: markets, accounts, and what became of orders."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from fastapi.responses import JSONResponse

from contracts.market import Network, Side
from domain.errors import FateUnknown, VenueUnavailable
from domain.ports.venue import AccountHolding, OrderReport, ReportStatus
from infra.venues.hyperliquid_service import accounts, client
from infra.venues.hyperliquid_service.adapter import HyperliquidServiceVenue
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


@pytest.mark.parametrize("word", ["crash_after", "drop_after", "hang_after"])
async def test_an_order_that_traded_unheard_is_found_by_whoever_looks(
    trading: Trading, word: str
) -> None:
    trading.fake.script, trading.fake.slow = [word], 1.0
    with pytest.raises(FateUnknown):
        await trading.venue.place(a_service_order())
    stranger = an_adapter(trading.fake.url, trading.drawer, trading.clock)
    found = [await venue.find(a_service_order()) for venue in (trading.venue, stranger)]
    await stranger.close()
    assert found[0] == found[1] == await trading.venue.place(a_service_order())
    assert found[0].status is ReportStatus.FILLED
    assert [fill.fill_id for fill in found[0].fills] == ["501/1001"]
    assert trading.fake.traded == len(trading.fake.orders) == 1


async def test_an_exit_that_is_done_is_told_again_and_not_refused(trading: Trading) -> None:
    trading.fake.positions[USER]["BTC"] = QUANTITY
    first = await trading.venue.place(a_service_exit())
    assert first.status is ReportStatus.FILLED
    assert await trading.venue.place(a_service_exit()) == first
    assert len(trading.fake.orders) == 1


async def test_orders_of_one_name_at_the_same_moment_are_one_order(trading: Trading) -> None:
    calls = [trading.venue.place(a_service_order()) for _ in range(3)]
    told = await asyncio.gather(*calls, return_exceptions=True)
    assert ReportStatus.FILLED in {getattr(each, "status", None) for each in told}
    assert all(isinstance(each, OrderReport | FateUnknown) for each in told)
    assert trading.fake.traded == len(trading.fake.orders) == 1


class Gone(httpx.AsyncBaseTransport):
    """A way to a service that goes away right before the first order comes to it."""

    def __init__(self) -> None:
        self.way = httpx.AsyncHTTPTransport()
        self.gone = True

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.gone and request.url.path.endswith("-position"):
            # Nobody listens on port 9 of this machine.
            self.gone, request.url = False, request.url.copy_with(port=9)
        return await self.way.handle_async_request(request)

    async def aclose(self) -> None:
        await self.way.aclose()


async def test_an_order_that_found_nobody_never_left_and_may_be_sent(trading: Trading) -> None:
    http = httpx.AsyncClient(base_url=trading.fake.url, transport=Gone())
    way = client.Client(http, trading.drawer, trading.clock, network=Network.TESTNET)
    venue = HyperliquidServiceVenue(
        way, trading.clock, network=Network.TESTNET, coins=["BTC"], slippage=Decimal("0.05")
    )
    with pytest.raises(VenueUnavailable, match="it never left: ConnectError"):
        await venue.place(a_service_order())
    assert trading.fake.orders == []
    assert (await venue.place(a_service_order())).status is ReportStatus.FILLED
    await venue.close()


async def test_what_is_not_seen_is_not_seen(trading: Trading) -> None:
    assert (await trading.venue.find(a_service_order())).status is ReportStatus.NOT_SEEN


async def test_fills_that_trail_behind_are_waited_for_under_their_number(trading: Trading) -> None:
    trading.fake.hidden = 1
    assert (await trading.venue.place(a_service_order())).status is ReportStatus.ACCEPTED
    trading.fake.trade(USER, "BTC", QUANTITY)
    report = await trading.venue.find(a_service_order())
    assert [fill.fill_id for fill in report.fills] == ["501/1001"]


async def test_fills_that_cannot_be_asked_for_make_it_taken(trading: Trading) -> None:
    trading.fake.answers["/user-fills"] = JSONResponse({"success": False}, status_code=500)
    assert (await trading.venue.place(a_service_order())).status is ReportStatus.ACCEPTED
    assert trading.fake.traded == 1


async def test_a_position_that_turned_as_we_closed_it_is_left_to_a_person(trading: Trading) -> None:
    trading.fake.positions[USER]["BTC"] = QUANTITY
    trading.fake.script, order = ["turned"], a_service_exit()
    assert (await trading.venue.place(order)).status is ReportStatus.ACCEPTED
    with pytest.raises(VenueUnavailable, match="something else"):
        await trading.venue.find(order)


async def test_markets_and_quotes_are_of_the_coins_we_name(trading: Trading) -> None:
    markets = {market.symbol: market for market in await trading.venue.markets()}
    assert set(markets) == {"BTC", "ETH"}
    assert markets["BTC"].lot == Decimal("0.00001")
    assert markets["BTC"].max_leverage == 1
    quotes = {quote.symbol: quote.price for quote in await trading.venue.quotes()}
    assert quotes == {"BTC": 50_000, "ETH": 2_500}
    assert all(isinstance(price, Decimal) for price in quotes.values())
    assert "ALL" not in {body.get("coin") for _, body in trading.fake.asked}


@pytest.mark.parametrize(
    "told", [{"price": 0}, {"price": "NaN"}, {"coin": "ETH"}, {"szDecimals": None}]
)
async def test_a_market_that_makes_no_sense_is_no_market(trading: Trading, told: Any) -> None:
    whole = {"success": True, "coin": "BTC", "price": 1.5, "szDecimals": 5}
    trading.fake.answers["/market-info"] = JSONResponse(whole | told)
    venue = trading.venue
    with pytest.raises(VenueUnavailable):
        await venue.place(a_service_order())
    with pytest.raises(VenueUnavailable):
        await venue.markets()


async def test_no_price_at_all_is_no_answer(trading: Trading) -> None:
    trading.fake.answers["/market-info"] = JSONResponse({"success": False}, status_code=500)
    with pytest.raises(VenueUnavailable):
        await trading.venue.quotes()


async def test_accounts_are_told_as_they_are(trading: Trading) -> None:
    trading.fake.positions[USER] = {"BTC": Decimal("-0.5"), "kPEPE": Decimal(9), "ETH": Decimal(0)}
    held = AccountHolding(wallet=USER, symbol="BTC", side=Side.SHORT, quantity=Decimal("0.5"))
    assert await trading.venue.holdings([USER, a_wallet(2)]) == [held]
    assert await trading.venue.balance(USER) == Decimal("1234.5")
    trading.fake.withdrawable = -3.0
    assert await trading.venue.balance(USER) == 0
    trading.fake.answers["/positions"] = JSONResponse({"success": False}, status_code=500)
    with pytest.raises(VenueUnavailable):
        await trading.venue.holdings([USER])


async def test_two_positions_in_one_coin_are_no_answer(trading: Trading) -> None:
    twice = [{"coin": "BTC", "szi": "1"}, {"coin": "BTC", "szi": "1"}]
    trading.fake.answers["/positions"] = JSONResponse({"success": True, "positions": twice})
    with pytest.raises(VenueUnavailable, match="two positions"):
        await trading.venue.place(a_service_order())


async def test_b_bought_and_a_sold(trading: Trading) -> None:
    trading.fake.trade(USER, "BTC", QUANTITY)
    trading.fake.trade(USER, "ETH", QUANTITY)
    trading.fake.trade(USER, "BTC", -QUANTITY)
    trades = await trading.venue.trades(USER, "BTC", NOON)
    assert [(each.side, each.fill_id) for each in trades] == [
        (Side.LONG, "501/1001"),
        (Side.SHORT, "503/1003"),
    ]
    assert list(await trading.venue.trades(USER, "BTC", NOON + timedelta(seconds=1))) == []


async def test_a_history_that_may_be_cut_is_no_history(trading: Trading) -> None:
    for _ in range(accounts.FULL):
        trading.fake.trade(USER, "BTC", QUANTITY)
    with pytest.raises(VenueUnavailable, match="more fills"):
        await trading.venue.trades(USER, "BTC", NOON)
    assert list(await trading.venue.trades(USER, "BTC", NOON + timedelta(seconds=1))) == []


async def test_an_answer_without_an_end_is_not_read(
    trading: Trading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "MAX_BODY", 200)
    trading.fake.answers["/balance"] = JSONResponse({"success": True, "more": "x" * 500})
    with pytest.raises(VenueUnavailable, match="TooLong"):
        await trading.venue.balance(USER)
