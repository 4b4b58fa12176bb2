"""The broker as a whole: start it, connect to its url, stop it, and break it on purpose."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Final, Self

from infra.clock import SystemClock
from infra.loopback.connection import Connection
from infra.loopback.errors import Code, ConnectionFault
from infra.loopback.faults import Faults
from infra.loopback.handshake import Credentials
from infra.loopback.vhost import VirtualHost

USER: Final = "maxxit"
HOST: Final = "127.0.0.1"
STOPPING_SECONDS: Final = 3
_CLOCK: Final = SystemClock()


class LoopbackBroker:
    """An AMQP 0-9-1 broker on this machine's loopback interface, with nothing on disk.

    What it loses when it stops is put back from the outbox, so it may serve paper trading and
    nothing else. The password is drawn anew for each instance.
    """

    def __init__(self, network: str = "paper", *, now: Callable[[], datetime] = _CLOCK.now) -> None:
        """Prepare the broker without starting it.

        Raises:
            ValueError: the network is not paper.
        """
        if network != "paper":
            raise ValueError(f"NETWORK is {network!r}: the loopback broker serves paper only")
        self.faults = Faults()
        self._credentials = Credentials(user=USER, password=secrets.token_urlsafe(24))
        self._now = now
        self._vhost: VirtualHost | None = None
        self._server: asyncio.Server | None = None
        self._port = 0
        self._connections: dict[Connection, asyncio.Future[None]] = {}

    @property
    def url(self) -> str:
        """Where clients connect, with the password in it.

        Raises:
            RuntimeError: the broker was never started.
        """
        if not self._port:
            raise RuntimeError("the loopback broker is not started")
        login = f"{self._credentials.user}:{self._credentials.password}"
        return f"amqp://{login}@{HOST}:{self._port}/"

    async def start(self, port: int = 0) -> None:
        """Listen, on a free port unless one is given.

        Raises:
            RuntimeError: it already runs.
            OSError: the port is taken.
        """
        if self._server is not None:
            raise RuntimeError("the loopback broker already runs")
        self._vhost = VirtualHost(self.faults, self._now)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._connection, HOST, port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close every connection in good order and forget everything."""
        if self._server is None:
            return
        server, self._server = self._server, None
        server.close()
        stopping = ConnectionFault(Code.CONNECTION_FORCED, "the broker stops")
        for connection in self._connections:
            connection.refuse(stopping)
        await self._all_ended()
        await self.drop_connections()
        await server.wait_closed()
        self.forget()

    async def drop_connections(self) -> None:
        """Cut every client off, as a broken network does; queues and messages stay."""
        for connection in list(self._connections):
            connection.abort()
        await self._all_ended()

    def forget(self) -> None:
        """Lose every message, queue, binding and exchange, as if the disk were gone."""
        if self._vhost is not None:
            self._vhost.forget()

    async def __aenter__(self) -> Self:
        """Start on a free port."""
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        await self.stop()

    def _connection(self) -> Connection:
        if self._vhost is None:
            raise RuntimeError("the loopback broker is not started")
        connection = Connection(self._vhost, self._credentials, self.faults, self._ended)
        self._connections[connection] = asyncio.get_running_loop().create_future()
        return connection

    def _ended(self, connection: Connection) -> None:
        ended = self._connections.pop(connection)
        if not ended.done():
            ended.set_result(None)

    async def _all_ended(self) -> None:
        if self._connections:
            await asyncio.wait(list(self._connections.values()), timeout=STOPPING_SECONDS)
