"""The floor: the same durable work by aio-pika and asyncpg alone, with no code of ours."""

import asyncio
import json
import time
from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID, uuid5

import aio_pika
import asyncpg
from aio_pika.abc import AbstractExchange, AbstractIncomingMessage

from infra.database import plain_dsn
from scripts.bench.figures import LONGEST

PREFETCH = 200
INBOX = "insert into inbox (stage, message_id) values ($1, $2) on conflict do nothing returning 1"
EFFECT = "insert into bench_effect (id, deployment_id, net_pnl) values ($1, $2, $3::text::numeric)"
OUTBOX = """
    insert into outbox (message_id, trace_id, routing_key, partition, payload, occurred_at)
    values ($1, $2, $3, $4, $5, clock_timestamp()) on conflict (message_id) do nothing
"""


async def commit_each(
    url: str, amqp_url: str, queue_name: str, key: str, *, count: int, at_once: int
) -> float:
    """Take messages, each in a transaction of its own, some at once; return how many a second.

    A transaction holds an inbox row, an effect, and an outbox row; it is not even announced with
    NOTIFY, which ours is.
    """
    worker = _Worker(key, count)
    async with (
        asyncpg.create_pool(plain_dsn(url), min_size=at_once, max_size=at_once) as pool,
        await aio_pika.connect(amqp_url) as connection,
    ):
        channel = await connection.channel()
        await channel.set_qos(prefetch_count=PREFETCH)
        queue = await channel.get_queue(queue_name, ensure=False)
        turns = asyncio.Semaphore(at_once)

        async def take(message: AbstractIncomingMessage) -> None:
            async with turns, pool.acquire() as database:
                await worker.take(message, database)

        tag = await queue.consume(take)
        rate = await worker.rate()
        await queue.cancel(tag)
        for _ in range(at_once):
            await turns.acquire()  # whatever has begun ends before its connection is closed
        return rate


async def publish_all(
    amqp_url: str, exchange_name: str, messages: Sequence[tuple[str, str, bytes]], *, at_once: int
) -> float:
    """Publish (id, key, body) with confirms, some at once; return the seconds it took."""
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        exchange = await channel.get_exchange(exchange_name, ensure=False)
        began = time.perf_counter()
        for start in range(0, len(messages), at_once):
            batch = messages[start : start + at_once]
            await asyncio.gather(*(_publish(exchange, *message) for message in batch))
        return time.perf_counter() - began


async def _publish(exchange: AbstractExchange, message_id: str, key: str, body: bytes) -> None:
    envelope = aio_pika.Message(
        body,
        message_id=message_id,
        content_type="application/json",
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
    )
    await exchange.publish(envelope, key, mandatory=True)


class _Worker:
    """Counts what it has taken, from the first message to the last commit."""

    def __init__(self, key: str, count: int) -> None:
        self._key = key
        self._count = count
        self._left = count
        self._began = 0.0
        self._all = asyncio.Event()

    async def take(self, message: AbstractIncomingMessage, database: asyncpg.Connection) -> None:
        self._began = self._began or time.perf_counter()
        told = json.loads(message.body)
        async with database.transaction():
            if await database.fetchval(INBOX, "metrics", told["id"]):
                await database.execute(
                    EFFECT, told["position_id"], told["deployment_id"], told["net_pnl"]
                )
                await database.execute(OUTBOX, *self._answer(told))
        await message.ack()
        self._left -= 1
        if not self._left:
            self._all.set()

    def _answer(self, told: dict[str, str]) -> tuple[object, ...]:
        answer = {
            "id": str(uuid5(UUID(told["id"]), "metrics")),
            "trace_id": told["trace_id"],
            "occurred_at": told["occurred_at"],
            "agent_id": told["agent_id"],
            "closed_positions": 1,
            "net_pnl": told["net_pnl"],
            "fees": told["fees"],
            "win_rate": None,
        }
        head = (answer["id"], told["trace_id"], self._key, told["agent_id"])
        return (*head, json.dumps(answer))

    async def rate(self) -> float:
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST):
                await self._all.wait()
        return (self._count - self._left) / (time.perf_counter() - self._began)
