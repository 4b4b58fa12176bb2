"""The field: a fresh database, a fresh venue, people with keys, and every process."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.venues import make_hyperliquid
from contracts.market import Network, VenueName, Wallet
from domain.ports.unit_of_work import UnitsOfWork
from infra.clock import SystemClock
from infra.database import make_engine, units_of_work
from infra.keys.custody import Custody
from infra.keys.kek import KeyDirectory
from infra.keys.records import Records
from infra.schema import upgrade
from infra.servers.postgres import Postgres
from infra.servers.rabbitmq import RabbitMQ
from infra.settings import Settings
from infra.topology import apply_topology
from scripts.chaos.simulator import Venue
from scripts.chaos.stage_set import free_offset
from scripts.matrix.crew import Crew
from scripts.matrix.people import seed, wallets
from scripts.matrix.roles import EXECUTORS, ROLES
from scripts.matrix.traps import CLOCK, MUTANT
from scripts.matrix.venue import born_venue

LEASE = 3.0
READY_SECONDS = 150.0
SURROUNDINGS: Mapping[str, str] = {
    "NETWORK": "testnet",
    "LOG_FORMAT": "json",
    "LOG_LEVEL": "INFO",
    "POOL_SIZE": "5",
    "MARK_INTERVAL": "1",
    "BALANCE_INTERVAL": "20",
    "RECONCILE_INTERVAL": "2",
    "STOP_INTERVAL": "0.5",
    "SWEEP_GRACE": "3",
    "LEASE": f"{LEASE:g}",
    "ORDER_LIFE": "3",
    "VENUE_TIMEOUT": "2.6",
    "HYPERLIQUID_WEIGHT_PER_MINUTE": "6000000",
}
KNOWN = text("""
    select (select count(*) from mark where seen_at > clock_timestamp() - interval '10 s')
      >= :coins
      and (select count(*) from balance) >= :wallets
      and (select count(*) from wallet_look) >= :wallets
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """What all cells share."""

    postgres: Postgres
    rabbitmq: RabbitMQ
    crew: Crew


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What a batch needs to hand."""

    servers: Servers
    engine: AsyncEngine
    units: UnitsOfWork
    venue: Venue
    crew: Crew
    folder: Path
    plain: Mapping[str, str]
    """What is around a process that nobody means harm."""

    def around(self, *, clock: float = 0.0, mutant: bool = False) -> Mapping[str, str]:
        """Tell what is around every process of a cell: its clock, and whether it is naive."""
        return {
            **self.plain,
            CLOCK: f"{clock:g}" if clock else "",
            MUTANT: "naive" if mutant else "",
        }


@asynccontextmanager
async def laid_out(servers: Servers, name: str, people: int) -> AsyncIterator[Field]:
    """Lay a field out, and yield it once every process knows what it needs to trade."""
    folder = Path(mkdtemp(prefix="maxxit-matrix-"))
    url = await asyncio.to_thread(servers.postgres.create_database, name)
    engine, crew = make_engine(url), servers.crew
    try:
        await upgrade(engine)
        await apply_topology(servers.rabbitmq.url, engine)
        crew.logs = folder
        async with born_venue(crew) as venue:
            field = Field(
                servers=servers,
                engine=engine,
                units=units_of_work(engine, Network.TESTNET),
                venue=venue,
                crew=crew,
                folder=folder,
                plain=_around(servers, venue, url, folder),
            )
            await _peopled(field, people)
            yield field
    finally:
        await crew.clear()
        await engine.dispose()
        await asyncio.to_thread(servers.postgres.drop_database, name)


async def _peopled(field: Field, people: int) -> None:
    """Let people come and every process begin, all but the second executor."""
    await seed(field.units, people)
    await _with_keys(field.engine, field.venue, field.folder, field.plain, people)
    around = field.around()
    for role in ROLES:
        if role != EXECUTORS[1]:
            await field.crew.begin(role, role, around)
    await _until_known(field.engine, people)


def _around(servers: Servers, venue: Venue, url: str, folder: Path) -> Mapping[str, str]:
    return {
        **SURROUNDINGS,
        "DATABASE_URL": url,
        "RABBITMQ_URL": f"{servers.rabbitmq.url}?heartbeat=5",
        "HYPERLIQUID_URL": venue.url,
        "KEYS_DIR": str(folder / "keys"),
        "PORT_OFFSET": str(free_offset()),
    }


async def _with_keys(
    engine: AsyncEngine, venue: Venue, folder: Path, plain: Mapping[str, str], people: int
) -> None:
    """Make a key for each wallet, approve it on the venue, and believe the venue."""
    directory, clock = KeyDirectory(folder / "keys"), SystemClock()
    directory.make()
    custody = Custody(engine, directory, Network.TESTNET, clock)
    pairs: list[tuple[Wallet, Wallet]] = []
    for user in wallets(people):
        credential = await custody.create(user, VenueName.HYPERLIQUID)
        pairs.append((user, credential.agent_address))
    await venue.welcome(pairs)
    settings = Settings.model_validate(
        {"network": "testnet", "hyperliquid_url": venue.url, "keys_dir": plain["KEYS_DIR"]}
        | {"hyperliquid_weight_per_minute": plain["HYPERLIQUID_WEIGHT_PER_MINUTE"]}
    )
    made = make_hyperliquid(settings, engine, clock)
    if made is None:
        raise AssertionError("there is no venue to ask")
    records = Records(engine, Network.TESTNET, clock)
    await records.verify({VenueName.HYPERLIQUID: made.venue.approvals})
    await made.venue.close()
    await made.budget.close()


async def _until_known(engine: AsyncEngine, people: int) -> None:
    async with asyncio.timeout(READY_SECONDS):
        while True:
            async with engine.connect() as connection:
                known = await connection.execute(KNOWN, {"coins": 20, "wallets": people})
                if known.scalar_one():
                    return
            await asyncio.sleep(0.2)
