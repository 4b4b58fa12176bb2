"""The stream: who is told what, what a client missed, and who is cut."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from contracts.channels import ROUTING_KEYS
from contracts.signals import SignalRaised
from domain.access import Role
from infra.tables.delivery import OutboxRow
from tests.factories import a_deployment, an_agent, an_id
from tests.factories_owned import a_deployment_of
from tests.factories_positions import all_rows
from tests.gateway import House, Person, a_house
from tests.streaming import (
    PATIENCE,
    Client,
    an_event,
    happened,
    listening,
    served,
    socket_headers,
)

pytestmark = pytest.mark.integration
AGENT = an_id("agent/momentum")
SIGNAL = ROUTING_KEYS[SignalRaised]


@dataclass(frozen=True, kw_only=True)
class Scene:
    house: House
    address: str
    owner: Person
    mine: UUID
    foreign: UUID


@pytest.fixture
async def scene(engine: AsyncEngine) -> AsyncIterator[Scene]:
    async with a_house(engine) as house, served(house) as address:
        owner = await house.person()
        mine = await a_deployment_of(engine, owner)
        foreign = await a_deployment(engine, AGENT, 2)
        yield Scene(house=house, address=address, owner=owner, mine=mine, foreign=foreign)


async def told(client: Client, count: int) -> list[str]:
    return [(await client.next())[1]["data"]["entryPrice"] for _ in range(count)]


async def ids(engine: AsyncEngine) -> list[int]:
    return sorted(row["id"] for row in await all_rows(engine, OutboxRow))


async def test_a_user_is_told_of_own_deployments_and_public_signals_alone(
    engine: AsyncEngine, scene: Scene
) -> None:
    public = await an_agent(engine, "public")
    hidden = await an_agent(engine, "hidden", status="PRIVATE")
    open_signal = an_event(scene.mine, public, 2, SIGNAL)
    hidden_signal = an_event(scene.mine, hidden, 3, SIGNAL)
    for signal in (open_signal, hidden_signal):
        del signal["payload"]["deployment_id"]
    asked_of_other = an_event(scene.foreign, public, 4, SIGNAL)
    async with listening(scene.address, scene.owner) as client:
        await happened(engine, an_event(scene.foreign, AGENT, 0), an_event(scene.mine, AGENT, 1))
        await happened(engine, open_signal, hidden_signal, asked_of_other)
        await happened(engine, an_event(scene.mine, AGENT, 5))

        assert await told(client, 3) == ["1", "2", "5"]


async def test_what_is_deployed_while_somebody_listens_is_told_of_too(
    engine: AsyncEngine, scene: Scene
) -> None:
    hidden = await an_agent(engine, "hidden", status="PRIVATE")
    before, after = (an_event(scene.mine, hidden, n, SIGNAL) for n in (1, 3))
    for signal in (before, after):
        del signal["payload"]["deployment_id"]
    async with listening(scene.address, scene.owner) as client:
        await happened(engine, before)
        await happened(engine, an_event(scene.mine, AGENT, 2))
        assert await told(client, 1) == ["2"]

        wallet = scene.owner.wallet
        late = await a_deployment(engine, hidden, user_wallet=wallet, account=wallet)
        await happened(engine, after, an_event(late, hidden, 4))

        assert await told(client, 2) == ["3", "4"]


async def test_an_agent_that_is_made_private_is_heard_of_no_more(
    engine: AsyncEngine, scene: Scene
) -> None:
    public = await an_agent(engine, "public")
    signals = [an_event(scene.mine, public, n, SIGNAL) for n in (1, 2)]
    for signal in signals:
        del signal["payload"]["deployment_id"]
    async with listening(scene.address, scene.owner) as client:
        await happened(engine, signals[0])
        assert await told(client, 1) == ["1"]
        async with engine.begin() as connection:
            await connection.execute(text("update agent set status = 'PRIVATE'"))
        await happened(engine, signals[1], an_event(scene.mine, AGENT, 3))

        assert await told(client, 1) == ["3"]


async def test_an_operator_is_told_of_all(engine: AsyncEngine, scene: Scene) -> None:
    ops = await scene.house.person(Role.OPS)
    async with listening(scene.address, ops) as client:
        await happened(engine, an_event(scene.foreign, AGENT, 7))

        event_id, event = await client.next()

    assert (event_id, event["type"]) == (str((await ids(engine))[0]), "position.opened")
    assert event["data"]["agentId"] == str(AGENT)


async def test_who_comes_back_is_told_what_was_missed_once_and_in_order(
    engine: AsyncEngine, scene: Scene
) -> None:
    async with listening(scene.address, scene.owner) as client:
        await happened(engine, an_event(scene.mine, AGENT, 0))
        last, _ = await client.next()
    missed = [an_event(deployment, AGENT, n) for n in range(1, 600) for deployment in _both(scene)]
    async with engine.begin() as connection:
        await connection.execute(insert(OutboxRow), missed)

    async with listening(scene.address, scene.owner, after=int(last), query="?lastEventId=0") as c:
        await happened(engine, an_event(scene.mine, AGENT, 600))

        assert await told(c, 600) == [str(n) for n in range(1, 601)]


async def test_the_query_names_the_last_event_in_either_casing(
    engine: AsyncEngine, scene: Scene
) -> None:
    await happened(engine, an_event(scene.mine, AGENT, 0), an_event(scene.mine, AGENT, 1))
    [first, _] = await ids(engine)

    for query in (f"?lastEventId={first}", f"?last_event_id={first}"):
        async with listening(scene.address, scene.owner, query=query) as client:
            assert await told(client, 1) == ["1"]


async def test_signing_out_ends_the_streams_of_the_session(scene: Scene) -> None:
    async with listening(scene.address, scene.owner) as client:
        await scene.owner.ask("POST", "/api/auth/logout")
        await scene.house.gate.hub.review()

        assert await client.ended()
    assert scene.house.gate.hub.present == 0


async def test_a_session_that_lapses_ends_its_stream_and_no_other(
    engine: AsyncEngine, scene: Scene
) -> None:
    async with listening(scene.address, scene.owner) as lapsing:
        scene.house.clock.set(scene.house.clock.now() + timedelta(hours=13))
        other = await scene.house.person(Role.OPS)
        async with listening(scene.address, other) as client:
            await scene.house.gate.hub.review()
            await happened(engine, an_event(scene.mine, AGENT, 1))

            assert await lapsing.ended()
            assert await told(client, 1) == ["1"]


async def test_a_client_that_takes_nothing_is_cut_and_nobody_waits_for_it(
    engine: AsyncEngine, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.hub.MOST_WAITING", 50)
    reader, writer = await _stalled(scene)
    async with listening(scene.address, scene.owner) as client:
        sent = 0
        while scene.house.gate.hub.present > 1:
            await happened(engine, *(_large(scene, sent + n) for n in range(20)))
            assert await told(client, 20) == [str(sent + n) for n in range(20)]
            sent += 20
    async with asyncio.timeout(PATIENCE):
        rest = await reader.read(-1)
    writer.close()
    assert b"event: position.opened" in rest
    assert f'"entryPrice":"{sent - 1}"'.encode() not in rest


async def test_a_wallet_has_so_many_streams_and_no_more(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.hub.MOST_EACH", 1)
    async with listening(scene.address, scene.owner):
        refused = await scene.owner.ask("GET", "/api/stream")
        async with listening(scene.address, await scene.house.person()):
            assert scene.house.gate.hub.present == 2

    assert (refused.status_code, int(refused.headers["Retry-After"]) > 0) == (429, True)


async def test_a_process_that_ends_lets_its_clients_go(engine: AsyncEngine) -> None:
    async with a_house(engine) as house, AsyncExitStack() as stack:
        address = await stack.enter_async_context(served(house))
        async with listening(address, await house.person()) as client:
            closing = asyncio.create_task(stack.aclose())

            assert await client.ended()
            await closing


async def test_while_the_log_cannot_be_read_nobody_waits_for_ever(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.hub.READY_SECONDS", 0.01)
    async with a_house(engine) as house:
        person = await house.person()

        assert (await person.ask("GET", "/api/stream")).status_code == 503


async def test_a_socket_tells_the_same(engine: AsyncEngine, scene: Scene) -> None:
    await happened(engine, an_event(scene.mine, AGENT, 1), an_event(scene.foreign, AGENT, 2))
    uri = f"ws://{scene.address}/api/stream/ws?lastEventId=0"
    async with connect(uri, additional_headers=socket_headers(scene.owner)) as told_by:
        before = json.loads(await told_by.recv())
        await happened(engine, an_event(scene.mine, AGENT, 3))
        after = json.loads(await told_by.recv())
        await scene.owner.ask("POST", "/api/auth/logout")
        await scene.house.gate.hub.review()
        with pytest.raises(ConnectionClosed) as closed:
            await told_by.recv()

    assert [each["data"]["entryPrice"] for each in (before, after)] == ["1", "3"]
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1008, "signed_out")


@pytest.mark.parametrize(("origin", "status"), [("https://evil.example", 403), ("", 401)])
async def test_a_socket_of_a_foreign_page_or_of_nobody_is_refused(
    scene: Scene, origin: str, status: int
) -> None:
    headers = socket_headers(scene.owner, origin) if origin else {}
    uri = f"ws://{scene.address}/api/stream/ws"

    with pytest.raises(InvalidStatus) as refused:
        async with connect(uri, additional_headers=headers):
            raise AssertionError

    assert refused.value.response.status_code == status
    assert b"application/problem+json" in bytes(str(refused.value.response.headers), "ascii")


async def test_strangers_hear_nothing_and_a_bad_place_is_named(scene: Scene) -> None:
    assert (await scene.house.stranger().ask("GET", "/api/stream")).status_code == 401

    answer = await scene.owner.ask("GET", "/api/stream?lastEventId=-1")

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "query.lastEventId")


def _both(scene: Scene) -> tuple[UUID, UUID]:
    return scene.mine, scene.foreign


def _large(scene: Scene, n: int) -> dict[str, object]:
    event = an_event(scene.mine, AGENT, n)
    return event | {"payload": event["payload"] | {"detail": "x" * 60_000}}


async def _stalled(scene: Scene) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Begin to listen, and then read nothing."""
    host, port = scene.address.split(":")
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
    line.setblocking(False)
    await asyncio.get_running_loop().sock_connect(line, (host, int(port)))
    reader, writer = await asyncio.open_connection(sock=line, limit=1024)
    asked = f"GET /api/stream HTTP/1.1\r\nHost: {scene.address}\r\nConnection: close\r\nCookie: "
    writer.write(f"{asked}{socket_headers(scene.owner)['Cookie']}\r\n\r\n".encode())
    await reader.readuntil(b"retry: 2000")
    return reader, writer
