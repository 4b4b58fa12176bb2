"""The simulated Hyperliquid by its owner's side: a process of its own, told over HTTP."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from contracts.market import Wallet
from infra.servers.network import free_ports

START_SECONDS = 90.0
DEPOSIT = 100_000


class Venue:
    """A simulator, by its owner's side."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    @property
    def url(self) -> str:
        """Where traders find it."""
        return str(self._http.base_url).rstrip("/")

    async def welcome(self, people: Iterable[tuple[Wallet, Wallet]]) -> None:
        """Fund accounts, and let each approve its agent."""
        for user, agent in people:
            await self._tell("deposit", user=user, usd=str(DEPOSIT))
            await self._tell("approve", user=user, agent=agent)

    async def fail(self, *faults: dict[str, Any]) -> None:
        """Order these failures in the place of those before, or none at all."""
        (await self._http.delete("/sim/fault")).raise_for_status()
        for fault in faults:
            await self._tell("fault", **fault)

    async def ledger(self) -> dict[str, Any]:
        """Read the venue's own truth."""
        answer = await self._http.get("/sim/ledger", timeout=60)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    async def _tell(self, what: str, **wish: Any) -> None:
        (await self._http.post(f"/sim/{what}", json=wish)).raise_for_status()


@asynccontextmanager
async def open_venue(folder: Path) -> AsyncIterator[Venue]:
    """Run a simulator as a command while the block runs."""
    [port] = free_ports(1)
    command = ("-m", "cli", "sim", "hyperliquid", "--port", str(port), "--no-limits")
    with (folder / "venue.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *command, stdout=log, stderr=log
        )
    try:
        async with reached(port) as venue:
            yield venue
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def reached(port: int) -> AsyncIterator[Venue]:
    """Wait until a simulator answers at a port, and speak to it while the block runs."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=10) as http:
        await _answers(http)
        yield Venue(http)


async def _answers(http: httpx.AsyncClient) -> None:
    async with asyncio.timeout(START_SECONDS):
        while True:
            try:
                await http.post("/info", json={"type": "meta"})
            except httpx.TransportError:
                await asyncio.sleep(0.1)
            else:
                return
