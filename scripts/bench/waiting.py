"""Waiting for what happens in another process, or in a table, by looking."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def until(look: Callable[[], Awaitable[T | None]], *, every: float, within: float) -> T:
    """Look again and again until there is something true to return. Raises TimeoutError."""
    async with asyncio.timeout(within):
        while True:
            if found := await look():
                return found
            await asyncio.sleep(every)
