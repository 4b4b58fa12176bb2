"""Both brokers for every card: the loopback one and a real RabbitMQ."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import uuid4

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractIncomingMessage

from infra.loopback.broker import LoopbackBroker
from infra.servers.errors import ServerMissing

Inbox = asyncio.Queue[AbstractIncomingMessage]


@pytest.fixture
def real_url(request: pytest.FixtureRequest) -> str:
    """Return the address of a RabbitMQ: a given one, else one started by the run."""
    if given := os.environ.get("MAXXIT_TEST_RABBITMQ_URL"):
        return given
    try:
        return str(request.getfixturevalue("rabbitmq_url"))
    except ServerMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture(params=["loopback", pytest.param("rabbitmq", marks=pytest.mark.integration)])
async def broker_url(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    if request.param == "rabbitmq":
        yield request.getfixturevalue("real_url")
        return
    async with LoopbackBroker() as broker:
        yield broker.url


@pytest.fixture
async def connection(broker_url: str) -> AsyncIterator[AbstractConnection]:
    async with await aio_pika.connect(broker_url) as connection:
        yield connection


@pytest.fixture
async def channel(connection: AbstractConnection) -> AbstractChannel:
    return await connection.channel()


@pytest.fixture
async def other_channel(connection: AbstractConnection) -> AbstractChannel:
    return await connection.channel()


@pytest.fixture
def name() -> str:
    """Return a name that no other card uses, so the real broker can be shared."""
    return f"card.{uuid4().hex}"


@pytest.fixture
def send(connection: AbstractConnection) -> Callable[..., Awaitable[None]]:
    """Return a function that publishes bodies to a queue, each one confirmed."""

    async def publish(queue: str, *bodies: str) -> None:
        async with connection.channel() as channel:
            for body in bodies:
                message = aio_pika.Message(body.encode(), delivery_mode=2)
                await channel.default_exchange.publish(message, queue)

    return publish
