"""The driver's side of the nursery: processes by name, begun anew when they die."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

AGAIN = 0.2
"""Seconds between a death and the next life."""
START_SECONDS = 90.0


@dataclass(slots=True)
class Member:
    """One process: what it runs, and with what around it."""

    role: str
    environment: Mapping[str, str]
    pid: int | None = None
    deaths: int = 0
    wanted: bool = True
    born: asyncio.Event = field(default_factory=asyncio.Event)
    buried: asyncio.Event = field(default_factory=asyncio.Event)


class Crew:
    """Keeps processes running, and lets somebody hurt them."""

    def __init__(self) -> None:
        self.logs = Path()
        """The folder for the logs of those who are begun from now on."""
        self._members: dict[str, Member] = {}

    async def __aenter__(self) -> Self:
        self._nursery = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "scripts.matrix.nursery"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        self._hearing = asyncio.create_task(self._hear())
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for member in self._members.values():
            member.wanted = False
        if self._nursery.stdin is not None:
            self._nursery.stdin.close()
        await self._nursery.wait()
        await self._hearing

    async def begin(self, name: str, role: str, environment: Mapping[str, str]) -> None:
        """Begin a process, and return once it has a pid."""
        self._members[name] = Member(role, environment)
        self._ask(name)
        async with asyncio.timeout(START_SECONDS):
            await self._members[name].born.wait()

    async def replace(self, name: str, environment: Mapping[str, str]) -> None:
        """Kill a process, and begin it with something else around it."""
        role = self._members[name].role
        await self.end(name)
        await self.begin(name, role, environment)

    async def end(self, name: str) -> None:
        """Kill a process for good, and forget it; one that is being begun is waited for."""
        member = self._members[name]
        async with asyncio.timeout(START_SECONDS):
            if member.wanted:
                await member.born.wait()
            self.kill(name)
            await member.buried.wait()
        del self._members[name]

    def around(self, name: str) -> Mapping[str, str] | None:
        """Tell what will be around a process in its next life; None for one there is not."""
        member = self._members.get(name)
        return member.environment if member else None

    async def clear(self) -> None:
        """End everybody, and forget them."""
        for name in tuple(self._members):
            self.thaw(name)
            if self._hearing.done():
                # Cut off by a signal, which ends all tasks: of no death anything would be heard.
                self.kill(name)
            else:
                await self.end(name)
        self._members.clear()

    def next_life(self, name: str, environment: Mapping[str, str]) -> None:
        """Say what is around a process once it is begun anew."""
        self._members[name].environment = environment

    def deaths(self, name: str) -> int:
        """Count how often a process has died."""
        return self._members[name].deaths

    def kill(self, name: str) -> None:
        """End a process at once; `replace` or the next death decides what follows."""
        self._members[name].wanted = False
        self._send(name, signal.SIGKILL)

    def freeze(self, name: str) -> None:
        """Stop a process in its tracks."""
        self._send(name, signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        """Let a frozen process go on."""
        self._send(name, signal.SIGCONT)

    def frozen(self, name: str) -> bool:
        """Tell whether a process stands still because it was stopped."""
        pid = self._members[name].pid
        if pid is None:
            return False
        with suppress(OSError):
            return ") T " in Path(f"/proc/{pid}/stat").read_text()
        return False

    def _send(self, name: str, number: signal.Signals) -> None:
        pid = self._members[name].pid
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def _ask(self, name: str) -> None:
        """Ask for a process to be begun, unless it was ended or forgotten since."""
        member = self._members.get(name)
        if member is None or not member.wanted:
            return
        wish = {
            "name": name,
            "role": member.role,
            "environment": dict(member.environment),
            "log": str(self.logs / f"{name}.log"),
        }
        if self._nursery.stdin is None:
            raise AssertionError("the nursery has no ears")
        self._nursery.stdin.write(json.dumps(wish).encode() + b"\n")

    async def _hear(self) -> None:
        if self._nursery.stdout is None:
            raise AssertionError("the nursery has no mouth")
        async for line in self._nursery.stdout:
            said = json.loads(line)
            member = self._members.get(said["name"])
            if member is None:
                continue
            if "pid" in said:
                member.pid = said["pid"]
                member.born.set()
                member.buried.clear()
            else:
                member.pid = None
                member.born.clear()
                member.deaths += 1
                member.buried.set()
                if member.wanted:
                    asyncio.get_running_loop().call_later(AGAIN, self._ask, said["name"])
