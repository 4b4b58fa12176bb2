"""The connections themselves, so that one can be cut without an answer."""

import asyncio
from dataclasses import dataclass, field
from typing import Final, cast

from fastapi import Request, Response
from uvicorn.protocols.http.h11_impl import H11Protocol

_TURNS: Final = 10
"""How often the loop goes round before a closed connection is known to be closed."""


@dataclass(slots=True)
class Wires:
    """Every open connection by who is at its other end."""

    open: dict[tuple[str, int], asyncio.Transport] = field(default_factory=dict)

    def protocol(self) -> type[H11Protocol]:
        """Return what the server is to speak, so that connections are known here."""
        wires = self

        class Wired(H11Protocol):
            """HTTP, on a connection that can be cut."""

            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                wire = cast("asyncio.Transport", transport)
                super().connection_made(wire)
                if self.client is not None:
                    wires.open[self.client] = wire

            def connection_lost(self, exc: Exception | None) -> None:
                if self.client is not None:
                    wires.open.pop(self.client, None)
                super().connection_lost(exc)

        return Wired

    async def hang_up(self, request: Request) -> Response:
        """Close the connection a request came on. Raises ConnectionResetError if it is unknown.

        The response returned is never sent: there is nobody left to send it to.
        """
        client = request.client
        wire = None if client is None else self.open.get((client.host, client.port))
        if wire is None:
            raise ConnectionResetError("the simulator hung up")
        wire.close()
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        return Response()
