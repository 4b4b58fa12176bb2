"""Real servers for the tests that ask for them, started on first use and stopped at the end."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from uuid import uuid4

import pytest
import structlog
from coverage import Coverage
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
MEMORY = Path("/dev/shm")  # noqa: S108 - below it every server makes a folder of its own
ROOM = 2 * 1024**3
LONG = 600
"""Seconds that only a test may take that goes through many scenes."""


def pytest_configure() -> None:
    """Keep in memory what servers and tests write, where there is room: none of it is to last.

    A database of a test's own is hundreds of files, and there are a thousand such tests.
    """
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let begin first what may take many minutes, or all others wait for it at the end."""
    items.sort(key=lambda item: not _is_long(item))


def _is_long(item: pytest.Item) -> bool:
    limit = item.get_closest_marker("timeout")
    return limit is not None and bool(limit.args) and limit.args[0] >= LONG


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Let slow tests run untraced: tracing doubles their time, and others run the same lines."""
    with untraced() if item.get_closest_marker("slow") else nullcontext():
        return (yield)


@contextmanager
def untraced() -> Iterator[None]:
    """Stop whatever traces until the block ends: pytest-cov starts two on a worker, nested."""
    stopped: list[Coverage] = []
    while tracing := Coverage.current():
        tracing.stop()
        stopped.append(tracing)
    try:
        yield
    finally:
        for tracing in reversed(stopped):
            tracing.start()


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    """Undo what a command run in this process set for all its logs: the next test listens too."""
    told = structlog.get_config()
    yield
    structlog.configure(**told)


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
