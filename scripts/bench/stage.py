"""One stage's throughput: against a commit per message, and over the loopback broker."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial

import aio_pika
from sqlalchemy import TextClause, text

from consumers.app import Stages, make_broker
from consumers.stage import Stage, Turn
from contracts.channels import queue_name, routing_key
from contracts.metrics import MetricsUpdated
from contracts.positions import PositionClosed
from infra.clock import SystemClock
from infra.loopback.broker import LoopbackBroker
from infra.topology import apply_topology
from infra.unheard import Unheard
from infra.unit_of_work import SqlUnitOfWork
from scripts.bench.figures import LONGEST, RUNS, Figure, Steps, Target, best_rates
from scripts.bench.floor import commit_each
from scripts.bench.ground import Ground, Store
from scripts.bench.messages import closed_position, updated_metrics
from scripts.bench.waiting import until

COUNT = 5000
AT_ONCE = 20
GROUP = 100
NAME = "metrics"
QUEUE = queue_name(PositionClosed, NAME)
TABLE = """
    create table bench_effect (id uuid primary key, deployment_id uuid not null,
    net_pnl numeric(38,18) not null, at timestamptz not null default clock_timestamp())
"""
EFFECT = text("insert into bench_effect (id, deployment_id, net_pnl) values (:id, :whose, :pnl)")
EFFECTS = text(
    """
    insert into bench_effect (id, deployment_id, net_pnl)
    select * from unnest(cast(:ids as uuid[]), cast(:whose as uuid[]), cast(:pnl as numeric[]))
    """
)
STAGE_STEPS = 5 * RUNS
LOOPBACK_STEPS = 2 * RUNS


class Counting:
    """A stage with a small effect and one answer a message, that knows when it is through.

    `together` makes it write the effects of a group in one statement, as our stages do.
    """

    def __init__(self, store: Store, *, together: bool = False) -> None:
        self.stage = Stage(NAME)
        if together:
            self.stage.handles_together(PositionClosed)(self._take_group)
        else:
            self.stage.handles(PositionClosed)(self._take)
        self._store = store
        self._taken = 0
        self._began = 0.0

    async def _take(self, message: PositionClosed, turn: Turn) -> None:
        values = {
            "id": message.position_id,
            "whose": message.deployment_id,
            "pnl": message.net_pnl,
        }
        await self._write(EFFECT, values, [message], turn)

    async def _take_group(self, messages: Sequence[PositionClosed], turn: Turn) -> None:
        values = {
            "ids": [message.position_id for message in messages],
            "whose": [message.deployment_id for message in messages],
            "pnl": [message.net_pnl for message in messages],
        }
        await self._write(EFFECTS, values, messages, turn)

    async def _write(
        self,
        effect: TextClause,
        values: Mapping[str, object],
        messages: Sequence[PositionClosed],
        turn: Turn,
    ) -> None:
        self._began = self._began or time.perf_counter()
        if not isinstance(turn.uow, SqlUnitOfWork):
            raise TypeError("the effect is written in SQL")
        await turn.uow.connection.execute(effect, values)
        turn.uow.emit(*(updated_metrics(message, turn.now) for message in messages))
        self._taken += len(messages)

    async def rate(self, count: int) -> float:
        """Wait for the commit of the last message; return how many were taken a second."""
        with suppress(TimeoutError):
            await until(partial(self._settled, count), every=0.005, within=LONGEST)
        return await self._committed() / (time.perf_counter() - self._began)

    async def _settled(self, count: int) -> bool:
        """Look at the table only at the very end, so that looking costs nothing."""
        return self._taken >= count and await self._committed() >= count

    async def _committed(self) -> int:
        async with self._store.engine.connect() as connection:
            found = await connection.execute(text("select count(*) from inbox"))
            return int(found.scalar_one())


async def measure_stage(ground: Ground, steps: Steps) -> list[Figure]:
    """Measure a stage with and without group commit against bare libraries."""
    rates = await best_rates(
        steps,
        {
            "bare, one at a time": partial(_fresh, ground, partial(_bare, ground, 1)),
            "bare, 20 at once": partial(_fresh, ground, partial(_bare, ground, AT_ONCE)),
            "group of 1": partial(_fresh, ground, partial(_ours, ground.amqp_url, 1)),
            "grouped": partial(_fresh, ground, partial(_ours, ground.amqp_url, GROUP)),
            "together": partial(
                _fresh, ground, partial(_ours, ground.amqp_url, GROUP, together=True)
            ),
        },
    )
    one_by_one, at_once, alone, grouped, together = rates.values()
    floor = max(one_by_one, at_once)

    def figure(what: str, rate: float, target: Target | None = None) -> Figure:
        return Figure(
            part="stage",
            what=what,
            unit="messages/s",
            ours=rate,
            floor=floor,
            target=target,
            per_second=True,
        )

    return [
        figure("bare libraries, one at a time", one_by_one),
        figure("bare libraries, 20 at once", at_once),
        figure("a commit per message", alone),
        figure("group commit, a statement for each message", grouped),
        figure("group commit, a statement for the group (as stages do)", together, Target(ratio=2)),
    ]


async def measure_loopback(ground: Ground, steps: Steps) -> list[Figure]:
    """Measure the same stage over RabbitMQ and over the broker inside the process."""
    rates = await best_rates(
        steps,
        {
            "over RabbitMQ": partial(_fresh, ground, partial(_ours, ground.amqp_url, GROUP)),
            "over loopback": partial(_fresh, ground, _over_loopback),
        },
    )
    real, loopback = rates.values()
    return [
        Figure(
            part="loopback",
            what="stage over loopback; the floor is RabbitMQ",
            unit="messages/s",
            ours=loopback,
            floor=real,
            per_second=True,
        )
    ]


async def _fresh(ground: Ground, measure: Callable[[Store], Awaitable[float]]) -> float:
    async with ground.store() as store:
        async with store.engine.begin() as connection:
            await connection.execute(text(TABLE))
        return await measure(store)


async def _bare(ground: Ground, at_once: int, store: Store) -> float:
    await fill_queue(ground.amqp_url)
    key = routing_key(MetricsUpdated)
    return await commit_each(store.url, ground.amqp_url, QUEUE, key, count=COUNT, at_once=at_once)


async def _ours(amqp_url: str, limit: int, store: Store, *, together: bool = False) -> float:
    await fill_queue(amqp_url)
    counting = Counting(store, together=together)
    async with _consuming(counting.stage, store, amqp_url, limit):
        return await counting.rate(COUNT)


async def _over_loopback(store: Store) -> float:
    async with LoopbackBroker() as loopback:
        await apply_topology(loopback.url, store.engine)
        return await _ours(loopback.url, GROUP, store)


@asynccontextmanager
async def _consuming(stage: Stage, store: Store, amqp_url: str, limit: int) -> AsyncIterator[None]:
    broker = make_broker(amqp_url)
    stages = Stages([stage], store.world(), broker, Unheard(store.engine), group_limit=limit)
    tasks = [asyncio.ensure_future(work) for work in stages.work()]
    await broker.start()
    try:
        yield
    finally:
        await broker.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def fill_queue(amqp_url: str) -> None:
    """Put the messages straight into the stage's own queue."""
    now = SystemClock().now()
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        for start in range(0, COUNT, 500):
            numbers = range(start, start + 500)
            bodies = [closed_position(n, now).model_dump_json().encode() for n in numbers]
            await asyncio.gather(*(_put(channel.default_exchange, body) for body in bodies))


async def _put(exchange: aio_pika.abc.AbstractExchange, body: bytes) -> None:
    envelope = aio_pika.Message(
        body,
        content_type="application/json",
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
    )
    await exchange.publish(envelope, QUEUE)
