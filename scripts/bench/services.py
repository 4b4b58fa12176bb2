"""The platform as it runs in production: every service a process of its own."""

import asyncio
import secrets
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import httpx
from sqlalchemy import text

from cli.services import WORKERS
from cli.supervisor import Supervisor
from infra.clock import SystemClock
from scripts.bench.cast import SYMBOLS, seed, write_prices
from scripts.bench.ground import Ground, Store
from scripts.bench.waiting import until

READY_SECONDS = 90.0
FRESH = "select count(*) from mark where seen_at > clock_timestamp() - interval '5 s'"


@asynccontextmanager
async def running(ground: Ground, followers: Sequence[int]) -> AsyncIterator[Store]:
    """Run every service, with as many sources as are named, until the block ends."""
    now = SystemClock().now()
    with tempfile.TemporaryDirectory(prefix="maxxit-bench-") as folder:
        prices = Path(folder) / "marks.csv"
        write_prices(prices, now)
        async with ground.store() as store:
            await seed(store, followers, now)
            # An address of our own, so that services running beside us keep their ports.
            address = f"127.{secrets.randbelow(200) + 10}.{secrets.randbelow(200) + 10}.1"
            environment = {
                "DATABASE_URL": store.url,
                "RABBITMQ_URL": ground.amqp_url,
                "PAPER_MARKS": str(prices),
                "BIND_ADDRESS": address,
                "LOG_LEVEL": "WARNING",
            }
            async with supervised(Supervisor(WORKERS, environment)):
                await _ready(store, address)
                yield store


@asynccontextmanager
async def supervised(supervisor: Supervisor) -> AsyncIterator[None]:
    """Run what a supervisor starts until the block ends."""
    running = asyncio.create_task(supervisor.run())
    try:
        yield
    finally:
        supervisor.stop()
        await running


async def _ready(store: Store, address: str) -> None:
    """Wait until every service says so and every symbol has a fresh mark. Raises TimeoutError."""
    async with httpx.AsyncClient() as client:
        for service in WORKERS:
            asked = partial(_answers, client, f"http://{address}:{service.port}/ready")
            await until(asked, every=0.3, within=READY_SECONDS)
    await until(partial(_quoted, store), every=0.3, within=READY_SECONDS)


async def _quoted(store: Store) -> bool:
    return await count(store, FRESH) >= len(SYMBOLS)


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).is_success
    except httpx.HTTPError:
        return False


async def count(store: Store, query: str) -> int:
    """Return the one number a query asks for."""
    async with store.engine.connect() as connection:
        return int((await connection.execute(text(query))).scalar_one())
