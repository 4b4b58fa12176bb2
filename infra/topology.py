"""Exchanges, queues and bindings: applied by one command, declared by no service."""

from typing import Any

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractExchange
from sqlalchemy import delete, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from contracts.base import Message
from contracts.channels import (
    DEAD_LETTER_QUEUE,
    DEAD_LETTERS,
    EVENTS,
    SUBSCRIPTIONS,
    TRANSIENT,
    UNROUTED,
    UNROUTED_QUEUE,
    queue_name,
    routing_key,
)
from infra.tables.delivery import SubscriptionRow

DELIVERY_LIMIT = 20
"""Every return counts on some versions, so this is far above what rolling restarts cause."""


async def apply_topology(amqp_url: str, engine: AsyncEngine) -> list[str]:
    """Make the broker and the subscription table agree with `contracts.channels`.

    Returns the names of the stage queues. Raises ChannelPreconditionFailed when a queue exists
    with other arguments.
    """
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel()
        await _declare_exchanges(channel)
        names = [await _declare_queue(channel, *pair) for pair in subscriptions()]
    await record_subscriptions(engine)
    return names


def subscriptions() -> list[tuple[str, type[Message]]]:
    """List every (stage, message) pair that has a queue."""
    return [(stage, message) for stage, messages in SUBSCRIPTIONS.items() for message in messages]


def queue_arguments(message: type[Message]) -> dict[str, Any]:
    """Return the arguments of a queue for a message: quorum, unless its loss is harmless."""
    if message in TRANSIENT:
        return {"x-max-length": 50_000, "x-message-ttl": 10_000}
    return {
        "x-queue-type": "quorum",
        "x-delivery-limit": DELIVERY_LIMIT,
        "x-dead-letter-exchange": DEAD_LETTERS,
    }


async def _declare_exchanges(channel: AbstractChannel) -> None:
    topic = aio_pika.ExchangeType.TOPIC
    unrouted = await channel.declare_exchange(UNROUTED, aio_pika.ExchangeType.FANOUT, durable=True)
    dead = await channel.declare_exchange(DEAD_LETTERS, topic, durable=True)
    alternate: dict[str, Any] = {"alternate-exchange": UNROUTED}
    await channel.declare_exchange(EVENTS, topic, durable=True, arguments=alternate)
    await _declare_store(channel, UNROUTED_QUEUE, unrouted)
    await _declare_store(channel, DEAD_LETTER_QUEUE, dead)


async def _declare_store(channel: AbstractChannel, name: str, source: AbstractExchange) -> None:
    # Both are kept in Postgres as well; these queues are for looking at, and must not grow.
    arguments: dict[str, Any] = {"x-queue-type": "quorum", "x-max-length": 100_000}
    queue = await channel.declare_queue(name, durable=True, arguments=arguments)
    await queue.bind(source, routing_key="#")


async def _declare_queue(channel: AbstractChannel, stage: str, message: type[Message]) -> str:
    name = queue_name(message, stage)
    queue = await channel.declare_queue(name, durable=True, arguments=queue_arguments(message))
    await queue.bind(EVENTS, routing_key=routing_key(message))
    return name


async def record_subscriptions(engine: AsyncEngine) -> None:
    """Tell the sweeper which stage is to hear which lasting message, from now on."""
    pairs = [(s, routing_key(m)) for s, m in subscriptions() if m not in TRANSIENT]
    wanted = tuple_(col(SubscriptionRow.stage), col(SubscriptionRow.routing_key))
    rows = [{"stage": stage, "routing_key": key} for stage, key in pairs]
    async with engine.begin() as connection:
        await connection.execute(insert(SubscriptionRow).on_conflict_do_nothing(), rows)
        await connection.execute(delete(SubscriptionRow).where(wanted.not_in(pairs)))
