"""Marks: how soon an exit is decided when every symbol ticks over 100,000 open positions."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal
from functools import partial

import asyncpg
from sqlalchemy import text

from consumers import positions
from consumers.app import Stages, make_broker
from contracts.channels import routing_key
from contracts.intents import ExitIntended
from contracts.market import Network, RiskPlan, Side, VenueName
from contracts.positions import PriceMarked
from domain.markets import marked
from domain.ports.venue import Quote
from infra.bus import Bus
from infra.clock import SystemClock
from infra.unheard import Unheard
from scripts.bench.cast import seed, wallet
from scripts.bench.figures import Figure, Steps, Target, percentile
from scripts.bench.ground import Ground, Store
from scripts.bench.messages import named
from scripts.bench.waiting import until

SYMBOLS = [f"BENCH{n:02d}" for n in range(50)]
WALLETS = 2000
TICKS = 10
TICK = Decimal("0.01")
PRICE = Decimal(100)
EXITS_EACH = 2
"""How many positions of each symbol a tick ends."""
RATCHETS_EACH = 10
"""How many trailing stops of each symbol a tick moves."""
STEPS = TICKS + 2
P99 = 250.0
SETTLING_SECONDS = 30.0
COLUMNS = (
    "id",
    "signal_id",
    "agent_id",
    "deployment_id",
    "trace_id",
    "wallet",
    "network",
    "venue",
    "symbol",
    "side",
    "status",
    "opened_quantity",
    "quantity",
    "entry_price",
    "collateral",
    "leverage",
    "risk_plan",
    "hard_stop_price",
    "extreme",
    "trigger_below",
    "trigger_above",
    "ratchet_at",
    "close_attempts",
    "naked_seconds",
    "watched_until",
    "created_at",
    "opened_at",
)
SIGNAL = """
    insert into signal (id, dedupe_key, agent_id, trace_id, token, side, confidence, size,
      reference_price, created_at, expires_at)
    values ($1, $2, $3, $1, $2, 'LONG', 1, 0.05, 100, $4, $4)
"""
MARK = """
    insert into mark (network, venue, symbol, price, seen_at)
    values ('paper', 'PAPER', $1, $2, $3)
"""
EXITS = text(
    """
    select payload->>'symbol' as symbol, payload->>'reference_price' as price, created_at
    from outbox where routing_key = :key
    """
)


async def measure_marks(ground: Ground, steps: Steps) -> list[Figure]:
    """Let every symbol tick each second over many positions, and time the exits this decides."""
    async with ground.store() as store:
        steps.begin(f"storing {len(SYMBOLS) * WALLETS:,} open positions")
        await _fill(store)
        steps.done()
        async with _watching(ground, store), Bus(ground.amqp_url) as bus:
            seen = await _tick(bus, steps)
            steps.begin("waiting for the last exit")
            waits = await _waits(store, seen)
            steps.done()
    return _figures(waits)


async def _fill(store: Store) -> None:
    """Store the positions of one agent's many deployments, one a symbol, by COPY."""
    now = SystemClock().now()
    await seed(store, [WALLETS], now)
    async with store.connected() as database:
        for symbol in SYMBOLS:
            values = (named(symbol), symbol, named("agent/0"), now)
            await database.execute(SIGNAL, *values)
            await database.execute(MARK, symbol, PRICE, now)
            await _copy(database, _positions(symbol, now))
        await database.execute("vacuum analyze position")


async def _copy(database: asyncpg.Connection, rows: Iterator[tuple[object, ...]]) -> None:
    await database.copy_records_to_table("position", records=rows, columns=COLUMNS)


def _positions(symbol: str, now: datetime) -> Iterator[tuple[object, ...]]:
    """Yield half longs, whose stops stand close below each other, and half shorts."""
    plan = RiskPlan().model_dump_json()
    for n in range(WALLETS):
        is_long = n % 2 == 0
        yield (
            named(f"position/{symbol}/{n}"),
            named(symbol),
            named("agent/0"),
            named(f"deployment/{n}"),
            named(f"trace/{symbol}/{n}"),
            wallet(n),
            Network.PAPER,
            VenueName.PAPER,
            symbol,
            Side.LONG if is_long else Side.SHORT,
            "OPEN",
            *(Decimal(1), Decimal(1), PRICE, PRICE, Decimal(1), plan),
            *(_watch(n // 2) if is_long else _short_watch(n // 2)),
            *(0, Decimal(0), now, now, now),
        )


def _watch(n: int) -> tuple[Decimal | None, ...]:
    """Return hard stop, extreme, trigger below, trigger above and ratchet of the n-th long."""
    stop = PRICE - TICK * (n // EXITS_EACH + 1)
    return stop, PRICE, stop, None, PRICE * 2


def _short_watch(n: int) -> tuple[Decimal | None, ...]:
    """Return the same of the n-th short; few of them are armed."""
    ratchet = PRICE if n < RATCHETS_EACH else PRICE / 2
    return PRICE * 2, PRICE, None, PRICE * 2, ratchet


@asynccontextmanager
async def _watching(ground: Ground, store: Store) -> AsyncIterator[None]:
    """Run the positions stage until the block ends."""
    broker = make_broker(ground.amqp_url)
    stages = Stages([positions.stage], store.world(), broker, Unheard(store.engine))
    tasks = [asyncio.ensure_future(work) for work in stages.work()]
    await broker.start()
    try:
        yield
    finally:
        await broker.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _tick(bus: Bus, steps: Steps) -> dict[tuple[str, Decimal], datetime]:
    """Publish a falling price for every symbol each second; return when each was seen."""
    clock = SystemClock()
    loop = asyncio.get_running_loop()
    began = loop.time()
    seen: dict[tuple[str, Decimal], datetime] = {}
    for tick in range(1, TICKS + 1):
        steps.begin(f"tick {tick}/{TICKS} of {len(SYMBOLS)} symbols")
        price = PRICE - TICK * tick
        for symbol in SYMBOLS:
            seen[symbol, price] = now = clock.now()
            await bus.publish(_mark(symbol, price, now))
        steps.done()
        await asyncio.sleep(max(0.0, began + tick - loop.time()))
    return seen


def _mark(symbol: str, price: Decimal, now: datetime) -> PriceMarked:
    return marked(VenueName.PAPER, Quote(symbol=symbol, price=price, seen_at=now))


async def _waits(store: Store, seen: dict[tuple[str, Decimal], datetime]) -> list[float]:
    """Return the milliseconds from each mark to each exit it decided, once all are there."""
    return await until(partial(_decided, store, seen), every=0.5, within=SETTLING_SECONDS)


async def _decided(store: Store, seen: dict[tuple[str, Decimal], datetime]) -> list[float] | None:
    async with store.engine.connect() as connection:
        rows = (await connection.execute(EXITS, {"key": routing_key(ExitIntended)})).all()
    if len(rows) < len(seen) * EXITS_EACH:
        return None
    return [
        (row.created_at - seen[row.symbol, Decimal(row.price)]).total_seconds() * 1000
        for row in rows
    ]


def _figures(waits: Sequence[float]) -> list[Figure]:
    def figure(what: str, value: float, most: float | None = None) -> Figure:
        target = Target(most=most) if most else None
        return Figure(part="marks", what=what, unit="ms", ours=value, target=target)

    return [
        figure("mark to exit decided, p50", percentile(waits, 0.50)),
        figure("mark to exit decided, p99", percentile(waits, 0.99), P99),
        figure("mark to exit decided, max", max(waits)),
    ]
