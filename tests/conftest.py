"""Real servers for the tests that ask for them, started on first use and stopped at the end."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from contracts.market import Network
from domain.ports.unit_of_work import UnitsOfWork
from infra.database import make_engine, units_of_work
from infra.schema import upgrade
from infra.servers.postgres import Postgres
from infra.servers.rabbitmq import RabbitMQ
from tests.orders_desk import Desk, a_desk

TEMPLATE = "maxxit_template"
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    with Postgres(fsync=False) as server:
        yield server


@pytest.fixture(scope="session")
def rabbitmq_server() -> Iterator[RabbitMQ]:
    with RabbitMQ() as server:
        yield server


@pytest.fixture(scope="session")
def port_offset(worker_id: str) -> int:
    """Tell what to add to services' ports, so that no platform and no other worker is met."""
    return 10_000 + 100 * int(worker_id.removeprefix("gw") if worker_id != "master" else 0)


@pytest.fixture
def rabbitmq_url(rabbitmq_server: RabbitMQ) -> str:
    return f"{rabbitmq_server.url}?heartbeat=5"


@pytest.fixture
def database_url(postgres_server: Postgres) -> Iterator[str]:
    """Yield the URL of an empty database of the test's own."""
    name = f"test_{uuid4().hex}"
    yield postgres_server.create_database(name)
    postgres_server.drop_database(name)


@pytest.fixture(scope="session")
def template(postgres_server: Postgres) -> str:
    """Make, once, a database with every table, to be copied for each test."""
    url = postgres_server.create_database(TEMPLATE)
    asyncio.run(_create_tables(url))
    return TEMPLATE


async def _create_tables(url: str) -> None:
    engine = create_async_engine(url)
    await upgrade(engine)
    await engine.dispose()


@pytest.fixture
def store_url(postgres_server: Postgres, template: str) -> Iterator[str]:
    """Yield the URL of a database of the test's own, with every table and no rows."""
    name = f"test_{uuid4().hex}"
    yield postgres_server.create_database(name, template=template)
    postgres_server.drop_database(name)


@pytest.fixture
async def engine(store_url: str) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(store_url)
    yield engine
    await engine.dispose()


@pytest.fixture
def units(engine: AsyncEngine) -> UnitsOfWork:
    return units_of_work(engine, Network.PAPER)


@pytest.fixture
async def desk(engine: AsyncEngine, units: UnitsOfWork) -> Desk:
    return await a_desk(engine, units)
