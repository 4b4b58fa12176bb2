"""Delivery: prefetch, settling, redelivery, several consumers."""

import asyncio
from contextlib import suppress

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, AbstractConnection
from aio_pika.exceptions import QueueEmpty
from aiormq.exceptions import ChannelAccessRefused, ChannelNotFoundEntity, ChannelPreconditionFailed

from tests.contract.broker.cards import (
    PATIENCE,
    Send,
    holds,
    listen,
    quorum,
    receive,
    receive_bodies,
    stays_empty,
)


async def test_prefetch_bounds_what_is_unsettled(
    channel: AbstractChannel, name: str, send: Send
) -> None:
    await channel.set_qos(prefetch_count=2)
    queue = await quorum(channel, name)
    await send(name, "1", "2", "3")
    inbox = await listen(queue)
    first, second = await receive(inbox), await receive(inbox)
    assert await stays_empty(inbox)
    await first.ack()
    assert (await receive(inbox)).body == b"3"
    assert second.body == b"2"


async def test_each_consumer_has_its_own_prefetch(
    channel: AbstractChannel, name: str, send: Send
) -> None:
    await channel.set_qos(prefetch_count=1)
    queue = await quorum(channel, name)
    one, two = await listen(queue), await listen(queue)
    await send(name, "1", "2", "3")
    assert {(await receive(one)).body, (await receive(two)).body} == {b"1", b"2"}
    assert await stays_empty(one)
    assert await stays_empty(two)


async def test_without_prefetch_everything_comes_at_once(
    channel: AbstractChannel, name: str, send: Send
) -> None:
    queue = await quorum(channel, name)
    sent = [str(number) for number in range(50)]
    await send(name, *sent)
    assert await receive_bodies(await listen(queue), 50) == sent


async def test_one_ack_may_settle_all_before_it(
    connection: AbstractConnection, channel: AbstractChannel, name: str, send: Send
) -> None:
    leaving = await connection.channel()
    inbox = await listen(await quorum(leaving, name))
    await send(name, "1", "2", "3")
    await receive(inbox)
    await (await receive(inbox)).ack(multiple=True)
    await receive(inbox)
    await leaving.close()
    assert await holds(channel, name, 1)


async def test_one_nack_may_return_all_before_it(
    channel: AbstractChannel, name: str, send: Send
) -> None:
    await channel.set_qos(prefetch_count=2)
    inbox = await listen(await quorum(channel, name))
    await send(name, "1", "2")
    await receive(inbox)
    await (await receive(inbox)).nack(multiple=True, requeue=True)
    again = [await receive(inbox), await receive(inbox)]
    assert [(one.body, one.redelivered) for one in again] == [(b"1", True), (b"2", True)]


@pytest.mark.parametrize("settle", ["nack", "reject"])
async def test_what_a_classic_queue_gets_back_comes_again_marked_and_before_the_rest(
    channel: AbstractChannel, name: str, send: Send, settle: str
) -> None:
    await channel.set_qos(prefetch_count=1)
    queue = await channel.declare_queue(name, durable=True)
    await send(name, "1", "2")
    inbox = await listen(queue)
    first = await receive(inbox)
    assert not first.redelivered
    await getattr(first, settle)(requeue=True)
    again = await receive(inbox)
    assert (again.body, again.redelivered) == (b"1", True)
    await again.ack()
    assert (await receive(inbox)).body == b"2"


@pytest.mark.parametrize("settle", ["nack", "reject"])
@pytest.mark.parametrize(
    ("limit", "order"), [({}, [b"2", b"3", b"1"]), ({"delivery_limit": 20}, [b"1", b"2", b"3"])]
)
async def test_what_a_quorum_queue_gets_back_goes_to_the_end_unless_it_counts(
    channel: AbstractChannel,
    name: str,
    send: Send,
    settle: str,
    limit: dict[str, int],
    order: list[bytes],
) -> None:
    await channel.set_qos(prefetch_count=1)
    queue = await quorum(channel, name, **limit)
    await send(name, "1", "2", "3")
    inbox = await listen(queue)
    await getattr(await receive(inbox), settle)(requeue=True)
    marks = {}
    for _ in range(3):
        message = await receive(inbox)
        marks[message.body] = message.redelivered
        await message.ack()
    assert list(marks) == order
    assert marks == {b"1": True, b"2": False, b"3": False}


async def test_a_quorum_queue_counts_deliveries_in_a_header(
    channel: AbstractChannel, name: str, send: Send
) -> None:
    inbox = await listen(await quorum(channel, name))
    await send(name, "1")
    counts = []
    for _ in range(4):
        message = await receive(inbox)
        counts.append(message.headers.get("x-delivery-count", 0))
        await message.reject(requeue=True)
    assert counts == [0, 1, 2, 3]


async def test_a_classic_queue_does_not_count(
    channel: AbstractChannel, name: str, send: Send
) -> None:
    inbox = await listen(await channel.declare_queue(name, durable=True))
    await send(name, "1")
    await (await receive(inbox)).reject(requeue=True)
    again = await receive(inbox)
    assert (again.redelivered, dict(again.headers)) == (True, {})


async def test_a_closed_channel_returns_what_it_held(
    connection: AbstractConnection, channel: AbstractChannel, name: str, send: Send
) -> None:
    leaving = await connection.channel()
    await leaving.set_qos(prefetch_count=2)
    inbox = await listen(await quorum(leaving, name))
    await send(name, "1", "2", "3")
    await receive_bodies(inbox, 2)
    await leaving.close()
    assert await holds(channel, name, 3)
    inbox = await listen(await quorum(channel, name))
    again = [await receive(inbox) for _ in range(3)]
    assert [(one.body, one.redelivered) for one in again] == [
        (b"1", True),
        (b"2", True),
        (b"3", False),
    ]


async def test_a_closed_connection_returns_what_it_held(
    broker_url: str, channel: AbstractChannel, name: str, send: Send
) -> None:
    async with await aio_pika.connect(broker_url) as leaving:
        inbox = await listen(await quorum(await leaving.channel(), name))
        await send(name, "1", "2")
        await receive_bodies(inbox, 2)
    assert await holds(channel, name, 2)


async def test_a_cancelled_consumer_gets_nothing_more_but_may_still_settle(
    channel: AbstractChannel, other_channel: AbstractChannel, name: str, send: Send
) -> None:
    queue = await quorum(channel, name)
    inbox: asyncio.Queue[aio_pika.abc.AbstractIncomingMessage] = asyncio.Queue()
    tag = await queue.consume(inbox.put)
    await send(name, "1")
    held = await receive(inbox)
    await queue.cancel(tag)
    await send(name, "2")
    assert await stays_empty(inbox)
    await held.ack()
    assert await holds(other_channel, name, 1)


async def test_consumers_take_turns(channel: AbstractChannel, name: str, send: Send) -> None:
    queue = await quorum(channel, name)
    one, two = await listen(queue), await listen(queue)
    await send(name, "1", "2", "3", "4")
    bodies = [await receive_bodies(inbox, 2) for inbox in (one, two)]
    assert sorted(bodies[0] + bodies[1]) == ["1", "2", "3", "4"]


async def test_a_single_active_consumer_is_followed_by_the_next(
    channel: AbstractChannel, other_channel: AbstractChannel, name: str, send: Send
) -> None:
    active = await listen(await quorum(channel, name, single_active_consumer=True))
    waiting = await listen(await quorum(other_channel, name, single_active_consumer=True))
    await send(name, "1", "2")
    assert await receive_bodies(active, 2) == ["1", "2"]
    assert await stays_empty(waiting)
    await channel.close()
    assert await receive_bodies(waiting, 2) == ["1", "2"]


async def test_an_exclusive_consumer_is_alone(
    channel: AbstractChannel, other_channel: AbstractChannel, name: str
) -> None:
    await listen(await channel.declare_queue(name, durable=True), exclusive=True)
    second = await other_channel.declare_queue(name, durable=True)
    with pytest.raises(ChannelAccessRefused):
        await listen(second)


async def test_a_message_can_be_fetched_without_consuming(
    channel: AbstractChannel, name: str, send: Send
) -> None:
    queue = await quorum(channel, name)
    await send(name, "1", "2")
    first = await queue.get(timeout=PATIENCE)
    assert (first.body, first.message_count) == (b"1", 1)
    await first.nack(requeue=True)
    assert await holds(channel, name, 2)


async def test_fetching_from_an_empty_queue_says_so(channel: AbstractChannel, name: str) -> None:
    queue = await quorum(channel, name)
    with pytest.raises(QueueEmpty):
        await queue.get()


async def test_purging_drops_what_waits_and_counts_it(
    channel: AbstractChannel, name: str, send: Send
) -> None:
    queue = await quorum(channel, name)
    await send(name, "1", "2", "3")
    assert await holds(channel, name, 3)
    assert (await queue.purge()).message_count == 3
    assert await holds(channel, name, 0)


async def test_an_unknown_delivery_tag_closes_the_channel(channel: AbstractChannel) -> None:
    underlay = await channel.get_underlay_channel()
    await underlay.basic_ack(99)
    with pytest.raises(ChannelPreconditionFailed):
        await asyncio.wait_for(underlay.closing, PATIENCE)


async def test_a_deleted_queue_tells_its_consumers(
    channel: AbstractChannel, other_channel: AbstractChannel, name: str
) -> None:
    queue = await quorum(channel, name)
    underlay = await channel.get_underlay_channel()
    told: asyncio.Queue[str | None] = asyncio.Queue()
    underlay.on_consumer_cancel_callbacks.add(lambda frame: told.put(frame.consumer_tag))
    inbox: asyncio.Queue[aio_pika.abc.AbstractIncomingMessage] = asyncio.Queue()
    tag = await queue.consume(inbox.put)
    await other_channel.queue_delete(name)
    assert await asyncio.wait_for(told.get(), PATIENCE) == tag


async def test_a_robust_consumer_returns_to_a_queue_that_was_deleted(
    broker_url: str, connection: AbstractConnection, name: str, send: Send
) -> None:
    async with await aio_pika.connect_robust(broker_url, reconnect_interval=0.1) as robust:
        inbox = await listen(await quorum(await robust.channel(), name))
        async with connection.channel() as channel:
            await channel.queue_delete(name)
        await consumed(connection, name)
        await send(name, "back")
        assert await receive_bodies(inbox, 1) == ["back"]


async def consumed(connection: AbstractConnection, name: str) -> None:
    """Wait until a queue exists and has a consumer, without making it."""
    async with asyncio.timeout(PATIENCE):
        while True:
            channel = await connection.channel()
            with suppress(ChannelNotFoundEntity):
                queue = await channel.declare_queue(name, passive=True)
                if queue.declaration_result.consumer_count:
                    return
            await asyncio.sleep(0.05)
