"""The ground everything is measured on: a real Postgres and a real RabbitMQ of our own."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from uuid import uuid4

import aio_pika
import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.stage import World
from contracts.channels import DEAD_LETTER_QUEUE, UNROUTED_QUEUE, queue_name
from contracts.market import Network
from domain.policy import Policy
from infra.classifiers.rules import RulesClassifier
from infra.clock import SystemClock
from infra.database import make_engine, plain_dsn, units_of_work
from infra.schema import upgrade
from infra.servers.postgres import Postgres
from infra.servers.rabbitmq import RabbitMQ
from infra.topology import apply_topology, subscriptions

TEMPLATE = "bench_template"
QUEUES = (
    *(queue_name(message, stage) for stage, message in subscriptions()),
    UNROUTED_QUEUE,
    DEAD_LETTER_QUEUE,
)


@dataclass(frozen=True, slots=True)
class Store:
    """A database of one measurement's own, with every table and no rows."""

    url: str
    engine: AsyncEngine

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[asyncpg.Connection]:
        """Connect without SQLAlchemy."""
        connection = await asyncpg.connect(plain_dsn(self.url))
        try:
            yield connection
        finally:
            await connection.close()

    def world(self) -> World:
        """Make what stages work with, but for venues."""
        return World(
            units=units_of_work(self.engine, Network.PAPER),
            clock=SystemClock(),
            policy=Policy(),
            classifier=RulesClassifier(),
            venues={},
        )


@dataclass(frozen=True, slots=True)
class Ground:
    """Servers that wait on every disk write, as in production."""

    postgres: Postgres
    rabbitmq: RabbitMQ

    @property
    def amqp_url(self) -> str:
        return self.rabbitmq.url

    @asynccontextmanager
    async def store(self) -> AsyncIterator[Store]:
        """Lend an empty database, with empty queues to go with it."""
        name = f"bench_{uuid4().hex}"
        url = await asyncio.to_thread(self.postgres.create_database, name, template=TEMPLATE)
        engine = make_engine(url)
        try:
            await apply_topology(self.amqp_url, engine)
            await self.empty_queues()
            yield Store(url, engine)
        finally:
            await engine.dispose()
            await asyncio.to_thread(self.postgres.drop_database, name)

    async def empty_queues(self) -> None:
        """Drop every message that waits."""
        async with await aio_pika.connect(self.amqp_url) as connection:
            channel = await connection.channel()
            for name in QUEUES:
                await (await channel.get_queue(name, ensure=False)).purge()


@contextmanager
def prepared() -> Iterator[Ground]:
    """Start the servers, and stop them at the end."""
    with Postgres() as postgres, RabbitMQ() as rabbitmq:
        url = postgres.create_database(TEMPLATE)
        asyncio.run(_migrate(url))
        yield Ground(postgres, rabbitmq)


async def _migrate(url: str) -> None:
    engine = make_engine(url)
    await upgrade(engine)
    await engine.dispose()
