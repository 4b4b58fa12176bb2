"""The simulator failing as it was told to, over real connections."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from infra.simulators.hyperliquid import Running, make_app, running
from infra.simulators.hyperliquid.faults import Fault, Kind
from tests.factories_simulator import NOON_MS, USER, a_request, a_venue, an_action, an_order

CLOID = "0x" + "ab" * 16


@pytest.fixture
async def simulator() -> AsyncIterator[Running]:
    async with running(a_venue()) as started:
        yield started


@pytest.fixture
async def client(simulator: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=simulator.url, timeout=10) as opened:
        yield opened


def order(nonce: int = NOON_MS, cloid: str = CLOID) -> Any:
    return a_request(an_action(an_order(c=cloid)), nonce)


async def status(client: httpx.AsyncClient, cloid: str = CLOID) -> Any:
    asked = {"type": "orderStatus", "user": USER, "oid": cloid}
    return (await client.post("/info", json=asked)).json()


async def traded(client: httpx.AsyncClient) -> bool:
    return bool((await status(client))["status"] == "order")


@pytest.mark.parametrize(("kind", "done"), [(Kind.DROP_AFTER, True), (Kind.DROP_BEFORE, False)])
async def test_a_dropped_connection_gives_no_answer_and_no_hint(
    simulator: Running, client: httpx.AsyncClient, kind: Kind, done: bool
) -> None:
    simulator.venue.faults.add(Fault(kind=kind))
    with pytest.raises(httpx.RemoteProtocolError):
        await client.post("/exchange", json=order())
    assert await traded(client) is done
    again = (await client.post("/exchange", json=order())).json()
    if done:
        text = f"Invalid nonce: duplicate nonce {NOON_MS}"
        assert again == {"status": "err", "response": text}
    else:
        assert again["status"] == "ok"
    assert simulator.venue.state.accepted == {(USER, CLOID): 1}


@pytest.mark.parametrize(
    ("kind", "code", "done"),
    [
        (Kind.GATEWAY_AFTER, 502, True),
        (Kind.GATEWAY_BEFORE, 502, False),
        (Kind.LIMITED, 429, False),
        (Kind.BAD_REQUEST, 400, False),
        (Kind.DELAY, 200, True),
        (Kind.DELAY_BEFORE, 200, True),
    ],
)
async def test_a_status_says_nothing_about_what_was_done(
    simulator: Running, client: httpx.AsyncClient, kind: Kind, code: int, done: bool
) -> None:
    simulator.venue.faults.add(Fault(kind=kind))
    assert (await client.post("/exchange", json=order())).status_code == code
    assert await traded(client) is done


async def test_a_late_answer_leaves_the_order_done_meanwhile(
    simulator: Running, client: httpx.AsyncClient
) -> None:
    simulator.venue.faults.add(Fault(kind=Kind.DELAY, seconds=5))
    with pytest.raises(httpx.ReadTimeout):
        await client.post("/exchange", json=order(), timeout=0.5)
    assert await traded(client)


async def test_an_answer_is_garbled_or_of_some_other_shape(
    simulator: Running, client: httpx.AsyncClient
) -> None:
    simulator.venue.faults.add(Fault(kind=Kind.GARBLED))
    simulator.venue.faults.add(Fault(kind=Kind.WRONG_SHAPE))
    garbled = await client.post("/exchange", json=order())
    with pytest.raises(ValueError, match=r"Expecting|Unterminated|delimiter"):
        garbled.json()
    odd = await client.post("/exchange", json=order(NOON_MS + 1))
    assert odd.json()["response"] == {"kind": "order", "payload": [None]}
    assert simulator.venue.state.accepted == {(USER, CLOID): 2}


async def test_a_told_refusal_is_answered_in_the_venues_form(
    simulator: Running, client: httpx.AsyncClient
) -> None:
    simulator.venue.faults.add(Fault(kind=Kind.REFUSE, text="No.", cloid=CLOID))
    other = await client.post("/exchange", json=order(cloid="0x" + "cd" * 16))
    assert other.json()["status"] == "ok"
    told = await client.post("/exchange", json=order(NOON_MS + 1))
    assert told.json() == {"status": "err", "response": "No."}
    assert not await traded(client)


async def test_a_refusal_the_rules_never_reach_is_told_order_by_order(
    simulator: Running, client: httpx.AsyncClient
) -> None:
    text = "Order would increase open interest while open interest is capped. asset=3"
    simulator.venue.faults.add(Fault(kind=Kind.REFUSE_ORDERS, text=text))
    batch = a_request(an_action(an_order(c=CLOID), an_order()))
    answer = (await client.post("/exchange", json=batch)).json()
    assert answer["response"]["data"]["statuses"] == [{"error": text}] * 2
    assert not await traded(client)


async def test_questions_fail_too_where_that_is_ordered(
    simulator: Running, client: httpx.AsyncClient
) -> None:
    simulator.venue.faults.add(Fault(kind=Kind.DROP_BEFORE, exchange=None, action="allMids"))
    with pytest.raises(httpx.RemoteProtocolError):
        await client.post("/info", json={"type": "allMids"})
    assert (await client.post("/info", json={"type": "allMids"})).status_code == 200


async def test_too_much_weight_is_refused_and_spends_no_nonce(
    simulator: Running, client: httpx.AsyncClient
) -> None:
    simulator.venue.limits.weight = 40
    for _ in range(2):
        assert (await client.post("/info", json={"type": "meta"})).status_code == 200
    limited = await client.post("/exchange", json=order())
    assert (limited.status_code, limited.json()) == (429, None)
    assert (await client.post("/info", json={"type": "allMids"})).status_code == 429
    simulator.venue.limits.enabled = False
    assert (await client.post("/exchange", json=order())).json()["status"] == "ok"


async def test_a_body_of_another_kind_is_422(client: httpx.AsyncClient) -> None:
    for path in ("/exchange", "/info"):
        answer = await client.post(path, content=b"{")
        assert answer.status_code == 422
        assert answer.text == "Failed to deserialize the JSON body into the target type"


async def test_a_signature_of_nobody_is_told_over_http(client: httpx.AsyncClient) -> None:
    request = order() | {"signature": {"r": "0x0", "s": "0x0", "v": 27}}
    answer = await client.post("/exchange", json=request)
    assert answer.json() == {"status": "err", "response": "Unable to recover signer."}


async def test_many_at_once_with_one_nonce_trade_once(
    simulator: Running, client: httpx.AsyncClient
) -> None:
    sends = (client.post("/exchange", json=order()) for _ in range(8))
    answers = [answer.json()["status"] for answer in await asyncio.gather(*sends)]
    assert sorted(answers) == ["err"] * 7 + ["ok"]
    assert simulator.venue.state.accepted == {(USER, CLOID): 1}


async def test_without_a_wire_to_cut_a_drop_is_an_error_of_the_connection() -> None:
    venue = a_venue()
    venue.faults.add(Fault(kind=Kind.DROP_AFTER))
    transport = httpx.ASGITransport(app=make_app(venue))
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as inside:
        with pytest.raises(ConnectionResetError):
            await inside.post("/exchange", json=order())
    assert venue.state.accepted == {(USER, CLOID): 1}
