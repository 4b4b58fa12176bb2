"""What Hyperliquid tells of markets and accounts, read whole or not at all."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from domain.errors import VenueBusy, VenueRefused, VenueUnavailable
from domain.ports.venue import Market, ReportStatus
from tests.factories import NOON, a_wallet
from tests.factories_hyperliquid import a_perp_order
from tests.hyperliquid_wire import NOW, WALLET, Stubbed, a_fill, known, statuses


@pytest.fixture
async def stubbed() -> AsyncIterator[Stubbed]:
    stub = Stubbed()
    yield stub
    await stub.venue.close()


async def test_a_trade_and_its_other_side_are_never_of_one_name(stubbed: Stubbed) -> None:
    stubbed.says(userFillsByTime=[a_fill(1, oid=7, tid=5), a_fill(2, oid=8, tid=5)])
    trades = await stubbed.venue.trades(WALLET, "BTC", NOON)

    assert [trade.fill_id for trade in trades] == ["7/5", "8/5"]


async def test_the_one_who_traded_with_a_liquidated_account_was_not_liquidated(
    stubbed: Stubbed,
) -> None:
    forced = {"liquidatedUser": a_wallet(2), "markPx": "1", "method": "market"}
    fills = [a_fill(1, liquidation=forced), a_fill(2, dir="Auto-Deleveraging")]
    stubbed.says(userFillsByTime=fills)

    mine = await stubbed.venue.trades(WALLET, "BTC", NOON)
    theirs = await stubbed.venue.trades(a_wallet(2), "BTC", NOON)
    assert [trade.liquidated for trade in mine] == [False, True]
    assert [trade.liquidated for trade in theirs] == [True, True]


def _cut(fills: list[dict[str, Any]], most: int, *, newest: bool) -> Any:
    """Answer as the venue does: only so many rows of a window, from one of its ends."""

    def answer(asked: dict[str, Any]) -> list[dict[str, Any]]:
        end = asked.get("endTime", 2**53)
        within = [fill for fill in fills if asked["startTime"] <= fill["time"] <= end]
        return within[-most:][::-1] if newest else within[:most]

    return answer


@pytest.mark.parametrize("most", [500, 2000])
@pytest.mark.parametrize("newest", [True, False])
async def test_a_long_history_is_read_whole_from_whichever_end_it_is_cut(
    stubbed: Stubbed, newest: bool, most: int
) -> None:
    fills = [a_fill(n // 3 + 1, tid=n, oid=n % 7) for n in range(4_321)]
    stubbed.says(userFillsByTime=_cut(fills, most, newest=newest))
    trades = await stubbed.venue.trades(WALLET, "BTC", NOON)

    assert len(trades) == len(fills)
    assert [t.filled_at for t in trades] == sorted(t.filled_at for t in trades)
    assert stubbed.purse.weight > 20 * 4_321 // 2_000


async def test_more_at_one_moment_than_can_be_told_is_no_answer(stubbed: Stubbed) -> None:
    fills = [a_fill(1, tid=n) for n in range(2_500)]
    stubbed.says(userFillsByTime=_cut(fills, 2_000, newest=False))
    with pytest.raises(VenueUnavailable, match="at one moment"):
        await stubbed.venue.trades(WALLET, "BTC", NOON)


async def test_a_history_without_an_end_is_given_up(stubbed: Stubbed) -> None:
    def endless(asked: dict[str, Any]) -> list[dict[str, Any]]:
        start = asked["startTime"]
        return [a_fill(1, tid=start + n, time=start + n) for n in range(500)]

    stubbed.says(userFillsByTime=endless)
    with pytest.raises(VenueUnavailable, match="more history"):
        await stubbed.venue.trades(WALLET, "BTC", NOON)


async def test_a_history_that_ignores_its_end_is_read_once(stubbed: Stubbed) -> None:
    paid = [
        {"time": NOW + n, "delta": {"coin": "BTC", "usdc": "-0.1", "type": "funding"}}
        for n in range(600)
    ]
    stubbed.says(userFunding=paid)
    assert len(await stubbed.venue.funding(WALLET, NOON)) == 600


async def test_that_nothing_is_left_to_pay_a_long_answer_with_does_not_undo_it(
    stubbed: Stubbed, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def charge(weight: int, wallet: str | None) -> None:
        raise VenueBusy("spent")

    monkeypatch.setattr(stubbed.client, "charge", charge)
    stubbed.says(userFillsByTime=[a_fill(n) for n in range(40)])
    assert len(await stubbed.venue.trades(WALLET, "BTC", NOON)) == 40


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("userFillsByTime", [{"coin": "BTC"}]),
        ("userFunding", [{"time": 1}]),
        ("clearinghouseState", {"withdrawable": True, "assetPositions": []}),
        ("clearinghouseState", {"withdrawable": "NaN", "assetPositions": []}),
        ("frontendOpenOrders", {"orders": []}),
        ("metaAndAssetCtxs", [{"universe": []}]),
        (
            "metaAndAssetCtxs",
            [{"universe": [{"name": "BTC", "szDecimals": 5, "maxLeverage": 1}]}, []],
        ),
        ("userRole", []),
    ],
)
async def test_an_answer_of_the_wrong_shape_is_no_answer(
    stubbed: Stubbed, question: str, answer: Any
) -> None:
    stubbed.says(**{question: answer})
    asks: dict[str, Callable[[], Awaitable[object]]] = {
        "userFillsByTime": lambda: stubbed.venue.trades(WALLET, "BTC", NOON),
        "userFunding": lambda: stubbed.venue.funding(WALLET, NOON),
        "clearinghouseState": lambda: stubbed.venue.holdings([WALLET]),
        "frontendOpenOrders": lambda: stubbed.venue.stops([WALLET]),
        "metaAndAssetCtxs": stubbed.venue.quotes,
        "userRole": lambda: stubbed.venue.approvals.check(WALLET, a_wallet(2)),
    }
    with pytest.raises(VenueUnavailable):
        await asks[question]()


async def test_markets_are_numbered_by_their_place_and_the_delisted_are_left_out(
    stubbed: Stubbed,
) -> None:
    universe = [
        {"name": "kBONK", "szDecimals": 0, "maxLeverage": 10},
        {"name": "GONE", "szDecimals": 1, "maxLeverage": 10, "isDelisted": True},
        {"name": "BTC", "szDecimals": 5, "maxLeverage": 40, "onlyIsolated": True},
        {"name": "NEW", "szDecimals": 2, "maxLeverage": 3},
    ]
    contexts = [{"markPx": "0.02"}, {"markPx": "1"}, {"markPx": "50000.0"}, {"markPx": None}]
    stubbed.says(metaAndAssetCtxs=[{"universe": universe}, contexts])

    assert [market.symbol for market in await stubbed.venue.markets()] == ["BTC", "NEW"]
    [quote] = await stubbed.venue.quotes()
    assert (quote.symbol, quote.price, quote.seen_at) == ("BTC", Decimal(50_000), NOON)
    market = (await stubbed.venue.markets())[0]
    assert isinstance(market, Market)
    stubbed.says(order=statuses({"error": "Insufficient margin to place order."}))
    with pytest.raises(VenueRefused):
        await stubbed.venue.place(a_perp_order())
    leverage, order = [asked["action"] for asked in stubbed.wire.asked if "action" in asked]
    assert (leverage["asset"], order["orders"][0]["a"]) == (2, 2)


async def test_an_old_listing_still_names_markets_when_no_new_one_is_to_be_had(
    stubbed: Stubbed,
) -> None:
    await stubbed.venue.markets()
    stubbed.clock.set(NOON + timedelta(hours=1))
    stubbed.says(metaAndAssetCtxs=httpx.Response(502), orderStatus={"status": "unknownOid"})

    assert (await stubbed.venue.find(a_perp_order())).status is ReportStatus.NOT_SEEN


async def test_stops_are_told_from_the_other_orders_that_rest(stubbed: Stubbed) -> None:
    trigger = {"isTrigger": True, "reduceOnly": True, "triggerPx": "45000", "orderType": "x"}
    rest = known("open")["order"]["order"]
    stubbed.says(
        frontendOpenOrders=[
            rest,
            rest | trigger | {"side": "A", "orderType": "Take Profit Market", "oid": 8},
            rest | trigger | {"side": "B", "oid": 9, "cloid": "0x" + "0" * 31 + "9", "sz": "0.0"},
            rest | trigger | {"reduceOnly": False},
            rest | trigger | {"coin": "@107"},
        ]
    )
    told = await stubbed.venue.stops([WALLET])

    assert [(stop.stop_id, stop.takes_profit) for stop in told] == [("8", True), ("9", False)]
    assert [stop.side for stop in told] == ["LONG", "SHORT"]
    assert told[1].client_order_id is not None
    assert told[1].quantity == 0


async def test_the_rules_of_a_market_are_looked_up_again_in_time(stubbed: Stubbed) -> None:
    await stubbed.venue.markets()
    gone = [{"name": "BTC", "szDecimals": 5, "maxLeverage": 40, "isDelisted": True}]
    stubbed.says(metaAndAssetCtxs=[{"universe": gone}, [{"markPx": "50000.0"}]])
    stubbed.clock.set(NOON + timedelta(minutes=5))

    order = a_perp_order(limit_price=Decimal(50_000), expires_at=NOON + timedelta(minutes=6))
    with pytest.raises(VenueRefused, match="no longer lists"):
        await stubbed.venue.place(order)
