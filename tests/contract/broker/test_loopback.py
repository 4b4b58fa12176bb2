"""What only the loopback broker does: being broken on purpose, and refusing to serve money."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import aio_pika
import pytest
from aiormq.exceptions import AMQPConnectionError, ChannelNotFoundEntity
from faststream import AckPolicy
from faststream.rabbit import QueueType, RabbitBroker, RabbitMessage, RabbitQueue
from pamqp import commands

from infra.loopback.broker import LoopbackBroker
from infra.loopback.wire import HEARTBEAT, PROTOCOL_HEADER, encode_method
from tests.contract.broker.cards import (
    PATIENCE,
    holds,
    listen,
    quorum,
    receive,
    receive_bodies,
    stays_empty,
)


@pytest.fixture
async def loopback() -> AsyncIterator[LoopbackBroker]:
    async with LoopbackBroker() as broker:
        yield broker


def port_of(broker: LoopbackBroker) -> int:
    port = urlsplit(broker.url).port
    assert port is not None
    return port


@pytest.mark.parametrize("network", ["testnet", "mainnet", "PAPER", ""])
def test_it_serves_paper_only(network: str) -> None:
    with pytest.raises(ValueError, match="NETWORK"):
        LoopbackBroker(network)


def test_it_has_no_address_before_it_starts() -> None:
    with pytest.raises(RuntimeError, match="not started"):
        _ = LoopbackBroker().url


async def test_each_broker_has_its_own_password_and_a_loopback_address() -> None:
    async with LoopbackBroker() as one, LoopbackBroker() as two:
        first, second = urlsplit(one.url), urlsplit(two.url)
    assert (first.hostname, first.username) == ("127.0.0.1", "maxxit")
    assert len(first.password or "") >= 32
    assert first.password != second.password


async def test_it_does_not_start_twice(loopback: LoopbackBroker) -> None:
    with pytest.raises(RuntimeError, match="already"):
        await loopback.start()


async def test_stopping_closes_the_port_and_may_be_repeated(loopback: LoopbackBroker) -> None:
    url = loopback.url
    await loopback.stop()
    await loopback.stop()
    with pytest.raises(AMQPConnectionError):
        await aio_pika.connect(url)


async def test_it_restarts_empty_where_it_was(loopback: LoopbackBroker) -> None:
    url = loopback.url
    async with await aio_pika.connect(url) as connection:
        await quorum(await connection.channel(), "q")
    await loopback.stop()
    await loopback.start(port_of(loopback))
    assert loopback.url == url
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        with pytest.raises(ChannelNotFoundEntity):
            await channel.declare_queue("q", passive=True)


async def test_cut_connections_come_back_and_lose_nothing(loopback: LoopbackBroker) -> None:
    async with await aio_pika.connect_robust(loopback.url, reconnect_interval=0.1) as connection:
        channel = await connection.channel()
        inbox = await listen(await quorum(channel, "q"))
        await channel.default_exchange.publish(aio_pika.Message(b"held"), "q")
        assert not (await receive(inbox)).redelivered
        await loopback.drop_connections()
        again = await receive(inbox)
        assert (again.body, again.redelivered, again.headers["x-delivery-count"]) == (
            b"held",
            True,
            1,
        )
        await again.ack()


async def test_forgetting_loses_every_message_queue_and_exchange(loopback: LoopbackBroker) -> None:
    async with await aio_pika.connect(loopback.url) as connection:
        channel = await connection.channel()
        queue = await quorum(channel, "q")
        await queue.bind(await channel.declare_exchange("e", "topic", durable=True), "#")
        await channel.default_exchange.publish(aio_pika.Message(b"lost"), "q")
        loopback.forget()
        with pytest.raises(ChannelNotFoundEntity):
            await channel.declare_exchange("e", passive=True)
        channel = await connection.channel()
        await quorum(channel, "q")
        assert await holds(channel, "q", 0)


async def test_a_consumer_survives_the_loss_of_the_disk(loopback: LoopbackBroker) -> None:
    async with await aio_pika.connect_robust(loopback.url, reconnect_interval=0.1) as connection:
        channel = await connection.channel()
        inbox = await listen(await quorum(channel, "q"))
        loopback.forget()
        message = aio_pika.Message(b"x")
        for _ in range(PATIENCE * 50):
            answer = await channel.default_exchange.publish(message, "q")
            if isinstance(answer, commands.Basic.Ack):
                break
            await asyncio.sleep(0.02)
        assert await receive_bodies(inbox, 1) == ["x"]


async def test_a_dropped_confirm_leaves_the_publisher_in_doubt(loopback: LoopbackBroker) -> None:
    async with await aio_pika.connect(loopback.url) as connection:
        channel = await connection.channel()
        await quorum(channel, "q")
        loopback.faults.confirms_to_drop = 1
        with pytest.raises(TimeoutError):
            await channel.default_exchange.publish(aio_pika.Message(b"1"), "q", timeout=0.2)
        await channel.default_exchange.publish(aio_pika.Message(b"2"), "q", timeout=PATIENCE)
        assert await holds(channel, "q", 2)


async def test_delayed_deliveries_arrive_later(loopback: LoopbackBroker) -> None:
    loopback.faults.delivery_delay = 1.0
    async with await aio_pika.connect(loopback.url) as connection:
        channel = await connection.channel()
        inbox = await listen(await quorum(channel, "q"), no_ack=True)
        await channel.default_exchange.publish(aio_pika.Message(b"late"), "q")
        assert await stays_empty(inbox)
        assert await receive_bodies(inbox, 1) == ["late"]


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"AMQP\x00\x00\x09\x01\x01\x00\x00\xff\xff\xff\xff",
        b"AMQP\x00\x00\x09\x01\x01\x00\x00\x00\x00\x00\x04\x00\x0a\x00\x63\xce",
        b"AMQP\x00\x00\x09\x01\x01\x00\x01\x00\x00\x00\x05\x00\x14\x00\x0a\x00\xce",
    ],
    ids=["no AMQP", "endless frame", "unknown method", "channel before login"],
)
async def test_nonsense_ends_the_connection(loopback: LoopbackBroker, data: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port_of(loopback))
    writer.write(data)
    await asyncio.wait_for(reader.read(), PATIENCE)
    writer.close()
    await writer.wait_closed()


async def test_a_silent_client_is_cut_off(loopback: LoopbackBroker) -> None:
    login = urlsplit(loopback.url)
    steps = [
        commands.Connection.StartOk(
            client_properties={},
            mechanism="PLAIN",
            response=f"\0{login.username}\0{login.password}",
        ),
        commands.Connection.TuneOk(heartbeat=1),
        commands.Connection.Open(virtual_host="/"),
    ]
    reader, writer = await asyncio.open_connection("127.0.0.1", port_of(loopback))
    writer.write(PROTOCOL_HEADER + b"".join(encode_method(step, 0) for step in steps))
    heard = await asyncio.wait_for(reader.read(), PATIENCE)
    writer.close()
    await writer.wait_closed()
    assert encode_method(commands.Connection.OpenOk(), 0) in heard
    assert heard.endswith(HEARTBEAT)


async def test_a_service_goes_on_after_its_connections_were_cut(loopback: LoopbackBroker) -> None:
    service = RabbitBroker(loopback.url, logger=None, reconnect_interval=0.1)
    seen: asyncio.Queue[tuple[bytes, bool | None]] = asyncio.Queue()

    @service.subscriber(RabbitQueue("q", queue_type=QueueType.QUORUM), ack_policy=AckPolicy.MANUAL)
    async def handle(body: str, message: RabbitMessage) -> None:
        await seen.put((message.body, message.raw_message.redelivered))
        if message.raw_message.redelivered:
            await message.ack()

    await service.start()
    await service.publish("one", "q")
    assert await asyncio.wait_for(seen.get(), PATIENCE) == (b"one", False)
    await loopback.drop_connections()
    assert await asyncio.wait_for(seen.get(), PATIENCE) == (b"one", True)
    await service.stop()
