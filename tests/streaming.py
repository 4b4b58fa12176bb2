"""The stream for tests: a gateway behind a real server, and clients that listen to it."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
import uvicorn
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from api.app import create_app
from api.services import APIS
from cli.api import Server
from contracts.channels import ROUTING_KEYS
from contracts.positions import PositionOpened
from infra.servers.network import listener
from infra.tables.delivery import OutboxRow
from tests.factories import NOON
from tests.gateway import ORIGIN, House, Person

PATIENCE = 10.0
OPENED = ROUTING_KEYS[PositionOpened]


@asynccontextmanager
async def served(house: House) -> AsyncIterator[str]:
    """Serve a house by a server of its own and follow the log; yield its address."""
    app = create_app("gateway", "0.1.0", house.gate, APIS["gateway"])
    config = uvicorn.Config(app, log_level="critical", lifespan="off")
    server = Server(config, house.gate.hub)
    listening = listener()
    # Small, so that a client that reads nothing is noticed soon.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65_536)
    following = asyncio.create_task(house.gate.hub.run())
    serving = asyncio.create_task(server.serve([listening]))
    yield f"127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    await serving
    following.cancel()
    with suppress(asyncio.CancelledError):
        await following


@dataclass(kw_only=True)
class Client:
    """Somebody's browser that listens."""

    lines: AsyncIterator[str]

    async def next(self) -> tuple[str, dict[str, Any]]:
        """Return the id and the data of the next event."""
        async with asyncio.timeout(PATIENCE):
            event_id = await self._field("id: ")
            return event_id, json.loads(await self._field("data: "))

    async def ended(self) -> bool:
        """Wait until the server ends the stream."""
        async with asyncio.timeout(PATIENCE):
            async for _ in self.lines:
                continue
        return True

    async def _field(self, name: str) -> str:
        async for line in self.lines:
            if line.startswith(name):
                return line.removeprefix(name)
        raise EOFError


@asynccontextmanager
async def listening(
    address: str, person: Person, *, after: int | None = None, query: str = ""
) -> AsyncIterator[Client]:
    """Listen as a person's browser does."""
    headers = {"Cookie": cookies(person)}
    if after is not None:
        headers["Last-Event-ID"] = str(after)
    url = f"http://{address}/api/stream{query}"
    async with (
        httpx.AsyncClient(timeout=PATIENCE) as http,
        http.stream("GET", url, headers=headers) as answer,
    ):
        assert answer.status_code == 200, await answer.aread()
        lines = answer.aiter_lines()
        assert await anext(lines) == "retry: 2000"
        yield Client(lines=lines)


def cookies(person: Person) -> str:
    return "; ".join(f"{name}={value}" for name, value in person.cookies.items())


def socket_headers(person: Person, origin: str = ORIGIN) -> dict[str, str]:
    return {"Cookie": cookies(person), "Origin": origin}


def an_event(deployment_id: UUID, agent_id: UUID, n: int = 0, key: str = OPENED) -> dict[str, Any]:
    """Spell a row of the log."""
    data = {"agent_id": str(agent_id), "deployment_id": str(deployment_id), "entry_price": str(n)}
    return {
        "message_id": uuid4(),
        "trace_id": uuid4(),
        "routing_key": key,
        "partition": str(deployment_id),
        "payload": data,
        "occurred_at": NOON,
    }


async def happened(engine: AsyncEngine, *rows: dict[str, Any]) -> None:
    """Store events in one transaction that rings, as stages do."""
    async with engine.begin() as connection:
        await connection.execute(insert(OutboxRow), rows)
        await connection.execute(text("select pg_notify('outbox', '')"))
