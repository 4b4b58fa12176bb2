"""Publishing: its own connection, persistent messages, a confirm awaited for each, 5 s at most."""

import asyncio
from types import TracebackType
from typing import Self

import aio_pika
from aio_pika.abc import AbstractExchange, AbstractRobustChannel, AbstractRobustConnection
from aio_pika.exceptions import AMQPError, DeliveryError

from contracts.base import Message
from contracts.channels import EVENTS, routing_key
from infra.failures import losses_raised

PUBLISH_SECONDS = 5.0
_NOT_CONFIRMED = (OSError, TimeoutError, AMQPError, DeliveryError, RuntimeError)
"""RuntimeError is what aio-pika raises while its channel is being rebuilt."""


class Bus:
    """A publisher. A message it does not see confirmed may have arrived all the same."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: AbstractRobustConnection | None = None
        self._channel: AbstractRobustChannel | None = None
        self._exchanges: dict[str, AbstractExchange] = {}

    async def __aenter__(self) -> Self:
        self._connection = await aio_pika.connect_robust(self._url, reconnect_interval=0.5)
        channel = await self._connection.channel(publisher_confirms=True, on_return_raises=True)
        assert isinstance(channel, AbstractRobustChannel)  # noqa: S101 - narrows aio-pika's type
        self._channel = channel
        events = await channel.get_exchange(EVENTS, ensure=False)
        self._exchanges = {EVENTS: events, "": channel.default_exchange}
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._connection is not None:
            await self._connection.close()

    async def publish(self, message: Message) -> bool:
        """Publish a transient message straight to the events exchange."""
        body = message.model_dump_json().encode()
        key = routing_key(type(message))
        return await self.send(body, key, message_id=str(message.id), trace_id=message.trace_id)

    async def depth(self, queue: str) -> int:
        """Return how many messages wait in a queue; 0 when nobody can tell."""
        if self._connection is None:
            return 0
        try:
            with losses_raised():
                async with asyncio.timeout(PUBLISH_SECONDS), self._connection.channel() as channel:
                    found = await channel.declare_queue(queue, passive=True)
                    return found.declaration_result.message_count or 0
        except _NOT_CONFIRMED:
            return 0

    async def send(
        self, body: bytes, key: str, *, message_id: str, trace_id: object, exchange: str = EVENTS
    ) -> bool:
        """Return whether the broker confirmed the message; False means nobody knows."""
        envelope = aio_pika.Message(
            body,
            message_id=message_id,
            correlation_id=str(trace_id),
            content_type="application/json",
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        )
        try:
            with losses_raised():
                async with asyncio.timeout(PUBLISH_SECONDS):
                    await self._exchanges[exchange].publish(envelope, key, mandatory=True)
        except _NOT_CONFIRMED:
            return False
        return True
