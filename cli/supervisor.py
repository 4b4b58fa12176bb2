"""The supervisor: every service a process of its own, started anew when it dies."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress

import structlog

from cli.services import Service

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0
STOP_SECONDS = 25.0
PARENT = "MAXXIT_SUPERVISOR"
log = structlog.get_logger()


class Supervisor:
    """Keeps services running until told to stop, then stops them one and all."""

    def __init__(self, services: Sequence[Service], environment: Mapping[str, str]) -> None:
        self._services = services
        self._environment = {**os.environ, **environment, PARENT: str(os.getpid())}
        self._stopping = asyncio.Event()
        self.pids: dict[str, int] = {}

    def stop(self) -> None:
        """Ask everything to end."""
        self._stopping.set()

    async def run(self) -> None:
        """Run every service until stopped; return when all of them have ended."""
        async with asyncio.TaskGroup() as group:
            for service in self._services:
                group.create_task(self._keep(service))

    async def _keep(self, service: Service) -> None:
        loop = asyncio.get_running_loop()
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            began = loop.time()
            await self._run_once(service)
            pause = FIRST_PAUSE if loop.time() - began > STEADY_SECONDS else pause
            if not self._stopping.is_set():
                await self._rest(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _run_once(self, service: Service) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "cli", "run", service.name, env=self._environment
        )
        self.pids[service.name] = process.pid
        log.info("started", service=service.name, pid=process.pid, port=service.port)
        ended = asyncio.ensure_future(process.wait())
        stopping = asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait({ended, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not ended.done():
            await _end(process, ended)
        log.info("ended", service=service.name, code=process.returncode)

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()


async def _end(process: asyncio.subprocess.Process, ended: asyncio.Future[int]) -> None:
    """Ask a process to end, and make it end when it does not."""
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    with suppress(TimeoutError):
        async with asyncio.timeout(STOP_SECONDS):
            await asyncio.shield(ended)
            return
    with suppress(ProcessLookupError):
        process.kill()
    await ended


async def outlive(parent: int, *, every: float = 1.0) -> None:
    """Return once the parent is gone: its children are not to go on unwatched."""
    while os.getppid() == parent:  # noqa: ASYNC110 - nobody tells a child that its parent died
        await asyncio.sleep(every)
