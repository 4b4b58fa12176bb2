"""The owner's side of the simulator over HTTP, and the command that runs it."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from cli.main import app
from contracts.market import Network
from infra.simulators.hyperliquid import Running, make_app, running
from tests.factories_simulator import NOON_MS, USER, a_request, a_venue, an_action

ROOT = Path(__file__).parents[2]
OTHER, AGENT = "0x" + "Aa" * 20, "0x" + "Bb" * 20


@pytest.fixture
async def simulator() -> AsyncIterator[Running]:
    async with running(a_venue()) as started:
        yield started


@pytest.fixture
async def client(simulator: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=simulator.url, timeout=10) as opened:
        yield opened


async def told(client: httpx.AsyncClient, path: str, **wish: Any) -> Any:
    answer = await client.post(f"/sim/{path}", json=wish)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_marks_books_and_depths_are_set(
    simulator: Running, client: httpx.AsyncClient
) -> None:
    assert await told(client, "mark", coin="BTC", px="61000.5") == {"coin": "BTC", "px": "61000.5"}
    await told(client, "book", coin="BTC", bids=[["60000", "1"]], asks=[["60001", "2"]])
    asked = {"type": "l2Book", "coin": "BTC"}
    levels = (await client.post("/info", json=asked)).json()["levels"]
    assert [side[0]["px"] for side in levels] == ["60000.0", "60001.0"]
    await told(client, "book", coin="BTC")
    await told(client, "depth", coin="BTC", usd="500", levels=1, half_spread="0", step="0")
    (bids, _) = (await client.post("/info", json=asked)).json()["levels"]
    assert [row["sz"] for row in bids] == ["0.00819"]
    assert (await client.post("/sim/mark", json={"coin": "XYZ", "px": "1"})).status_code == 404
    assert (await client.post("/sim/mark", json={"coin": "BTC", "px": "NaN"})).status_code == 422


async def test_people_are_funded_approved_and_traded_for(
    simulator: Running, client: httpx.AsyncClient
) -> None:
    assert (await told(client, "deposit", user=OTHER, usd="500"))["equity"] == "500"
    await told(client, "approve", user=OTHER, agent=AGENT, name="one")
    again = {"user": OTHER, "agent": AGENT, "name": "two"}
    refused = await client.post("/sim/approve", json=again)
    assert (refused.status_code, refused.json()) == (409, {"error": "Extra agent already used."})
    traded = await told(client, "trade", user=OTHER, coin="ETH", is_buy=False, size="0.1")
    assert traded["status"]["filled"]["totalSz"] == "0.1"
    await told(client, "funding", coin="ETH", rate="0.001")
    ledger = (await client.get("/sim/ledger")).json()
    account = ledger["accounts"][OTHER.lower()]
    assert account["positions"]["ETH"]["szi"] == "-0.1"
    assert float(account["funding"]) == pytest.approx(0.3)


async def test_faults_are_ordered_seen_and_mended(
    simulator: Running, client: httpx.AsyncClient
) -> None:
    await told(client, "fault", kind="gatewayBefore", action="order", count=2)
    request = a_request(an_action())
    assert (await client.post("/exchange", json=request)).status_code == 502
    (row,) = (await client.get("/sim/fault")).json()
    assert (row["kind"], row["done"]) == ("gatewayBefore", 1)
    assert (await client.delete("/sim/fault")).json() == {"due": 0}
    assert (await client.post("/exchange", json=request)).json()["status"] == "ok"
    assert (await client.post("/sim/fault", json={"kind": "sulk"})).status_code == 422


async def test_switches_change_clock_limits_and_manners(
    simulator: Running, client: httpx.AsyncClient
) -> None:
    venue = simulator.venue
    wish = {"limits": False, "weight": 7, "silent": True, "offset_ms": 1_500}
    more = {"agent_grace_ms": 9, "strict_minimum": True}
    assert (await told(client, "switch", **wish, **more))["time"] == NOON_MS + 1_500
    assert (venue.limits.enabled, venue.limits.weight, venue.silent) == (False, 7, True)
    assert (venue.state.agents.grace_ms, venue.state.strict_minimum) == (9, True)
    await told(client, "switch")
    assert (venue.limits.enabled, venue.limits.weight, venue.silent) == (False, 7, True)
    await client.post("/info", json={"type": "meta"})
    assert (await client.get("/sim/counters")).json()["weight"] == {"127.0.0.1": 20}


async def test_the_owners_side_is_for_this_machine_only() -> None:
    transport = httpx.ASGITransport(app=make_app(a_venue()), client=("10.0.0.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://there") as outside:
        assert (await outside.get("/sim/ledger")).status_code == 403
        assert (await outside.post("/info", json={"type": "meta"})).status_code == 200


async def test_a_venue_of_mainnet_recovers_with_the_other_letter() -> None:
    async with running(network=Network.MAINNET) as started:
        assert started.venue.mainnet


async def test_the_command_serves_until_it_is_stopped() -> None:
    arguments = ("-m", "cli", "sim", "hyperliquid", "--port", "0", "--deposit", f"{USER}=250")
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        said = (await asyncio.wait_for(process.stdout.readline(), 60)).decode().split()
        async with httpx.AsyncClient(base_url=said[-1], timeout=10) as client:
            asked = {"type": "clearinghouseState", "user": USER}
            state = (await client.post("/info", json=asked)).json()
    finally:
        process.terminate()
        await process.communicate()
    assert state["withdrawable"] == "250.0"


@pytest.mark.parametrize("wish", ["0x1=5", f"{USER}=much", f"{USER}=-1", "everybody"])
def test_the_command_refuses_a_deposit_it_can_not_read(wish: str) -> None:
    answer = CliRunner().invoke(app, ["sim", "hyperliquid", "--deposit", wish])
    assert answer.exit_code == 2
    assert "neither ADDRESS nor ADDRESS=USD" in " ".join(answer.stderr.split())


def test_the_command_tells_that_a_port_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = CliRunner().invoke(app, ["sim", "hyperliquid", "--port", str(port)])
    assert answer.exit_code == 1
    assert f"port {port} can not be listened on" in " ".join(answer.stderr.split())
