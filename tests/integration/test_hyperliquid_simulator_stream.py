"""The simulator's WebSocket: prices for all, fills and orders for those who ask for a user."""

import asyncio
import json
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

from infra.simulators.hyperliquid import Running, running
from tests.factories_simulator import USER, a_venue, place, wanted


@pytest.fixture
async def simulator() -> AsyncIterator[Running]:
    async with running(a_venue()) as started:
        yield started


@pytest.fixture
async def line(simulator: Running) -> AsyncIterator[ClientConnection]:
    async with connect(simulator.ws_url) as opened:
        yield opened


async def say(line: ClientConnection, method: str, **subscription: Any) -> None:
    await line.send(json.dumps({"method": method, "subscription": subscription}))


async def heard(line: ClientConnection, channel: str) -> Any:
    """Wait for a message of a channel, passing others over."""
    async with asyncio.timeout(10):
        while True:
            message = json.loads(await line.recv())
            if message["channel"] == channel:
                return message.get("data")


async def test_prices_come_at_once_and_with_every_mark(
    simulator: Running, line: ClientConnection
) -> None:
    await say(line, "subscribe", type="allMids")
    told = await heard(line, "subscriptionResponse")
    assert told == {"method": "subscribe", "subscription": {"type": "allMids"}}
    assert (await heard(line, "allMids"))["mids"]["BTC"] == "60000.0"
    simulator.venue.set_mark("BTC", Decimal(61000))
    while (await heard(line, "allMids"))["mids"]["BTC"] != "61000.0":
        pass


async def test_a_coin_is_told_to_those_who_follow_it(
    simulator: Running, line: ClientConnection
) -> None:
    await say(line, "subscribe", type="activeAssetCtx", coin="BTC")
    await say(line, "subscribe", type="l2Book", coin="BTC")
    assert (await heard(line, "activeAssetCtx"))["ctx"]["markPx"] == "60000.0"
    assert (await heard(line, "l2Book"))["levels"][0][0]["px"] == "60000.0"
    simulator.venue.set_mark("ETH", Decimal(1))
    simulator.venue.set_mark("BTC", Decimal(59000))
    while (told := await heard(line, "activeAssetCtx"))["ctx"]["markPx"] != "59000.0":
        assert told["coin"] == "BTC"


async def test_prices_are_repeated_though_nothing_moves(line: ClientConnection) -> None:
    await say(line, "subscribe", type="allMids")
    for _ in range(3):
        assert "BTC" in (await heard(line, "allMids"))["mids"]


async def test_a_user_hears_of_his_fills_and_orders(
    simulator: Running, line: ClientConnection
) -> None:
    place(simulator.venue, wanted("0.01"))
    for kind in ("userFills", "userEvents", "orderUpdates"):
        await say(line, "subscribe", type=kind, user=USER.upper().replace("X", "x"))
    snapshot = await heard(line, "userFills")
    assert snapshot["isSnapshot"]
    assert len(snapshot["fills"]) == 1
    for _ in range(2):
        await heard(line, "subscriptionResponse")
    place(simulator.venue, wanted("0.02"))
    (fill,) = (await heard(line, "userFills"))["fills"]
    assert fill["sz"] == "0.02"
    (update,) = await heard(line, "orderUpdates")
    assert update["status"] == "filled"
    place(simulator.venue, wanted("0.01"))
    assert "fills" in await heard(line, "user")


async def test_no_more_than_ten_users_are_followed_from_one_place(
    simulator: Running, line: ClientConnection
) -> None:
    async with connect(simulator.ws_url) as other:
        for number in range(10):
            user = f"0x{number:040x}"
            await say(other if number % 2 else line, "subscribe", type="orderUpdates", user=user)
            await heard(other if number % 2 else line, "subscriptionResponse")
        await say(line, "subscribe", type="orderUpdates", user=USER)
        assert await heard(line, "error") == "Cannot track more than 10 total users."
        await say(line, "subscribe", type="userEvents", user=f"0x{1:040x}")
        await heard(line, "subscriptionResponse")
        await say(line, "unsubscribe", type="orderUpdates", user=f"0x{2:040x}")
        await heard(line, "subscriptionResponse")
        await say(line, "subscribe", type="orderUpdates", user=USER)
        await heard(line, "subscriptionResponse")


async def test_a_ping_is_answered_and_nonsense_is_told(line: ClientConnection) -> None:
    await line.send(json.dumps({"method": "ping"}))
    assert await heard(line, "pong") is None
    for said in ("{", "7", '{"method": "shout"}', '{"method": "subscribe"}'):
        await line.send(said)
        assert "Error parsing" in await heard(line, "error")
    await say(line, "subscribe", type="candle")
    assert "Error parsing" in await heard(line, "error")
    await say(line, "subscribe", type="l2Book", coin="XYZ")
    assert "Error parsing" in await heard(line, "error")


async def test_a_silent_venue_says_nothing_and_hangs_up_on_nobody(
    simulator: Running, line: ClientConnection
) -> None:
    await say(line, "subscribe", type="allMids")
    await heard(line, "allMids")
    simulator.venue.silent = True
    place(simulator.venue, wanted("0.01"))
    await line.send(json.dumps({"method": "ping"}))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(heard(line, "pong"), 1.2)
    simulator.venue.silent = False
    await heard(line, "allMids")
