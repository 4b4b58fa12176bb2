"""What a publisher is told, and what arrives."""

import asyncio

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, AbstractConnection
from aiormq.exceptions import (
    ChannelInvalidStateError,
    ChannelNotFoundEntity,
    ChannelPreconditionFailed,
    DeliveryError,
    PublishError,
)
from pamqp import commands
from pamqp.common import FieldTable

from tests.contract.broker.cards import Send, fetch, holds, listen, quorum, receive_bodies


async def test_a_routed_message_is_confirmed(channel: AbstractChannel, name: str) -> None:
    await quorum(channel, name)
    confirmed = await channel.default_exchange.publish(aio_pika.Message(b"one"), name)
    assert isinstance(confirmed, commands.Basic.Ack)
    assert await holds(channel, name, 1)


async def test_many_messages_in_flight_are_all_confirmed_and_keep_their_order(
    channel: AbstractChannel, other_channel: AbstractChannel, name: str
) -> None:
    queue = await quorum(channel, name)
    sent = [str(number) for number in range(300)]
    messages = [aio_pika.Message(body.encode()) for body in sent]
    confirmed = await asyncio.gather(
        *(other_channel.default_exchange.publish(message, name) for message in messages)
    )
    assert {type(one) for one in confirmed} == {commands.Basic.Ack}
    assert await receive_bodies(await listen(queue, no_ack=True), 300) == sent


async def test_an_unroutable_message_comes_back(channel: AbstractChannel, name: str) -> None:
    returned = await channel.default_exchange.publish(aio_pika.Message(b"one"), name)
    assert returned is not None
    assert not isinstance(returned, commands.Basic.Ack)
    assert returned.delivery.name == "Basic.Return"
    assert returned.body == b"one"


async def test_an_unroutable_message_raises_when_asked_to(
    connection: AbstractConnection, name: str
) -> None:
    channel = await connection.channel(on_return_raises=True)
    with pytest.raises(PublishError):
        await channel.default_exchange.publish(aio_pika.Message(b"one"), name)


async def test_an_unroutable_message_is_dropped_when_nobody_minds(
    channel: AbstractChannel, name: str
) -> None:
    confirmed = await channel.default_exchange.publish(
        aio_pika.Message(b"one"), name, mandatory=False
    )
    assert isinstance(confirmed, commands.Basic.Ack)


async def test_publishing_to_a_missing_exchange_closes_the_channel(
    channel: AbstractChannel, name: str
) -> None:
    exchange = await channel.get_exchange(name, ensure=False)
    with pytest.raises(ChannelNotFoundEntity):
        await exchange.publish(aio_pika.Message(b"one"), "key")
    with pytest.raises((ChannelInvalidStateError, ChannelNotFoundEntity)):
        await exchange.publish(aio_pika.Message(b"two"), "key")


async def test_a_full_queue_refuses(channel: AbstractChannel, name: str) -> None:
    arguments: FieldTable = {"x-max-length": 3, "x-overflow": "reject-publish"}
    await channel.declare_queue(name, durable=True, arguments=arguments)
    for _ in range(3):
        await channel.default_exchange.publish(aio_pika.Message(b"fits"), name)
    with pytest.raises(DeliveryError):
        await publish_until_refused(channel, name)
    assert await holds(channel, name, 3)


async def test_a_full_quorum_queue_refuses_sooner_or_later(
    channel: AbstractChannel, name: str
) -> None:
    queue = await quorum(channel, name, max_length=3, overflow="reject-publish")
    with pytest.raises(DeliveryError):
        await publish_until_refused(channel, name)
    await queue.purge()
    assert await holds(channel, name, 0)


async def publish_until_refused(channel: AbstractChannel, name: str) -> None:
    """Publish one after the other; RabbitMQ notices a full queue a few messages late."""
    for _ in range(100):
        await channel.default_exchange.publish(aio_pika.Message(b"more"), name)


async def test_a_full_queue_drops_its_oldest_when_told_nothing(
    channel: AbstractChannel, name: str, send: Send
) -> None:
    queue = await channel.declare_queue(name, durable=True, arguments={"x-max-length": 2})
    await send(name, "1", "2", "3", "4")
    assert await receive_bodies(await listen(queue, no_ack=True), 2) == ["3", "4"]


@pytest.mark.parametrize("size", [0, 1, 131_072, 500_000])
async def test_a_body_of_any_size_arrives_whole(
    channel: AbstractChannel, name: str, size: int
) -> None:
    queue = await quorum(channel, name)
    body = bytes(number % 251 for number in range(size))
    await channel.default_exchange.publish(aio_pika.Message(body), name)
    assert (await fetch(queue)).body == body


async def test_properties_and_headers_arrive_as_they_were(
    channel: AbstractChannel, name: str
) -> None:
    queue = await quorum(channel, name)
    sent = aio_pika.Message(
        b"{}",
        headers={"text": "é", "number": 7, "flag": True, "list": [1, 2], "table": {"a": None}},
        content_type="application/json",
        message_id="one",
        correlation_id="two",
        type="intent.v1",
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
    )
    await channel.default_exchange.publish(sent, name)
    got = await fetch(queue)
    got.headers.pop("x-delivery-count", None)  # RabbitMQ 3.10 says 0 the first time, others nothing
    kept = ("headers", "content_type", "message_id", "correlation_id", "type", "delivery_mode")
    assert [getattr(got, one) for one in kept] == [getattr(sent, one) for one in kept]


async def test_a_senseless_expiration_closes_the_channel(
    channel: AbstractChannel, name: str
) -> None:
    await quorum(channel, name)
    underlay = await channel.get_underlay_channel()
    with pytest.raises(ChannelPreconditionFailed):
        await underlay.basic_publish(
            b"one",
            routing_key=name,
            properties=commands.Basic.Properties(expiration="soon"),
        )
