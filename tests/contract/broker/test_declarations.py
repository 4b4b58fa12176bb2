"""Connecting, and what may be declared, looked for and deleted."""

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, AbstractConnection
from aiormq.exceptions import (
    AMQPConnectionError,
    ChannelAccessRefused,
    ChannelLockedResource,
    ChannelNotFoundEntity,
    ChannelPreconditionFailed,
    InvalidFrameError,
    ProbableAuthenticationError,
)
from pamqp.common import FieldTable
from yarl import URL

from tests.contract.broker.cards import Send, holds, listen, quorum


async def test_a_wrong_password_is_refused(broker_url: str) -> None:
    with pytest.raises(ProbableAuthenticationError):
        await aio_pika.connect(str(URL(broker_url).with_password("guess")))


async def test_an_unknown_vhost_is_refused(broker_url: str) -> None:
    with pytest.raises((AMQPConnectionError, InvalidFrameError)):
        await aio_pika.connect(str(URL(broker_url).with_path("/nowhere")))


async def test_looking_for_a_missing_queue_closes_the_channel(
    channel: AbstractChannel, name: str
) -> None:
    with pytest.raises(ChannelNotFoundEntity):
        await channel.declare_queue(name, passive=True)
    assert channel.is_closed


async def test_looking_for_a_missing_exchange_closes_the_channel(
    channel: AbstractChannel, name: str
) -> None:
    with pytest.raises(ChannelNotFoundEntity):
        await channel.declare_exchange(name, passive=True)
    assert channel.is_closed


async def test_a_closed_channel_leaves_its_siblings_alone(
    channel: AbstractChannel, other_channel: AbstractChannel, name: str
) -> None:
    with pytest.raises(ChannelNotFoundEntity):
        await channel.declare_queue(name, passive=True)
    assert (await other_channel.declare_queue(name, durable=True)).name == name


async def test_binding_to_a_missing_exchange_closes_the_channel(
    channel: AbstractChannel, name: str
) -> None:
    queue = await channel.declare_queue(name, durable=True)
    with pytest.raises(ChannelNotFoundEntity):
        await queue.bind(f"{name}.missing", "key")


async def test_declaring_the_same_queue_again_tells_what_it_holds(
    channel: AbstractChannel, name: str, send: Send
) -> None:
    await quorum(channel, name, message_ttl=60_000)
    await send(name, "one", "two")
    await quorum(channel, name, message_ttl=60_000)
    assert await holds(channel, name, 2)


@pytest.mark.parametrize(
    "changed",
    [
        {"x-message-ttl": 2000},
        {"x-delivery-limit": 9},
        {"x-single-active-consumer": True},
        {"x-dead-letter-exchange": "elsewhere"},
    ],
    ids=lambda changed: next(iter(changed)),
)
async def test_declaring_a_queue_with_other_arguments_is_refused(
    channel: AbstractChannel, name: str, changed: FieldTable
) -> None:
    await quorum(channel, name)
    with pytest.raises(ChannelPreconditionFailed):
        await channel.declare_queue(
            name, durable=True, arguments={"x-queue-type": "quorum", **changed}
        )
    assert channel.is_closed


async def test_declaring_a_queue_of_another_type_is_refused(
    channel: AbstractChannel, name: str
) -> None:
    await quorum(channel, name)
    with pytest.raises(ChannelPreconditionFailed):
        await channel.declare_queue(name, durable=True)


async def test_declaring_an_exchange_of_another_type_is_refused(
    channel: AbstractChannel, name: str
) -> None:
    await channel.declare_exchange(name, "topic", durable=True)
    with pytest.raises(ChannelPreconditionFailed):
        await channel.declare_exchange(name, "fanout", durable=True)


@pytest.mark.parametrize(
    "arguments",
    [
        {"x-message-ttl": -1},
        {"x-message-ttl": "soon"},
        {"x-overflow": "perhaps"},
        {"x-queue-type": "pile"},
        {"x-dead-letter-routing-key": "key"},
    ],
    ids=str,
)
async def test_a_senseless_argument_is_refused(
    channel: AbstractChannel, name: str, arguments: FieldTable
) -> None:
    with pytest.raises(ChannelPreconditionFailed):
        await channel.declare_queue(name, durable=True, arguments=arguments)


async def test_a_transient_quorum_queue_is_refused(channel: AbstractChannel, name: str) -> None:
    with pytest.raises(ChannelPreconditionFailed):
        await channel.declare_queue(name, durable=False, arguments={"x-queue-type": "quorum"})


async def test_reserved_names_are_refused(channel: AbstractChannel, name: str) -> None:
    with pytest.raises(ChannelAccessRefused):
        await channel.declare_exchange(f"amq.{name}", "topic", durable=True)


async def test_the_broker_names_a_nameless_queue(channel: AbstractChannel) -> None:
    queue = await channel.declare_queue("", exclusive=True)
    assert queue.name.startswith("amq.gen-")


async def test_an_exclusive_queue_is_its_connections_own_and_goes_with_it(
    broker_url: str, channel: AbstractChannel, other_channel: AbstractChannel, name: str
) -> None:
    async with await aio_pika.connect(broker_url) as owner:
        own = await owner.channel()
        await own.declare_queue(name, exclusive=True)
        with pytest.raises(ChannelLockedResource):
            await channel.declare_queue(name, passive=True)
    with pytest.raises(ChannelNotFoundEntity):
        await other_channel.declare_queue(name, passive=True)


async def test_an_auto_delete_queue_goes_with_its_last_consumer(
    connection: AbstractConnection, channel: AbstractChannel, name: str
) -> None:
    leaving = await connection.channel()
    await listen(await leaving.declare_queue(name, auto_delete=True))
    await leaving.close()
    with pytest.raises(ChannelNotFoundEntity):
        await channel.declare_queue(name, passive=True)


async def test_a_queue_in_use_is_kept_when_asked_to(
    channel: AbstractChannel, other_channel: AbstractChannel, name: str
) -> None:
    queue = await channel.declare_queue(name, durable=True)
    await listen(queue)
    with pytest.raises(ChannelPreconditionFailed):
        await other_channel.queue_delete(name, if_unused=True)


async def test_a_queue_with_messages_is_kept_when_asked_to(
    channel: AbstractChannel, other_channel: AbstractChannel, name: str, send: Send
) -> None:
    await channel.declare_queue(name, durable=True)
    await send(name, "one")
    assert await holds(channel, name, 1)
    with pytest.raises(ChannelPreconditionFailed):
        await other_channel.queue_delete(name, if_empty=True)


async def test_deleting_a_queue_twice_is_fine(channel: AbstractChannel, name: str) -> None:
    await quorum(channel, name)
    await channel.queue_delete(name)
    await channel.queue_delete(name)
    with pytest.raises(ChannelNotFoundEntity):
        await channel.declare_queue(name, passive=True)
