"""Where messages go when a queue gives them up."""

import asyncio

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel
from pamqp.common import FieldTable

from tests.contract.broker.cards import (
    QUIET,
    Send,
    deaths_of,
    fetch,
    holds,
    listen,
    quorum,
    receive,
    receive_bodies,
    with_graveyard,
)


async def test_a_rejected_message_is_buried_with_its_story(
    channel: AbstractChannel, name: str, send: Send
) -> None:
    queue, graveyard = await with_graveyard(channel, name)
    await send(name, "bad")
    await (await receive(await listen(queue))).reject(requeue=False)
    dead = await fetch(graveyard)
    death = deaths_of(dead)[0]
    told = {key: death[key] for key in ("reason", "queue", "count", "exchange", "routing-keys")}
    assert told == {
        "reason": "rejected",
        "queue": name,
        "count": 1,
        "exchange": "",
        "routing-keys": [name],
    }
    assert dead.headers["x-first-death-reason"] == "rejected"
    assert dead.headers["x-first-death-queue"] == name


async def test_a_nack_without_requeue_buries_too(
    channel: AbstractChannel, name: str, send: Send
) -> None:
    queue, graveyard = await with_graveyard(channel, name)
    await send(name, "1", "2")
    inbox = await listen(queue)
    await receive(inbox)
    await (await receive(inbox)).nack(multiple=True, requeue=False)
    assert sorted([(await fetch(graveyard)).body, (await fetch(graveyard)).body]) == [b"1", b"2"]


async def test_without_a_graveyard_a_rejected_message_is_gone(
    channel: AbstractChannel, name: str, send: Send
) -> None:
    queue = await quorum(channel, name)
    await send(name, "1", "2")
    inbox = await listen(queue)
    await (await receive(inbox)).reject(requeue=False)
    await (await receive(inbox)).reject(requeue=True)
    assert await receive_bodies(inbox, 1) == ["2"]


async def test_a_message_returned_too_often_is_buried(
    channel: AbstractChannel, name: str, send: Send
) -> None:
    queue, graveyard = await with_graveyard(channel, name, delivery_limit=2)
    await send(name, "poison")
    inbox = await listen(queue)
    for _ in range(3):
        await (await receive(inbox)).reject(requeue=True)
    dead = await fetch(graveyard)
    assert deaths_of(dead)[0]["reason"] == "delivery_limit"
    assert inbox.empty()


@pytest.mark.parametrize("kind", ["quorum", "classic"])
async def test_a_message_expires_in_a_queue_with_a_time_to_live(
    channel: AbstractChannel, name: str, send: Send, kind: str
) -> None:
    graveyard = await quorum(channel, f"{name}.dead")
    arguments: FieldTable = {
        "x-queue-type": kind,
        "x-message-ttl": 50,
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": graveyard.name,
    }
    await channel.declare_queue(name, durable=True, arguments=arguments)
    await send(name, "late")
    dead = await fetch(graveyard)
    assert (dead.body, deaths_of(dead)[0]["reason"]) == (b"late", "expired")


async def test_a_message_may_bring_its_own_time_to_live(
    channel: AbstractChannel, name: str
) -> None:
    _, graveyard = await with_graveyard(channel, name, message_ttl=600_000)
    await channel.default_exchange.publish(aio_pika.Message(b"short", expiration=0.05), name)
    dead = await fetch(graveyard)
    assert deaths_of(dead)[0]["original-expiration"] == "50"
    assert dead.expiration is None


async def test_a_held_message_does_not_expire(
    channel: AbstractChannel, name: str, send: Send
) -> None:
    queue, _ = await with_graveyard(channel, name, message_ttl=100)
    inbox = await listen(queue)
    await send(name, "held")
    message = await receive(inbox)
    await asyncio.sleep(QUIET)
    assert await holds(channel, f"{name}.dead", 0)
    await message.reject(requeue=True)
    assert await holds(channel, f"{name}.dead", 1)


async def test_the_oldest_too_many_are_buried(
    channel: AbstractChannel, name: str, send: Send
) -> None:
    _, graveyard = await with_graveyard(channel, name, max_length=1)
    await send(name, "1", "2")
    dead = await fetch(graveyard)
    assert (dead.body, deaths_of(dead)[0]["reason"]) == (b"1", "maxlen")


async def test_a_dead_letter_exchange_gets_the_original_key(
    channel: AbstractChannel, name: str
) -> None:
    exchange = await channel.declare_exchange(name, "topic", durable=True)
    deaths = await channel.declare_exchange(f"{name}.dlx", "topic", durable=True)
    graveyard = await quorum(channel, f"{name}.dead")
    await graveyard.bind(deaths, "intent.#")
    queue = await quorum(channel, f"{name}.q", dead_letter_exchange=deaths.name)
    await queue.bind(exchange, "intent.*")
    await exchange.publish(aio_pika.Message(b"one"), "intent.7")
    await (await receive(await listen(queue))).reject(requeue=False)
    dead = await fetch(graveyard)
    assert (dead.exchange, dead.routing_key) == (deaths.name, "intent.7")
    assert deaths_of(dead)[0]["exchange"] == name


async def test_a_second_death_in_the_same_queue_is_counted(
    channel: AbstractChannel, name: str, send: Send
) -> None:
    queue, graveyard = await with_graveyard(channel, name)
    await send(name, "again")
    inbox = await listen(queue)
    await (await receive(inbox)).reject(requeue=False)
    dead = await fetch(graveyard)
    revived = aio_pika.Message(dead.body, headers=dead.headers)
    await channel.default_exchange.publish(revived, name)
    await (await receive(inbox)).reject(requeue=False)
    deaths = deaths_of(await fetch(graveyard))
    assert [(death["queue"], death["count"]) for death in deaths] == [(name, 2)]


async def test_a_message_that_only_expires_in_a_circle_is_dropped(
    channel: AbstractChannel, name: str, send: Send
) -> None:
    await quorum(
        channel, name, message_ttl=20, dead_letter_exchange="", dead_letter_routing_key=name
    )
    await send(name, "round")
    assert await holds(channel, name, 0)


async def test_a_waiting_queue_sends_its_messages_back_later(
    channel: AbstractChannel, name: str, send: Send
) -> None:
    work = await quorum(channel, name)
    await quorum(
        channel,
        f"{name}.wait",
        message_ttl=50,
        dead_letter_exchange="",
        dead_letter_routing_key=work.name,
    )
    await send(f"{name}.wait", "1", "2")
    assert await receive_bodies(await listen(work, no_ack=True), 2) == ["1", "2"]


async def test_what_is_held_while_its_queue_is_deleted_is_gone(
    channel: AbstractChannel, other_channel: AbstractChannel, name: str, send: Send
) -> None:
    queue, graveyard = await with_graveyard(channel, name, message_ttl=50)
    inbox = await listen(queue)
    await send(name, "1", "2")
    refused, returned = await receive(inbox), await receive(inbox)
    await other_channel.queue_delete(name)
    await refused.reject(requeue=False)
    await returned.reject(requeue=True)
    await asyncio.sleep(QUIET)
    assert await holds(other_channel, graveyard.name, 0)
