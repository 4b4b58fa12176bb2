"""The simulator as a server on the loopback, for a test or for a command that runs it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import uvicorn

from contracts.market import Network
from domain.ports.clock import Clock
from infra.clock import SystemClock
from infra.servers.network import LOOPBACK, listener
from infra.simulators.hyperliquid.app import make_app
from infra.simulators.hyperliquid.venue import SimVenue
from infra.simulators.hyperliquid.wires import Wires

PATIENT = 60
"""Seconds that an idle connection stays open: longer than clients use one again, for what they
write just as it is closed is lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A simulator that answers at `url`; `venue` is it itself, for whoever shares its loop."""

    url: str
    venue: SimVenue

    @property
    def ws_url(self) -> str:
        """Where its WebSocket is."""
        return f"ws{self.url.removeprefix('http')}/ws"


@asynccontextmanager
async def running(
    venue: SimVenue | None = None,
    *,
    port: int = 0,
    clock: Clock | None = None,
    network: Network = Network.TESTNET,
) -> AsyncIterator[Running]:
    """Serve a venue on 127.0.0.1 while the block runs; port 0 takes a free one."""
    venue = venue or SimVenue(clock=clock or SystemClock(), network=network)
    with listener(port) as listening:
        server = uvicorn.Server(_config(venue))
        task = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield Running(url=f"http://{LOOPBACK}:{listening.getsockname()[1]}", venue=venue)
        finally:
            server.should_exit = True
            await task


def _config(venue: SimVenue) -> uvicorn.Config:
    wires = Wires()
    return uvicorn.Config(
        make_app(venue, wires),
        http=wires.protocol(),
        ws="websockets-sansio",
        lifespan="off",
        log_level="critical",
        access_log=False,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=PATIENT,
    )
