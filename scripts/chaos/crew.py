"""The crew: every service a process of its own, started anew when it dies, as supervised."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from cli.supervisor import FIRST_PAUSE, LONGEST_PAUSE, PARENT, STEADY_SECONDS, STOP_SECONDS

LOOK = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One process: how it is started, where it answers, and where its log goes."""

    name: str
    module: str
    service: str
    port: int
    environment: Mapping[str, str]


class Crew:
    """Keeps its members running, and lets somebody kill and freeze them."""

    def __init__(self, members: Sequence[Member], logs: Path) -> None:
        self._members = members
        self._logs = logs
        self._stopping = asyncio.Event()
        self._keepers: list[asyncio.Task[None]] = []
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._killed: set[int] = set()
        self.deaths: list[str] = []
        """Ends that nobody asked for, with exit codes."""

    async def __aenter__(self) -> Self:
        self._keepers = [asyncio.create_task(self._keep(member)) for member in self._members]
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopping.set()
        await asyncio.gather(*self._keepers)

    @property
    def names(self) -> list[str]:
        """Name every member."""
        return [member.name for member in self._members]

    def kill(self, name: str) -> None:
        """End a member at once with SIGKILL."""
        process = self._running[name]
        self._killed.add(process.pid)
        self._send(name, signal.SIGKILL)

    def freeze(self, name: str) -> None:
        """Stop a member in its tracks."""
        self._send(name, signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        """Let a frozen member go on, as if nothing had happened."""
        self._send(name, signal.SIGCONT)

    async def ready_within(self, seconds: float) -> float | None:
        """Wait for every member to say it is ready; return how long it took, None for too long.

        Being asked costs them more than their usual work, so each is asked until it is ready.
        """
        loop = asyncio.get_running_loop()
        began = loop.time()
        waiting = list(self._members)
        async with httpx.AsyncClient(timeout=6) as client:
            while waiting and loop.time() - began < seconds:
                if await _ready(client, waiting[0]):
                    waiting.pop(0)
                else:
                    await asyncio.sleep(LOOK)
        return None if waiting else loop.time() - began

    def _send(self, name: str, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            self._running[name].send_signal(number)

    async def _keep(self, member: Member) -> None:
        loop = asyncio.get_running_loop()
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            began = loop.time()
            await self._run_once(member)
            pause = FIRST_PAUSE if loop.time() - began > STEADY_SECONDS else pause
            if not self._stopping.is_set():
                await self._rest(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _run_once(self, member: Member) -> None:
        with (self._logs / f"{member.name}.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", member.module, "run", member.service),
                env={**os.environ, **member.environment, PARENT: str(os.getpid())},
                stdout=log,
                stderr=log,
            )
        self._running[member.name] = process
        ended = asyncio.ensure_future(process.wait())
        stopping = asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait({ended, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not ended.done():
            await self._end(member, process, ended)
        elif process.pid not in self._killed:
            self.deaths.append(f"{member.name} ended by itself with code {process.returncode}")

    async def _end(
        self, member: Member, process: asyncio.subprocess.Process, ended: asyncio.Future[int]
    ) -> None:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGCONT)
            process.send_signal(signal.SIGTERM)
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await asyncio.shield(ended)
                return
        self.deaths.append(f"{member.name} did not stop in {STOP_SECONDS:g} s")
        with suppress(ProcessLookupError):
            process.kill()
        await ended

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()


async def _ready(client: httpx.AsyncClient, member: Member) -> bool:
    try:
        response = await client.get(f"http://127.0.0.1:{member.port}/ready")
    except httpx.HTTPError:
        return False
    return response.status_code == httpx.codes.OK
