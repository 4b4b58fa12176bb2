"""Fan-out: one post, one signal, a thousand deployments that all trade on it."""

import asyncio
import json
import time
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

import asyncpg
from sqlalchemy import text

from contracts.channels import EVENTS, routing_key
from contracts.intents import TradeIntended
from contracts.market import Network
from contracts.orders import OrderFilled
from contracts.posts import PostPublished
from contracts.signals import SignalRaised
from domain.posts import RawPost
from infra.clock import SystemClock
from infra.database import units_of_work
from producers.posts import ingest
from scripts.bench.cast import SYMBOLS, handle, wallet
from scripts.bench.figures import RUNS, Figure, Steps, Target
from scripts.bench.floor import OUTBOX, publish_all
from scripts.bench.ground import Ground, Store
from scripts.bench.messages import named
from scripts.bench.services import running
from scripts.bench.waiting import until

DEPLOYMENTS = 1000
STEPS = 2 * RUNS + 2
SETTLING_SECONDS = 60.0
RATIO = 0.5
LAST_ORDER = 2.0
MOMENTS = text(
    """
    with m as (select * from outbox where trace_id = :trace)
    select extract(epoch from max(published_at) filter (where routing_key = :intended)
        - min(created_at) filter (where routing_key = :raised)) as intents,
      extract(epoch from max(created_at) filter (where routing_key = :intended)
        - min(created_at) filter (where routing_key = :raised)) as stored,
      extract(epoch from max(created_at) filter (where routing_key = :filled)
        - min(created_at) filter (where routing_key = :posted)) as orders,
      count(*) filter (where routing_key = :intended and published_at is not null) as intended,
      count(*) filter (where routing_key = :filled) as filled
    from m
    """
)
KEYS = {
    "posted": routing_key(PostPublished),
    "raised": routing_key(SignalRaised),
    "intended": routing_key(TradeIntended),
    "filled": routing_key(OrderFilled),
}
TRACE = text("select trace_id from outbox where routing_key = :key and created_at >= :since")
TABLE = "create table bench_intent (like intent including defaults including indexes)"
INTENT = """
    insert into bench_intent (id, purpose, signal_id, agent_id, deployment_id, position_id,
      trace_id, wallet, network, venue, symbol, side, quantity, collateral, leverage,
      reference_price, max_slippage, attempt, created_at)
    values ($1, 'OPEN', $2, $3, $4, $5, $2, $6, 'paper', 'PAPER', 'BTC', 'LONG', 0.5, 50, 1, 100,
      0.01, 0, clock_timestamp())
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How long a signal took to become stored, then published intents, and a post all orders."""

    stored: float
    intents: float
    orders: float


async def measure_fanout(ground: Ground, steps: Steps) -> list[Figure]:
    """Measure a fan-out through the running services against storing and publishing it bare."""
    floor = min([await _bare(ground, steps) for _ in range(RUNS)])
    steps.begin("starting every service")
    async with running(ground, [DEPLOYMENTS]) as store:
        steps.done()
        spreads = [await _spread(store, steps, run) for run in range(RUNS + 1)]
    best = min(spreads[1:], key=lambda spread: spread.orders)  # the first finds caches cold
    return _figures(best, floor)


async def _bare(ground: Ground, steps: Steps) -> float:
    """Store and publish as many intents with asyncpg and aio-pika; return the seconds it took."""
    steps.begin("store and publish bare")
    async with ground.store() as store, store.connected() as database:
        await database.execute(TABLE)
        bodies = [(str(named(f"intent/{n}")), _body(n)) for n in range(DEPLOYMENTS)]
        began = time.perf_counter()
        await _store_bare(database, bodies)
        stored = time.perf_counter() - began
        key = routing_key(TradeIntended)
        messages = [(name, key, body.encode()) for name, body in bodies]
        seconds = stored + await publish_all(ground.amqp_url, EVENTS, messages, at_once=DEPLOYMENTS)
    steps.done()
    return seconds


async def _store_bare(database: asyncpg.Connection, bodies: list[tuple[str, str]]) -> None:
    key = routing_key(TradeIntended)
    async with database.transaction():
        await database.executemany(INTENT, [_intent(n) for n in range(DEPLOYMENTS)])
        rows = [(name, name, key, f"deployment/{name}", body) for name, body in bodies]
        await database.executemany(OUTBOX, rows)


def _intent(n: int) -> tuple[UUID | str, ...]:
    ids = (named(f"intent/{n}"), named("signal"), named("agent"), named(f"deployment/{n}"))
    return (*ids, named(f"position/{n}"), wallet(n))


def _body(n: int) -> str:
    """Write an intent of the size that ours have."""
    ids = {name: str(named(f"{name}/{n}")) for name in ("id", "trace_id", "intent_id", "signal_id")}
    more = {
        name: str(named(f"{name}/{n}")) for name in ("agent_id", "deployment_id", "position_id")
    }
    trade = {"wallet": wallet(n), "network": "paper", "venue": "PAPER", "symbol": "BTC"}
    plan = {"hard_stop": "0.10", "trail_activation": "0.03", "trail_distance": "0.01"}
    terms = {"side": "LONG", "quantity": "0.5", "collateral": "50", "leverage": "1"}
    return json.dumps(ids | more | trade | terms | {"risk_plan": plan, "max_slippage": "0.01"})


async def _spread(store: Store, steps: Steps, run: int) -> Spread:
    steps.begin(f"one signal to {DEPLOYMENTS} deployments ({run}/{RUNS})")
    now = SystemClock().now()
    post = RawPost(
        external_id=str(run + 1),
        author=handle(0),
        text=f"Long ${SYMBOLS[run]} here, target much higher",
        published_at=now,
    )
    await ingest(units_of_work(store.engine, Network.PAPER), [post], now)
    spread = await until(partial(_seen, store, now), every=0.5, within=SETTLING_SECONDS)
    steps.done(str(spread))
    await asyncio.sleep(2)  # what follows the fills ends before the next post
    return spread


async def _seen(store: Store, since: datetime) -> Spread | None:
    async with store.engine.connect() as connection:
        asked = {"key": KEYS["posted"], "since": since}
        trace = (await connection.execute(TRACE, asked)).scalar_one()
        row = (await connection.execute(MOMENTS, KEYS | {"trace": trace})).one()
    if row.intended < DEPLOYMENTS or row.filled < DEPLOYMENTS:
        return None
    return Spread(stored=float(row.stored), intents=float(row.intents), orders=float(row.orders))


def _figures(ours: Spread, floor: float) -> list[Figure]:
    return [
        Figure(
            part="fanout",
            what="signal to 1,000 intents stored and published",
            unit="s",
            ours=ours.intents,
            floor=floor,
            target=Target(ratio=RATIO),
        ),
        Figure(part="fanout", what="of which until stored", unit="s", ours=ours.stored),
        Figure(
            part="fanout",
            what="post to the last of 1,000 orders filled",
            unit="s",
            ours=ours.orders,
            target=Target(most=LAST_ORDER),
        ),
    ]
