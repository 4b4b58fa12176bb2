"""The gateway: answers in a second against a bare endpoint, and a stream one client stalls."""

import asyncio
import os
import secrets
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

import httpx

from cli.services import service_named
from cli.supervisor import Supervisor
from infra.clock import SystemClock
from infra.secrets import hashed
from scripts.bench.asking import Answered, Question, ask_for
from scripts.bench.cast import seed, wallet
from scripts.bench.figures import RUNS, Figure, Steps, best_rates, percentile
from scripts.bench.ground import Ground, Store
from scripts.bench.messages import named
from scripts.bench.services import supervised
from scripts.bench.streams import WALLETS, measure_streams
from scripts.bench.waiting import until

POSITIONS = 20
AT_ONCE = 16
SECONDS = 2.0
BARE_PORT = 4100
READY_SECONDS = 60.0
STEPS = 4 * RUNS + 3
KEY = """
    insert into api_key (id, wallet, name, secret_hash, scopes, created_at)
    values ($1, $2, 'bench', $3, '{READ,WRITE}', clock_timestamp())
"""
SIGNALS = """
    insert into signal (id, dedupe_key, agent_id, trace_id, token, side, confidence, size,
      reference_price, created_at, expires_at)
    select gen_random_uuid(), 'bench/' || n, $1, gen_random_uuid(), 'BTC', 'LONG', 1, 0.05, 100,
      clock_timestamp(), clock_timestamp() from generate_series(1, $2) n
"""
RESULTS = """
    insert into position (id, signal_id, agent_id, deployment_id, trace_id, wallet, network,
      venue, symbol, side, status, opened_quantity, quantity, entry_price, exit_price, collateral,
      leverage, risk_plan, exit_reason, gross_pnl, fees, net_pnl, close_attempts, created_at,
      opened_at, closed_at)
    select gen_random_uuid(), id, agent_id, $1, trace_id, $2, 'paper', 'PAPER', token, side,
      'CLOSED', 1, 0, 100, 110, 100, 1, '{}', 'MANUAL', 10, 0.1, 9.9, 0, created_at, created_at,
      created_at from signal
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where the two servers answer, and with which keys."""

    host: str
    keys: list[str]

    def ours(self, method: str, path: str, body: bytes = b"") -> list[Question]:
        """Ask the gateway for each wallet, by its key."""
        port = service_named("gateway").port
        return [
            Question(host=self.host, port=port, method=method, path=path, key=key, body=body)
            for key in self.keys
        ]

    def bare(self, method: str, path: str, body: bytes = b"") -> list[Question]:
        """Ask the floor for each wallet, which is named in the path."""
        return [
            Question(
                host=self.host,
                port=BARE_PORT,
                method=method,
                path=f"{path}/{wallet(n)}",
                body=body,
            )
            for n in range(WALLETS)
        ]


async def measure_gateway(ground: Ground, steps: Steps) -> list[Figure]:
    """Ask a gateway, each request with its key checked and counted, and a bare endpoint."""
    async with AsyncExitStack() as stack:
        steps.begin("starting a gateway and a bare endpoint")
        store = await stack.enter_async_context(ground.store())
        door = await stack.enter_async_context(_opened(ground, store))
        steps.done()
        body = b'{"action": "bench"}'
        reads = door.ours("GET", "/api/positions"), door.bare("GET", "/positions")
        writes = (
            door.ours("POST", "/api/auth/challenge", body),
            door.bare("POST", "/challenges", body),
        )
        figures = [
            *await _compared("reads", "20 positions read", *reads, steps),
            *await _compared("writes", "a row written", *writes, steps),
        ]
        return figures + await measure_streams(store, door.host, door.keys, steps)


async def _compared(
    name: str, what: str, ours: list[Question], bare: list[Question], steps: Steps
) -> list[Figure]:
    best: dict[str, Answered] = {}
    measures: dict[str, Callable[[], Awaitable[float]]] = {
        f"{whose}, {name}": partial(_rate, f"{whose}, {name}", questions, best)
        for whose, questions in (("bare", bare), ("gateway", ours))
    }
    floor, mine = (await best_rates(steps, measures)).values()
    slow = [percentile(best[what].waits, 0.99) for what in measures]
    rate = Figure(part="gateway", what=what, unit="/s", ours=mine, floor=floor, per_second=True)
    wait = Figure(
        part="gateway",
        what=f"{what}, p99 of {AT_ONCE} at once",
        unit="ms",
        ours=slow[1],
        floor=slow[0],
    )
    return [rate, wait]


async def _rate(what: str, questions: list[Question], best: dict[str, Answered]) -> float:
    answered = await ask_for(questions, SECONDS, at_once=AT_ONCE)
    if what not in best or answered.rate > best[what].rate:
        best[what] = answered
    return answered.rate


@asynccontextmanager
async def _opened(ground: Ground, store: Store) -> AsyncIterator[Door]:
    """Run both servers on an address of our own."""
    host = f"127.{secrets.randbelow(200) + 10}.{secrets.randbelow(200) + 10}.1"
    keys = await _fill(store)
    environment = {
        "DATABASE_URL": store.url,
        "RABBITMQ_URL": ground.amqp_url,
        "BIND_ADDRESS": host,
        "TRUSTED_HOSTS": host,
        "REQUESTS_PER_MINUTE": "1000000",
        "LOG_LEVEL": "ERROR",
    }
    gateway = Supervisor([service_named("gateway")], environment)
    async with supervised(gateway), _bare(store, host), httpx.AsyncClient() as http:
        for port in (service_named("gateway").port, BARE_PORT):
            asked = partial(_is_up, http, f"http://{host}:{port}/ready")
            await until(asked, every=0.2, within=READY_SECONDS)
        yield Door(host=host, keys=keys)


@asynccontextmanager
async def _bare(store: Store, host: str) -> AsyncIterator[None]:
    words = ["-m", "uvicorn", "scripts.bench.bare:app", "--host", host, "--port", str(BARE_PORT)]
    quiet = ["--log-level", "error", "--no-access-log"]
    environment = os.environ | {"DATABASE_URL": store.url}
    process = await asyncio.create_subprocess_exec(sys.executable, *words, *quiet, env=environment)
    try:
        yield
    finally:
        process.terminate()
        await process.wait()


async def _fill(store: Store) -> list[str]:
    """Store wallets with a key and results each; return the keys."""
    await seed(store, [WALLETS], SystemClock().now())
    keys = []
    async with store.connected() as database:
        for n in range(WALLETS):
            key_id, secret = named(f"key/{n}"), secrets.token_hex(16)
            await database.execute(KEY, key_id, wallet(n), hashed(secret))
            keys.append(f"mx_{key_id.hex}_{secret}")
        await database.execute(SIGNALS, named("agent/0"), POSITIONS)
        for n in range(WALLETS):
            await database.execute(RESULTS, named(f"deployment/{n}"), wallet(n))
        await database.execute("analyze position, signal, api_key")
    return keys


async def _is_up(http: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await http.get(url)).is_success
    except httpx.HTTPError:
        return False
