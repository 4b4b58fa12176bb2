"""Everything that runs: servers of our own, a fresh database, and every service as a process."""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.services import WORKERS
from infra.clock import SystemClock
from infra.database import make_engine, units_of_work
from infra.schema import upgrade
from infra.servers.network import LOOPBACK
from infra.servers.postgres import Postgres
from infra.servers.rabbitmq import RabbitMQ
from infra.topology import apply_topology
from scripts.chaos.cast import seed
from scripts.chaos.crew import Crew, Member
from scripts.chaos.ground import Ground, Site, Trading
from scripts.chaos.load import Load
from tests.fake_x_proxy import FakeX, serving

LEASE = 6.0
START_SECONDS = 90.0
SETTLE_SECONDS = 2.0
"""A quorum queue younger than about a second does not outlive kill -9 of RabbitMQ 3.10."""
EXECUTOR = "trade-executor-worker"
SECOND_SET = 50
"""How far the second executor's port is from the first's."""
REAL, MUTANT = "cli", "scripts.chaos.mutant"
SURROUNDINGS: Mapping[str, str] = {
    # A process that has to compile all it imports first takes many times longer to come back.
    "PYTHONDONTWRITEBYTECODE": "",
    "LOG_FORMAT": "json",
    "POOL_SIZE": "5",
    "TWEET_INTERVAL": "2.5",
    "MARK_INTERVAL": "1",
    "BALANCE_INTERVAL": "5",
    "SWEEP_GRACE": "5",
    "LEASE": f"{LEASE:g}",
    "ORDER_LIFE": "3",
    "VENUE_TIMEOUT": "4",
}
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """A Postgres and a RabbitMQ that nobody else uses."""

    postgres: Postgres
    rabbitmq: RabbitMQ


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSet:
    """What a run needs to hand: servers to hurt, the crew, the load, and a look at the books."""

    postgres: Postgres
    rabbitmq: RabbitMQ
    database_url: str
    engine: AsyncEngine
    crew: Crew
    load: Load
    trading: Trading

    async def apply_topology(self) -> None:
        """Declare every queue, as an operator does after a deployment or a disaster."""
        await apply_topology(self.rabbitmq.url, self.engine)

    def note(self, fault: str, seconds: float | None) -> None:
        """Say how a fault went, while the others go on."""
        log.info("fault", fault=fault, ready_after=seconds and round(seconds, 1))


@asynccontextmanager
async def staged(
    servers: Servers, ground: Ground, database: str, folder: Path, module: str, rate: float
) -> AsyncIterator[StageSet]:
    """Set everything up on a database of its own, and yield once every process is ready."""
    url = await asyncio.to_thread(servers.postgres.create_database, database)
    engine = make_engine(url)
    units = units_of_work(engine, ground.network)
    clock, fake = SystemClock(), FakeX()
    site = Site(engine=engine, database_url=url, folder=folder, clock=clock)
    try:
        await upgrade(engine)
        await apply_topology(servers.rabbitmq.url, engine)
        await seed(units, ground.venue, ground.network)
        await asyncio.sleep(SETTLE_SECONDS)
        async with ground.opened(site) as trading, serving(fake) as proxy:
            addresses = {
                **trading.environment,
                "DATABASE_URL": url,
                "RABBITMQ_URL": f"{servers.rabbitmq.url}?heartbeat=5",
                "X_API_PROXY_URL": proxy,
            }
            async with Crew(crew_members(addresses, module), folder) as crew:
                if await crew.ready_within(START_SECONDS) is None:
                    raise TimeoutError(f"not ready in {START_SECONDS:g} s; logs in {folder}")
                await trading.ready()
                yield StageSet(
                    postgres=servers.postgres,
                    rabbitmq=servers.rabbitmq,
                    database_url=url,
                    engine=engine,
                    crew=crew,
                    load=Load(fake, units, clock, rate),
                    trading=trading,
                )
    finally:
        await engine.dispose()


def crew_members(addresses: Mapping[str, str], module: str) -> list[Member]:
    """List one process for each service, and a second executor; only executors are mutants."""
    offset = free_offset()
    places = [(service, service.name, offset) for service in WORKERS]
    executor = next(service for service in WORKERS if service.name == EXECUTOR)
    places.append((executor, "executor-b", offset + SECOND_SET))
    return [
        Member(
            name="executor-a" if name == EXECUTOR else name,
            module=module if service is executor else REAL,
            service=service.name,
            port=service.port + moved,
            environment={**SURROUNDINGS, **addresses, "PORT_OFFSET": str(moved)},
        )
        for service, name, moved in places
    ]


def free_offset() -> int:
    """Return an offset at which every service's port, and a second executor's, are free."""
    ports = [service.port for service in WORKERS]
    wanted = [*ports, *(port + SECOND_SET for port in ports)]
    for offset in range(20_000, 50_000, 200):
        if all(_free(port + offset) for port in wanted):
            return offset
    raise OSError("there is no room for the services' ports")


def _free(port: int) -> bool:
    with ExitStack() as held:
        probe = held.enter_context(socket.socket())
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
