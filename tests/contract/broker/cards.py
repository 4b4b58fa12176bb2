"""What the cards have in common: declaring, collecting, waiting."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aio_pika.abc import AbstractChannel, AbstractIncomingMessage, AbstractQueue
from pamqp.common import FieldTable, FieldValue

Inbox = asyncio.Queue[AbstractIncomingMessage]
Send = Callable[..., Awaitable[None]]

# An upper bound that only a broken broker reaches.
PATIENCE = 15
QUIET = 0.25


async def quorum(channel: AbstractChannel, name: str, **arguments: FieldValue) -> AbstractQueue:
    """Declare a quorum queue; `delivery_limit=2` stands for the argument `x-delivery-limit`."""
    extra = {f"x-{key.replace('_', '-')}": value for key, value in arguments.items()}
    table: FieldTable = {"x-queue-type": "quorum", **extra}
    return await channel.declare_queue(name, durable=True, arguments=table)


async def with_graveyard(
    channel: AbstractChannel, name: str, **arguments: FieldValue
) -> tuple[AbstractQueue, AbstractQueue]:
    """Declare a queue and a second one that takes its dead."""
    graveyard = await quorum(channel, f"{name}.dead")
    queue = await quorum(
        channel,
        name,
        dead_letter_exchange="",
        dead_letter_routing_key=graveyard.name,
        **arguments,
    )
    return queue, graveyard


async def listen(queue: AbstractQueue, *, no_ack: bool = False, exclusive: bool = False) -> Inbox:
    """Consume a queue into an inbox, nothing is settled."""
    inbox: Inbox = asyncio.Queue()
    await queue.consume(inbox.put, no_ack=no_ack, exclusive=exclusive)
    return inbox


async def receive(inbox: Inbox) -> AbstractIncomingMessage:
    """Wait for the next message."""
    return await asyncio.wait_for(inbox.get(), PATIENCE)


async def receive_bodies(inbox: Inbox, count: int) -> list[str]:
    """Wait for some messages and return their bodies."""
    return [(await receive(inbox)).body.decode() for _ in range(count)]


async def stays_empty(inbox: Inbox) -> bool:
    """Give the broker time to deliver what it must not."""
    await asyncio.sleep(QUIET)
    return inbox.empty()


async def fetch(queue: AbstractQueue) -> AbstractIncomingMessage:
    """Fetch a message as soon as there is one."""
    async with asyncio.timeout(PATIENCE):
        while True:
            message = await queue.get(no_ack=True, fail=False)
            if message is not None:
                return message
            await asyncio.sleep(0.01)


async def holds(channel: AbstractChannel, name: str, count: int) -> bool:
    """Wait until a queue says that it holds so many messages; False when it never does."""
    for _ in range(PATIENCE * 50):
        queue = await channel.declare_queue(name, passive=True)
        if queue.declaration_result.message_count == count:
            return True
        await asyncio.sleep(0.02)
    return False


def deaths_of(message: AbstractIncomingMessage) -> list[dict[str, Any]]:
    """Read the `x-death` header, the last death first."""
    deaths: Any = message.headers["x-death"]
    return list(deaths)
