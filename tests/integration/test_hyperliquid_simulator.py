"""The simulator on the loopback, traded with by the venue's own SDK, unmodified."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount
from hyperliquid.exchange import Exchange
from hyperliquid.info import Info
from hyperliquid.utils.types import Cloid

from infra.simulators.hyperliquid import Running, running

KEY = "0x" + "11" * 32
CLOID = "0x" + "ab" * 16


@pytest.fixture
def user() -> LocalAccount:
    account: LocalAccount = Account.from_key(KEY)
    return account


@pytest.fixture
async def simulator(user: LocalAccount) -> AsyncIterator[Running]:
    async with running() as started:
        started.venue.deposit(user.address, Decimal(1000))
        yield started


async def opened(simulator: Running, wallet: Any, **options: Any) -> Exchange:
    """Open the SDK, which asks over the network while it is made."""
    return await asyncio.to_thread(Exchange, wallet, simulator.url, timeout=10, **options)


async def closed(*clients: Exchange) -> None:
    for client in clients:
        client.session.close()
        client.info.session.close()


def only_status(answer: Any) -> Any:
    assert answer["status"] == "ok"
    (status,) = answer["response"]["data"]["statuses"]
    return status


async def test_the_sdk_opens_and_closes_a_position(simulator: Running, user: LocalAccount) -> None:
    sdk = await opened(simulator, user)
    answer = await asyncio.to_thread(sdk.market_open, "BTC", is_buy=True, sz=0.01)
    filled = only_status(answer)["filled"]
    state = await asyncio.to_thread(sdk.info.user_state, user.address)
    (held,) = state["assetPositions"]
    assert filled["totalSz"] == held["position"]["szi"] == "0.01"
    assert held["position"]["entryPx"] == filled["avgPx"]
    answer = await asyncio.to_thread(sdk.market_close, "BTC")
    assert only_status(answer)["filled"]["totalSz"] == "0.01"
    state = await asyncio.to_thread(sdk.info.user_state, user.address)
    assert state["assetPositions"] == []
    fills = await asyncio.to_thread(sdk.info.user_fills, user.address)
    assert [fill["dir"] for fill in fills] == ["Close Long", "Open Long"]
    await closed(sdk)


async def test_the_sdk_sets_leverage(simulator: Running, user: LocalAccount) -> None:
    sdk = await opened(simulator, user)
    assert await asyncio.to_thread(sdk.update_leverage, 7, "ETH", is_cross=False) == {
        "status": "ok",
        "response": {"type": "default"},
    }
    data = await asyncio.to_thread(
        sdk.info.post,
        "/info",
        {"type": "activeAssetData", "user": user.address, "coin": "ETH"},
    )
    assert data["leverage"] == {"type": "isolated", "value": 7}
    answer = await asyncio.to_thread(sdk.update_leverage, 26, "ETH")
    assert answer == {"status": "err", "response": "Invalid leverage value"}
    await closed(sdk)


async def test_the_sdk_places_and_cancels_stops_by_either_name(
    simulator: Running, user: LocalAccount
) -> None:
    sdk = await opened(simulator, user)
    await asyncio.to_thread(sdk.market_open, "BTC", is_buy=True, sz=0.01)
    stop = {"trigger": {"isMarket": True, "triggerPx": 55000.0, "tpsl": "sl"}}
    by_oid = only_status(
        await asyncio.to_thread(sdk.order, "BTC", False, 0.01, 55000.0, stop, reduce_only=True)
    )["resting"]["oid"]
    by_cloid = await asyncio.to_thread(
        sdk.order, "BTC", False, 0.01, 54000.0, stop, reduce_only=True, cloid=Cloid(CLOID)
    )
    assert only_status(by_cloid)["resting"]["cloid"] == CLOID
    shown = await asyncio.to_thread(sdk.info.frontend_open_orders, user.address)
    assert [row["orderType"] for row in shown] == ["Stop Market", "Stop Market"]
    assert only_status(await asyncio.to_thread(sdk.cancel, "BTC", by_oid)) == "success"
    gone = await asyncio.to_thread(sdk.cancel_by_cloid, "BTC", Cloid(CLOID))
    assert only_status(gone) == "success"
    status = await asyncio.to_thread(sdk.info.query_order_by_cloid, user.address, Cloid(CLOID))
    assert status["order"]["status"] == "canceled"
    again = only_status(await asyncio.to_thread(sdk.cancel, "BTC", by_oid))
    assert "never placed, already canceled, or filled" in again["error"]
    await closed(sdk)


async def test_the_sdk_approves_an_agent_which_then_trades_for_the_user(
    simulator: Running, user: LocalAccount
) -> None:
    sdk = await opened(simulator, user)
    answer, key = await asyncio.to_thread(sdk.approve_agent, "maxxit")
    assert answer["status"] == "ok"
    agent = Account.from_key(key)
    (listed,) = await asyncio.to_thread(sdk.info.extra_agents, user.address)
    assert (listed["name"], listed["address"]) == ("maxxit", agent.address.lower())
    other = await opened(simulator, agent, account_address=user.address)
    await asyncio.to_thread(other.market_open, "ETH", is_buy=False, sz=0.1)
    held = simulator.venue.position(user.address, "ETH")
    assert held is not None
    assert held.size == Decimal("-0.1")
    await closed(sdk, other)


async def test_an_agent_can_not_send_money_away(simulator: Running, user: LocalAccount) -> None:
    sdk = await opened(simulator, user)
    _, key = await asyncio.to_thread(sdk.approve_agent)
    agent = Account.from_key(key)
    other = await opened(simulator, agent, account_address=user.address)
    answer = await asyncio.to_thread(other.usd_transfer, 1.0, agent.address)
    assert answer == {
        "status": "err",
        "response": f"Must deposit before performing actions. User: {agent.address.lower()}",
    }
    await closed(sdk, other)


async def test_the_sdk_reads_prices(simulator: Running) -> None:
    info = await asyncio.to_thread(Info, simulator.url, skip_ws=True, timeout=10)
    simulator.venue.set_mark("ETH", Decimal("3100.5"))
    meta, contexts = await asyncio.to_thread(info.meta_and_asset_ctxs)
    names = [asset["name"] for asset in meta["universe"]]
    assert contexts[names.index("ETH")]["markPx"] == "3100.5"
    mids = await asyncio.to_thread(info.all_mids)
    book = await asyncio.to_thread(info.l2_snapshot, "ETH")
    bids, asks = book["levels"]
    assert Decimal(bids[0]["px"]) < Decimal(mids["ETH"]) < Decimal(asks[0]["px"])
    info.session.close()
