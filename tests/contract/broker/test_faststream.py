"""The framework that production uses, on both brokers and unmodified."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aio_pika.abc import AbstractChannel
from aiormq.exceptions import ChannelNotFoundEntity, PublishError
from faststream import AckPolicy
from faststream.rabbit import (
    Channel,
    ExchangeType,
    QueueType,
    RabbitBroker,
    RabbitExchange,
    RabbitMessage,
    RabbitQueue,
)

from tests.contract.broker.cards import (
    PATIENCE,
    Send,
    deaths_of,
    fetch,
    holds,
    quorum,
    with_graveyard,
)

Seen = asyncio.Queue[RabbitMessage]


@pytest.fixture
async def broker(broker_url: str) -> AsyncIterator[RabbitBroker]:
    channel = Channel(prefetch_count=2, on_return_raises=True)
    broker = RabbitBroker(broker_url, default_channel=channel, logger=None)
    yield broker
    await broker.stop()


def declared(name: str) -> RabbitQueue:
    """Name a queue that the service itself must not declare."""
    return RabbitQueue(name, queue_type=QueueType.QUORUM, declare=False)


async def next_of(seen: Seen) -> RabbitMessage:
    """Wait for the next message a handler saw."""
    return await asyncio.wait_for(seen.get(), PATIENCE)


async def test_a_handler_acknowledges_by_hand(
    broker: RabbitBroker, channel: AbstractChannel, name: str
) -> None:
    await quorum(channel, name)
    seen: Seen = asyncio.Queue()

    @broker.subscriber(declared(name), ack_policy=AckPolicy.MANUAL)
    async def handle(body: str, message: RabbitMessage) -> None:
        await message.ack()
        await seen.put(message)

    await broker.start()
    await broker.publish("one", name, persist=True, message_id="id-1", correlation_id="id-2")
    message = await next_of(seen)
    assert (message.body, message.message_id, message.correlation_id) == (b"one", "id-1", "id-2")
    await broker.stop()
    assert await holds(channel, name, 0)


async def test_prefetch_bounds_the_running_handlers(
    broker: RabbitBroker, channel: AbstractChannel, name: str, send: Send
) -> None:
    await quorum(channel, name)
    await send(name, *"abcdef")
    running, most, finished = 0, 0, asyncio.Semaphore(0)

    @broker.subscriber(declared(name), ack_policy=AckPolicy.MANUAL)
    async def handle(body: str, message: RabbitMessage) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.02)
        running -= 1
        await message.ack()
        finished.release()

    await broker.start()
    async with asyncio.timeout(PATIENCE):
        for _ in range(6):
            await finished.acquire()
    assert most == 2


async def test_a_rejected_message_goes_to_the_graveyard(
    broker: RabbitBroker, channel: AbstractChannel, name: str
) -> None:
    _, graveyard = await with_graveyard(channel, name)

    @broker.subscriber(declared(name), ack_policy=AckPolicy.MANUAL)
    async def handle(body: str, message: RabbitMessage) -> None:
        await message.reject(requeue=False)

    await broker.start()
    await broker.publish("bad", name)
    assert deaths_of(await fetch(graveyard))[0]["reason"] == "rejected"


async def test_a_handler_that_always_returns_a_message_meets_the_limit(
    broker: RabbitBroker, channel: AbstractChannel, name: str
) -> None:
    _, graveyard = await with_graveyard(channel, name, delivery_limit=3)
    deliveries = 0

    @broker.subscriber(declared(name), ack_policy=AckPolicy.MANUAL)
    async def handle(body: str, message: RabbitMessage) -> None:
        nonlocal deliveries
        deliveries += 1
        await message.reject(requeue=True)

    await broker.start()
    await broker.publish("poison", name)
    await fetch(graveyard)
    assert deliveries == 4


async def test_an_unroutable_publish_raises(broker: RabbitBroker, name: str) -> None:
    await broker.start()
    with pytest.raises(PublishError):
        await broker.publish("one", name, mandatory=True)


async def test_a_service_with_a_missing_queue_fails_at_start(
    broker: RabbitBroker, name: str
) -> None:
    @broker.subscriber(declared(name))
    async def handle(body: str) -> None:
        raise AssertionError(body)

    with pytest.raises(ChannelNotFoundEntity):
        await broker.start()


async def test_a_topic_exchange_feeds_the_handlers_bound_to_it(
    broker: RabbitBroker, name: str
) -> None:
    exchange = RabbitExchange(name, type=ExchangeType.TOPIC, durable=True)
    seen: Seen = asyncio.Queue()
    queue = RabbitQueue(f"{name}.q", queue_type=QueueType.QUORUM, routing_key="signal.#")

    @broker.subscriber(queue, exchange)
    async def handle(body: str, message: RabbitMessage) -> None:
        await seen.put(message)

    await broker.start()
    await broker.publish("one", exchange=exchange, routing_key="signal.raw.x")
    assert (await next_of(seen)).raw_message.routing_key == "signal.raw.x"
