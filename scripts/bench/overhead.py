"""Our own overhead: from a post that is stored to an order that is sent, at a steady pace."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
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

SOURCES = 100


@dataclass(frozen=True, slots=True)
class Pace:
    """How many posts a second, for how long."""

    per_second: int
    seconds: int

    @property
    def posts(self) -> int:
        return self.per_second * self.seconds


FULL = Pace(50, 20)
PACES = (Pace(10, 5), Pace(10, 10), *[FULL] * RUNS)
"""The first is not counted, because caches are cold; the second is a calm day."""
STEPS = len(PACES) + 1
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
    async with running(ground, [1] * SOURCES * len(PACES)) as store:
        steps.done()
        for run, pace in enumerate(PACES):
            steps.begin(f"{pace.per_second} posts/s for {pace.seconds} s")
            rounds.append(await _round(store, run, pace))
            steps.done(f"p50 of those answered: {percentile(_sent(rounds[-1]), 0.5):,.0f} ms")
    calm, *full = rounds[1:]
    return [*_figures(calm, PACES[1]), *_figures(min(full, key=_tail), PACES[-1])]


def _tail(moments: Moments) -> float:
    """Rank rounds: first by how many posts were answered, then by the slowest."""
    return percentile(_sent(moments), 0.99) - 1e9 * len(moments)


async def _round(store: Store, run: int, pace: Pace) -> Moments:
    """Post steadily, then wait for the rest; what does not come is missing in the answer."""
    since = SystemClock().now()
    posts = _posts(run)[: pace.posts]
    await _post_steadily(store, posts, pace.per_second)
    with suppress(TimeoutError):
        asked = partial(_all_moments, store, since, len(posts))
        return await until(asked, every=1, within=SETTLING_SECONDS)
    return await _moments(store, since)


async def _all_moments(store: Store, since: datetime, expected: int) -> Moments | None:
    moments = await _moments(store, since)
    return moments if len(moments) >= expected else None


async def _post_steadily(store: Store, posts: Sequence[RawPost], per_second: int) -> None:
    """Store posts at the pace, each in a transaction of its own, late ones at once."""
    units = units_of_work(store.engine, Network.PAPER)
    loop = asyncio.get_running_loop()
    began = loop.time()
    for n, post in enumerate(posts):
        await asyncio.sleep(max(0.0, began + n / per_second - loop.time()))
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
        for n in range(FULL.posts)
    ]


async def _moments(store: Store, since: datetime) -> Moments:
    """Read how long after each post everything that followed was stored, where an order did."""
    last = routing_key(PositionOpened)
    async with store.engine.connect() as connection:
        values = {"key": routing_key(PostPublished), "since": since}
        rows = (await connection.execute(MOMENTS, values)).all()
    return [
        {**{key: float(at) for key, at in row.said.items()}, SENT: float(row.sent)}
        for row in rows
        if row.sent is not None and last in row.said
    ]


def _sent(moments: Moments) -> list[float]:
    return [each[SENT] * 1000 for each in moments]


def _figures(moments: Moments, pace: Pace) -> list[Figure]:
    sent = _sent(moments)
    name = f"{pace.per_second}/s: post stored to order sent"
    figures = [
        Figure(part="overhead", what=f"{name}: answered", unit="share", ours=_share(sent, pace)),
        _figure(f"{name}, p50", percentile(sent, 0.50), P50),
        _figure(f"{name}, p99", percentile(sent, 0.99), P99),
        _figure(f"{name}, max", max(sent)),
    ]
    return [*figures, *_hops(moments)] if pace is FULL else figures


def _share(sent: Sequence[float], pace: Pace) -> float:
    return len(sent) / pace.posts


def _hops(moments: Moments) -> list[Figure]:
    """Tell the median moment after the post at which each thing was stored, as differences."""
    keys = [routing_key(message) for message in MESSAGES]
    figures = []
    before, name = 0.0, "post stored"
    for after in (*keys[:3], SENT, *keys[3:]):
        at = percentile([each[after] * 1000 for each in moments], 0.50)
        figures.append(_figure(f"hop, p50: {name} to {after}", at - before))
        before, name = at, after
    return figures


def _figure(what: str, value: float, most: float | None = None) -> Figure:
    target = Target(most=most) if most else None
    return Figure(part="overhead", what=what, unit="ms", ours=value, target=target)
