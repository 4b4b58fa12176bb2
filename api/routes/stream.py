"""The stream: signals, intents, fills, positions and money, as they happen."""

import asyncio
from contextlib import aclosing, suppress
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, WebSocket

from api.dependencies import Gateway
from api.guards import Reader
from api.hub import Hub, Listener
from api.server_sent import FAREWELL_SECONDS, EventStream, until_first

router = APIRouter(prefix="/api/stream", tags=["stream"])
Place = Annotated[
    int | None,
    Query(alias="lastEventId", ge=0, le=2**63 - 1, description="The last event that was seen."),
]
LastSeen = Annotated[int | None, Header(alias="Last-Event-ID", ge=0, le=2**63 - 1)]
ANSWER: dict[int | str, dict[str, Any]] = {200: {"description": "Events, until it ends."}}


@router.get("", status_code=200, response_class=EventStream, responses=ANSWER)
async def stream(
    gate: Gateway, caller: Reader, after: Place = None, last_event_id: LastSeen = None
) -> EventStream:
    """Tell what happens, as server-sent events, until the client goes or its session ends.

    With `Last-Event-ID`, or `lastEventId` in the query, it begins with what came after that
    event: each once, in order. The data of an event is JSON: `id`, `type` such as
    `position.opened`, `at`, and `data`, the message of that type in camelCase. Agents and
    deployments that come later are told of as well. A client that takes nothing for too long is
    cut, and is told what it missed when it comes back.
    """
    # A browser that comes back sends the header, and the query as it was at the beginning.
    seen = after if last_event_id is None else last_event_id
    return EventStream(gate.hub, await gate.hub.admit(caller, seen))


@router.websocket("/ws")
async def stream_socket(
    socket: WebSocket, gate: Gateway, caller: Reader, after: Place = None
) -> None:
    """Tell the same over a WebSocket, an event a message; what is sent to it is not read."""
    listener = await gate.hub.admit(caller, after)
    await socket.accept()
    await until_first(_write(gate.hub, listener, socket), _gone(socket), listener.over.wait())
    if listener.ending is not None:
        with suppress(TimeoutError, RuntimeError):
            async with asyncio.timeout(FAREWELL_SECONDS):
                await socket.close(listener.ending, listener.ending.name.lower())


async def _write(hub: Hub, listener: Listener, socket: WebSocket) -> None:
    async with aclosing(hub.tell(listener)) as batches:
        async for told in batches:
            for each in told:
                await socket.send_text(each.text)


async def _gone(socket: WebSocket) -> None:
    while (await socket.receive())["type"] != "websocket.disconnect":
        continue
