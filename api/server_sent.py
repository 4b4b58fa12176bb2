"""Server-sent events: an answer that goes on until its client goes, or is let go."""

import asyncio
from collections.abc import Coroutine
from contextlib import aclosing, suppress
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.hub import Hub, Listener

FAREWELL_SECONDS = 1.0
"""How long a client that takes nothing any more may keep us from leaving."""
HELLO = b"retry: 2000\n\n"
BEAT = b": still here\n\n"


class EventStream(Response):
    """Tells a listener what happens; no one write is waited for once the stream is over."""

    media_type = "text/event-stream"

    def __init__(self, hub: Hub, listener: Listener) -> None:
        super().__init__(headers={"X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._hub = hub
        self._listener = listener

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        """Begin, tell until somebody ends it, and say that it is over."""
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        await until_first(self._write(send), _gone(receive), self._listener.over.wait())
        with suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL_SECONDS):
                await _send(send, b"", more=False)

    async def _write(self, send: Send) -> None:
        await _send(send, HELLO)
        async with aclosing(self._hub.tell(self._listener)) as batches:
            async for told in batches:
                await _send(send, b"".join(each.line for each in told) or BEAT)


async def until_first(*work: Coroutine[Any, Any, object]) -> None:
    """Do several things at once until one of them ends; what failed is raised."""
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome


async def _send(send: Send, body: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
