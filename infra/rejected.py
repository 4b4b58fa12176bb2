"""The collector: what the broker dead-lettered becomes a row somebody can see and replay."""

import asyncio
from typing import Any

import aio_pika
import structlog
from aio_pika.abc import AbstractIncomingMessage
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.channels import DEAD_LETTER_QUEUE
from infra.dead_letters import store_rejected
from infra.failures import is_passing, losses_raised

log = structlog.get_logger()


class Collector:
    """Empties the dead-letter queue into the database."""

    def __init__(self, engine: AsyncEngine, rabbitmq_url: str, *, pause: float = 1.0) -> None:
        self._engine = engine
        self._url = rabbitmq_url
        self._pause = pause

    async def run(self) -> None:
        """Collect until cancelled, through every outage."""
        while True:
            try:
                with losses_raised():
                    await self._collect()
            except Exception as error:
                if not is_passing(error):
                    raise
                log.warning("collector waits", error=repr(error))
            await asyncio.sleep(self._pause)

    async def _collect(self) -> None:
        connection = await aio_pika.connect(self._url)
        async with connection:
            channel = await connection.channel()
            await channel.set_qos(prefetch_count=50)
            queue = await channel.get_queue(DEAD_LETTER_QUEUE, ensure=True)
            async with queue.iterator() as letters:
                async for letter in letters:
                    await self._store(letter)

    async def _store(self, letter: AbstractIncomingMessage) -> None:
        death = _first_death(letter)
        await store_rejected(
            self._engine,
            queue=str(death.get("queue", "unknown")),
            routing_key=letter.routing_key or "",
            message_id=letter.message_id or "",
            reason=str(death.get("reason", "unknown")),
            body=letter.body,
        )
        await letter.ack()


def _first_death(letter: AbstractIncomingMessage) -> dict[str, Any]:
    deaths = letter.headers.get("x-death")
    if isinstance(deaths, list) and deaths and isinstance(deaths[0], dict):
        return dict(deaths[0])
    return {}
