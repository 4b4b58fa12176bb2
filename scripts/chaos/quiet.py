"""Waiting for quiet: nothing on its way, nothing due, nothing in a queue."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import aio_pika
from aio_pika.exceptions import AMQPError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.channels import DEAD_LETTER_QUEUE, TRANSIENT, queue_name
from infra.failures import is_passing
from infra.topology import subscriptions

LOOK = 1.0
"""Seconds between looks, unless said otherwise."""
WAITING = text("""
    select
      :said - (select count(*) from post) as "posts not stored",
      (select count(*) from outbox where published_at is null) as "messages not relayed",
      (select count(*) from outbox o
       join subscription s on s.routing_key = o.routing_key and o.created_at >= s.since
       left join inbox i on i.stage = s.stage and i.message_id = o.message_id
       where i.message_id is null) as "messages not taken",
      (select count(*) from verdict where state = 'PENDING') as "verdicts pending",
      (select count(*) from trade_order
       where state not in ('FILLED', 'CANCELLED', 'REJECTED', 'DEAD')) as "orders unsettled",
      (select count(*) from position where status in ('OPENING', 'CLOSING')
       or (status = 'OPEN' and (closing_reason is not null or expires_at is not null)))
       as "positions moving",
      (select count(*) from retry) as "retries waiting"
""")


async def quiet_within(
    seconds: float,
    engine: AsyncEngine,
    rabbitmq_url: str,
    said: int,
    unrest: Callable[[], Awaitable[Mapping[str, int]]] | None = None,
    *,
    every: float = LOOK,
) -> tuple[float, Mapping[str, int]]:
    """Wait until nothing is left to do; return how long it took and what was left over.

    `unrest` counts what a venue still has to do, once there is nothing else.
    """
    loop = asyncio.get_running_loop()
    began = loop.time()
    while True:
        left = await _look(engine, rabbitmq_url, said)
        if unrest is not None and not left:
            left = await unrest()
        waited = loop.time() - began
        if not left or waited > seconds:
            return waited, left
        await asyncio.sleep(every)


async def _look(engine: AsyncEngine, rabbitmq_url: str, said: int) -> Mapping[str, int]:
    try:
        async with engine.connect() as connection:
            row = (await connection.execute(WAITING, {"said": said})).mappings().one()
        # The broker is asked last: opening a connection to it is the dear part of a look.
        counts = dict(row)
        if not any(counts.values()):
            counts["messages in queues"] = await _queued(rabbitmq_url)
    except (Exception, AMQPError) as error:
        if not is_passing(error):
            raise
        return {f"looking failed: {type(error).__name__}": 1}
    return {name: count for name, count in counts.items() if count}


async def _queued(rabbitmq_url: str) -> int:
    names = [
        queue_name(message, stage) for stage, message in subscriptions() if message not in TRANSIENT
    ]
    async with await aio_pika.connect(rabbitmq_url) as connection:
        channel = await connection.channel()
        depths = [await _depth(channel, name) for name in [*names, DEAD_LETTER_QUEUE]]
    return sum(depths)


async def _depth(channel: aio_pika.abc.AbstractChannel, name: str) -> int:
    queue = await channel.declare_queue(name, passive=True)
    return queue.declaration_result.message_count or 0
