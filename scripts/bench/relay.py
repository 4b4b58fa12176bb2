"""The relay: how fast committed messages leave, against publishing the same bytes bare."""

import asyncio
import time
from contextlib import suppress
from functools import partial

from contracts.channels import EVENTS, routing_key
from contracts.positions import PositionClosed
from infra.bus import Bus
from infra.clock import SystemClock
from infra.outbox import Relay
from scripts.bench.figures import LONGEST, RUNS, Figure, Steps, best_rates
from scripts.bench.floor import publish_all
from scripts.bench.ground import Ground, Store
from scripts.bench.messages import DEPLOYMENTS, closed_position
from scripts.bench.waiting import until

COUNT = 5000
AT_ONCE = 500
STEPS = 2 * RUNS
FILL = """
    insert into outbox (message_id, trace_id, routing_key, partition, payload, occurred_at)
    select gen_random_uuid(), gen_random_uuid(), $1, (n % $4)::text, $2::jsonb, clock_timestamp()
    from generate_series(1, $3) as n
"""
RELAYED = "select not exists (select from outbox where published_at is null)"
BODIES = "select message_id::text, routing_key, payload::text from outbox order by id"


async def measure_relay(ground: Ground, steps: Steps) -> list[Figure]:
    """Measure the relay on rows about many things; its floor neither reads nor marks rows."""
    floor, ours = (
        await best_rates(
            steps, {"publish bare": partial(_bare, ground), "relay": partial(_ours, ground)}
        )
    ).values()
    return [
        Figure(
            part="relay",
            what="outbox to confirmed and marked",
            unit="rows/s",
            ours=ours,
            floor=floor,
            per_second=True,
        )
    ]


async def _bare(ground: Ground) -> float:
    async with ground.store() as store:
        await _fill(store)
        async with store.connected() as database:
            rows = [(r[0], r[1], r[2].encode()) for r in await database.fetch(BODIES)]
        return COUNT / await publish_all(ground.amqp_url, EVENTS, rows, at_once=AT_ONCE)


async def _ours(ground: Ground) -> float:
    async with ground.store() as store, Bus(ground.amqp_url) as bus, store.connected() as database:
        await _fill(store)
        began = time.perf_counter()
        relaying = asyncio.create_task(Relay(store.url, bus).run())
        await until(partial(database.fetchval, RELAYED), every=0.01, within=LONGEST * 4)
        took = time.perf_counter() - began
        relaying.cancel()
        with suppress(asyncio.CancelledError):
            await relaying
        return COUNT / took


async def _fill(store: Store) -> None:
    payload = closed_position(1, SystemClock().now()).model_dump_json()
    async with store.connected() as database:
        await database.execute(FILL, routing_key(PositionClosed), payload, COUNT, DEPLOYMENTS)
        await database.execute("analyze outbox")
