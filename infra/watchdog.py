"""The watchdog: a queue of ours that nobody consumes ends the process, to be started anew."""

import asyncio
from collections.abc import Sequence

import aio_pika
import structlog
from aio_pika.exceptions import AMQPError

from domain.errors import OutsideError
from infra.failures import losses_raised

EVERY = 5.0
STRIKES = 4
_AWAY = (OSError, TimeoutError, AMQPError, RuntimeError)
log = structlog.get_logger()


class Deaf(OutsideError):
    """The broker answers, but our own queue has had no consumer for a while."""


async def watch_queues(
    rabbitmq_url: str, queues: Sequence[str], *, every: float = EVERY, strikes: int = STRIKES
) -> None:
    """Look at our queues on a connection of their own, until cancelled.

    A broker that is away is no reason to end: the consumers come back by themselves. Raises
    Deaf when the broker answers and one of our queues went without a consumer for
    `every * strikes` seconds.
    """
    missed = 0
    while queues:
        await asyncio.sleep(every)
        unheard = await queues_without_consumer(rabbitmq_url, queues)
        missed = missed + 1 if unheard else 0
        if unheard:
            log.warning("no consumer", queues=unheard, missed=missed)
        if missed >= strikes:
            raise Deaf(f"no consumer on {', '.join(unheard or [])}")


async def queues_without_consumer(rabbitmq_url: str, queues: Sequence[str]) -> list[str] | None:
    """Return which of these queues have no consumer; None when the broker does not answer."""
    try:
        with losses_raised():
            async with asyncio.timeout(5), await aio_pika.connect(rabbitmq_url) as connection:
                channel = await connection.channel()
                return [name for name in queues if await _consumers(channel, name) < 1]
    except _AWAY:
        return None


async def _consumers(channel: aio_pika.abc.AbstractChannel, name: str) -> int:
    queue = await channel.declare_queue(name, passive=True)
    return queue.declaration_result.consumer_count or 0
