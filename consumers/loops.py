"""Loops: work that the database drives, done again and again through every outage."""

import asyncio

import structlog

from consumers.stage import Loop, World
from infra.failures import is_passing

EVERY = 0.25
"""Seconds between looks when nothing wakes the loop sooner."""
PAUSE = 1.0
log = structlog.get_logger()


async def run_loop(
    work: Loop, world: World, wake: asyncio.Event, *, every: float = EVERY, again: bool = True
) -> None:
    """Do what is due whenever woken, and look every so often anyway.

    With `again`, work that found something to do is done again at once.
    """
    while True:
        wake.clear()
        if not await _attempt(work, world) or not again:
            await _sleep(wake, every)


async def _attempt(work: Loop, world: World) -> int:
    try:
        return await work(world)
    except Exception as error:
        # A runner outlives whatever its work raises; the work is in the database still.
        if is_passing(error):
            log.warning("loop waits", loop=work.__name__, error=repr(error))
        else:
            log.exception("loop failed", loop=work.__name__)
        await asyncio.sleep(PAUSE)
        return 0


async def _sleep(wake: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await wake.wait()
    except TimeoutError:
        return
