"""A client of HTTP that costs little, so that what is measured is the server."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One request, asked again and again."""

    host: str
    port: int
    method: str
    path: str
    key: str = ""
    body: bytes = b""

    @property
    def wire(self) -> bytes:
        """Spell it."""
        lines = [
            f"{self.method} {self.path} HTTP/1.1",
            f"Host: {self.host}",
            f"Authorization: Bearer {self.key}",
            "Content-Type: application/json",
            f"Content-Length: {len(self.body)}",
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + self.body


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How many answers came in how many seconds, and how many milliseconds each took."""

    seconds: float
    waits: Sequence[float]

    @property
    def rate(self) -> float:
        """Tell the answers in a second."""
        return len(self.waits) / self.seconds


async def ask_for(questions: Sequence[Question], seconds: float, *, at_once: int) -> Answered:
    """Ask over several lines, each its question again and again. Raises ValueError on a refusal."""
    began = time.perf_counter()
    until = began + seconds
    waits = await asyncio.gather(
        *(_ask_on(questions[n % len(questions)], until) for n in range(at_once))
    )
    took = time.perf_counter() - began
    return Answered(seconds=took, waits=[wait for line in waits for wait in line])


@asynccontextmanager
async def dialled(question: Question) -> AsyncIterator[Line]:
    """Open a line and ask."""
    reader, writer = await asyncio.open_connection(question.host, question.port)
    writer.write(question.wire)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def _ask_on(question: Question, until: float) -> list[float]:
    waits: list[float] = []
    async with dialled(question) as (reader, writer):
        began = time.perf_counter()
        while True:
            await _answer(reader)
            now = time.perf_counter()
            waits.append((now - began) * 1000)
            if now >= until:
                return waits
            began = now
            writer.write(question.wire)


async def _answer(reader: asyncio.StreamReader) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    if not head.startswith("http/1.1 2"):
        raise ValueError(head)
    length = next(line for line in head.split("\r\n") if line.startswith("content-length:"))
    await reader.readexactly(int(length.partition(":")[2]))
