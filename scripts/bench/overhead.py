"""Our own overhead: from a post that is stored to an order that is sent, at a steady pace."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import text

from contracts.base import Message
from contracts.channels import routing_key
from contracts.intents import TradeIntended
from contracts.market import Network
from contracts.orders import OrderFilled
from contracts.positions import PositionOpened
from contracts.posts import PostClassified, PostPublished
from contracts.signals import SignalRaised
from domain.posts import RawPost
from infra.clock import SystemClock
from infra.database import units_of_work
from producers.posts import ingest
from scripts.bench.cast import SYMBOLS, handle
from scripts.bench.figures import RUNS, Figure, Steps, Target, percentile
from scripts.bench.ground import Ground, Store
from scripts.bench.services import running
from scripts.bench.waiting import until

PER_SECOND = 50
SECONDS = 20
SOURCES = PER_SECOND * SECONDS // len(SYMBOLS)
STEPS = RUNS + 2
SETTLING_SECONDS = 30.0
P50 = 30.0
P99 = 150.0
MESSAGES: Sequence[type[Message]] = (
    PostClassified,
    SignalRaised,
    TradeIntended,
    OrderFilled,
    PositionOpened,
)
MOMENTS = text(
    """
    select p.created_at as posted, p.published_at as relayed, a.created_at as claimed,
      (select jsonb_object_agg(m.routing_key, extract(epoch from m.created_at - p.created_at))
         from outbox m where m.trace_id = p.trace_id) as said,
      extract(epoch from a.created_at - p.created_at) as sent
    from outbox p
    left join trade_order o on o.trace_id = p.trace_id
    left join order_attempt a on a.order_id = o.id and a.n = 1
    where p.routing_key = :key and p.created_at >= :since
    """
)
Moments = Sequence[Mapping[str, float]]
SENT = "order sent"


async def measure_overhead(ground: Ground, steps: Steps) -> list[Figure]:
    """Measure the whole pipeline, every service a process, under a steady stream of posts."""
    steps.begin("starting every service")
    rounds: list[Moments] = []
    async with running(ground, [1] * SOURCES * (RUNS + 1)) as store:
        steps.done()
        for run in range(RUNS + 1):  # the first is not counted: caches are cold
            steps.begin(f"{PER_SECOND} posts/s ({run}/{RUNS})")
            rounds.append(await _round(store, run, SECONDS if run else SECONDS // 4))
            steps.done()
    best = min(rounds[1:], key=lambda moments: percentile(_sent(moments), 0.99))
    return _figures(best)


async def _round(store: Store, run: int, seconds: int) -> Moments:
    since = SystemClock().now()
    posts = _posts(run)[: PER_SECOND * seconds]
    await _post_steadily(store, posts)
    await asyncio.sleep(1)
    asked = partial(_moments, store, since, len(posts))
    return await until(asked, every=0.5, within=SETTLING_SECONDS)


async def _post_steadily(store: Store, posts: Sequence[RawPost]) -> None:
    """Store posts at the pace, each in a transaction of its own, late ones at once."""
    units = units_of_work(store.engine, Network.PAPER)
    loop = asyncio.get_running_loop()
    began = loop.time()
    for n, post in enumerate(posts):
        await asyncio.sleep(max(0.0, began + n / PER_SECOND - loop.time()))
        await ingest(units, [post], SystemClock().now())


def _posts(run: int) -> list[RawPost]:
    """Write posts so that no agent hears of one symbol twice."""
    now = SystemClock().now()
    return [
        RawPost(
            external_id=str(1_000_000 * (run + 1) + n),
            author=handle(run * SOURCES + n % SOURCES),
            text=f"Long ${SYMBOLS[n // SOURCES]} here, target much higher",
            published_at=now,
        )
        for n in range(PER_SECOND * SECONDS)
    ]


async def _moments(store: Store, since: datetime, expected: int) -> Moments | None:
    """Read how long after each post everything that followed was stored, where an order did."""
    last = routing_key(PositionOpened)
    async with store.engine.connect() as connection:
        values = {"key": routing_key(PostPublished), "since": since}
        rows = (await connection.execute(MOMENTS, values)).all()
    moments = [
        {**{key: float(at) for key, at in row.said.items()}, SENT: float(row.sent)}
        for row in rows
        if row.sent is not None and last in row.said
    ]
    return moments if len(moments) >= expected else None


def _sent(moments: Moments) -> list[float]:
    return [each[SENT] * 1000 for each in moments]


def _figures(moments: Moments) -> list[Figure]:
    sent = _sent(moments)

    def figure(what: str, value: float, most: float | None = None) -> Figure:
        target = Target(most=most) if most else None
        return Figure(part="overhead", what=what, unit="ms", ours=value, target=target)

    figures = [
        figure("post stored to order sent, p50", percentile(sent, 0.50), P50),
        figure("post stored to order sent, p99", percentile(sent, 0.99), P99),
        figure("post stored to order sent, max", max(sent)),
    ]
    before, name = 0.0, "post stored"
    keys = [routing_key(message) for message in MESSAGES]
    names = [*keys[:3], SENT, *keys[3:]]
    for after in names:
        at = percentile([each[after] * 1000 for each in moments], 0.50)
        figures.append(figure(f"hop, p50: {name} to {after}", at - before))
        before, name = at, after
    return figures
