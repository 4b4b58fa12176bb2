"""Which queues a message goes to."""

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, AbstractExchange, AbstractQueue
from aiormq.exceptions import ChannelNotFoundEntity
from pamqp import commands

from tests.contract.broker.cards import fetch, holds, quorum


async def publish(exchange: AbstractExchange, key: str, **headers: str) -> None:
    await exchange.publish(aio_pika.Message(key.encode(), headers=dict(headers)), key)


async def bodies(queue: AbstractQueue) -> list[str]:
    """Empty a queue."""
    found = []
    while (message := await queue.get(no_ack=True, fail=False)) is not None:
        found.append(message.body.decode())
    return found


async def test_the_default_exchange_routes_by_queue_name(
    channel: AbstractChannel, name: str
) -> None:
    queue = await quorum(channel, name)
    await publish(channel.default_exchange, name)
    message = await fetch(queue)
    assert (message.body.decode(), message.exchange, message.routing_key) == (name, "", name)


async def test_a_direct_exchange_compares_the_whole_key(
    channel: AbstractChannel, name: str
) -> None:
    exchange = await channel.declare_exchange(name, "direct", durable=True)
    queue = await quorum(channel, name)
    await queue.bind(exchange, "a.b")
    await publish(exchange, "a.b")
    await publish(exchange, "a")
    await publish(exchange, "a.b.c")
    assert await bodies(queue) == ["a.b"]


@pytest.mark.parametrize(
    ("pattern", "matching", "failing"),
    [
        ("a.*", ["a.b"], ["a", "a.b.c", "b.a"]),
        ("a.#", ["a", "a.b", "a.b.c"], ["b", "ab"]),
        ("#.b", ["b", "a.b", "a.a.b"], ["b.a", "ab"]),
        ("*.#.c", ["a.c", "a.b.c", "c.c"], ["c", "a.b"]),
        ("#", ["a", "a.b", "a..b"], []),
        ("a.#.b.#", ["a.b", "a.x.b", "a.b.x.y"], ["a", "a.x"]),
        ("a.*.c", ["a.b.c", "a..c"], ["a.c", "a.b.b.c"]),
    ],
)
async def test_a_topic_exchange_knows_stars_and_hashes(
    channel: AbstractChannel, name: str, pattern: str, matching: list[str], failing: list[str]
) -> None:
    exchange = await channel.declare_exchange(name, "topic", durable=True)
    queue = await channel.declare_queue(name, durable=True)
    await queue.bind(exchange, pattern)
    for key in matching + failing:
        await publish(exchange, key)
    assert await bodies(queue) == matching


async def test_a_fanout_exchange_asks_nothing(channel: AbstractChannel, name: str) -> None:
    exchange = await channel.declare_exchange(name, "fanout", durable=True)
    queues = [await channel.declare_queue(f"{name}.{one}", durable=True) for one in "ab"]
    for queue in queues:
        await queue.bind(exchange, "ignored")
    await publish(exchange, "other")
    assert [await bodies(queue) for queue in queues] == [["other"], ["other"]]


@pytest.mark.parametrize(("match", "expected"), [("all", ["both"]), ("any", ["one", "both"])])
async def test_a_headers_exchange_wants_all_or_any(
    channel: AbstractChannel, name: str, match: str, expected: list[str]
) -> None:
    exchange = await channel.declare_exchange(name, "headers", durable=True)
    queue = await channel.declare_queue(name, durable=True)
    await queue.bind(exchange, arguments={"x-match": match, "side": "long", "venue": "paper"})
    await publish(exchange, "none", side="short")
    await publish(exchange, "one", side="long")
    await publish(exchange, "both", side="long", venue="paper")
    assert await bodies(queue) == expected


async def test_two_matching_bindings_give_one_message(channel: AbstractChannel, name: str) -> None:
    exchange = await channel.declare_exchange(name, "topic", durable=True)
    queue = await channel.declare_queue(name, durable=True)
    await queue.bind(exchange, "a.#")
    await queue.bind(exchange, "#.b")
    await publish(exchange, "a.b")
    assert await bodies(queue) == ["a.b"]


async def test_an_unbound_queue_gets_nothing_more(channel: AbstractChannel, name: str) -> None:
    exchange = await channel.declare_exchange(name, "topic", durable=True)
    queue = await channel.declare_queue(name, durable=True)
    await queue.bind(exchange, "a")
    await publish(exchange, "a")
    await queue.unbind(exchange, "a")
    await publish(exchange, "a")
    assert await bodies(queue) == ["a"]


async def test_what_nobody_wants_goes_to_the_alternate_exchange(
    channel: AbstractChannel, name: str
) -> None:
    rest = await channel.declare_exchange(f"{name}.rest", "fanout", durable=True)
    exchange = await channel.declare_exchange(
        name, "topic", durable=True, arguments={"alternate-exchange": rest.name}
    )
    wanted = await channel.declare_queue(f"{name}.wanted", durable=True)
    unwanted = await channel.declare_queue(f"{name}.unwanted", durable=True)
    await wanted.bind(exchange, "known")
    await unwanted.bind(rest)
    await publish(exchange, "known")
    confirmed = await exchange.publish(aio_pika.Message(b"unknown"), "unknown", mandatory=True)
    assert isinstance(confirmed, commands.Basic.Ack)
    assert (await bodies(wanted), await bodies(unwanted)) == (["known"], ["unknown"])


async def test_a_deleted_exchange_is_gone(channel: AbstractChannel, name: str) -> None:
    exchange = await channel.declare_exchange(name, "fanout", durable=True)
    queue = await channel.declare_queue(name, durable=True)
    await queue.bind(exchange)
    await exchange.delete()
    assert await holds(channel, name, 0)
    with pytest.raises(ChannelNotFoundEntity):
        await channel.declare_exchange(name, passive=True)
