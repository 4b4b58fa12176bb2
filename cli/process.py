"""One process of ours: everything a service runs, from the first check to a clean stop."""

import asyncio
import os
import signal
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from datetime import timedelta
from importlib.metadata import version
from typing import Any

import structlog
import uvicorn
from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine

from api.health import health_app
from cli.jobs import Jobs
from cli.services import Service
from cli.supervisor import PARENT, outlive
from cli.venues import close_venues, without_venues
from cli.world import make_world
from consumers.app import Stages, make_broker
from domain.errors import Conflict
from infra.bus import Bus
from infra.clock import SystemClock
from infra.database import make_engine
from infra.gauges import Gauges
from infra.health import Health
from infra.keys.hardening import forbid_core_dumps
from infra.keys.kek import KeyDirectory
from infra.keys.selftest import check_keys
from infra.schema import current, head
from infra.settings import Settings
from infra.unheard import Unheard
from infra.watchdog import watch_queues

log = structlog.get_logger()


async def serve(service: Service, settings: Settings) -> None:
    """Run a service until SIGTERM or SIGINT.

    Raises Conflict when the database is not at head, a queue is missing or a key in use cannot
    be opened, so that a process that cannot work does not pretend to.
    """
    settings = settings if service.trades else without_venues(settings)
    database_url, rabbitmq_url = addresses(settings)
    async with AsyncExitStack() as stack:
        engine = make_engine(database_url, pool_size=settings.pool_size)
        stack.push_async_callback(engine.dispose)
        await require_head(engine)
        await require_keys(engine, settings)
        world, paper = await make_world(settings, engine, SystemClock())
        stack.push_async_callback(paper.close)
        stack.push_async_callback(close_venues, world)
        stack.push_async_callback(world.classifier.close)
        bus = await stack.enter_async_context(Bus(rabbitmq_url))
        broker = make_broker(rabbitmq_url, prefetch=settings.prefetch)
        unheard = Unheard(engine)
        stages = Stages(service.stages, world, broker, unheard, group_limit=settings.group_limit)
        jobs = Jobs(
            settings=settings,
            engine=engine,
            bus=bus,
            world=world,
            paper=paper,
            database_url=database_url,
            rabbitmq_url=rabbitmq_url,
            tell=stages.tell,
        )
        health = Health(
            engine=engine,
            clock=world.clock,
            rabbitmq_url=rabbitmq_url,
            queues=stages.queues,
            max_skew=timedelta(seconds=settings.max_clock_skew),
        )
        registry = CollectorRegistry()
        work = [
            *stages.work(),
            *(jobs.job(name) for name in service.jobs),
            Gauges(engine, registry).run(),
            watch_queues(rabbitmq_url, stages.queues),
            _web(service, health, registry, settings),
        ]
        if PARENT in os.environ:
            work.append(end_with(int(os.environ[PARENT])))
        await run_until_signal(stages, work)


async def run_until_signal(stages: Stages, work: Sequence[Coroutine[Any, Any, None]]) -> None:
    """Run everything side by side; whatever fails ends all, and the supervisor starts anew."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_aloud(each)) for each in work]
        await stages.broker.start()
        log.info("serving", queues=stages.queues)
        await stopping.wait()
        log.info("stopping")
        await stages.broker.stop()
        for task in tasks:
            task.cancel()


async def _aloud(work: Coroutine[Any, Any, None]) -> None:
    """Do work that fails aloud: a lost connection cancels who waits for it, and nobody hears."""
    try:
        await work
    except asyncio.CancelledError as lost:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        raise RuntimeError(f"{work} was cancelled by a lost connection") from lost


async def end_with(parent: int) -> None:
    """Ask this process to end once its supervisor is gone."""
    await outlive(parent)
    log.warning("the supervisor is gone")
    signal.raise_signal(signal.SIGTERM)


def addresses(settings: Settings) -> tuple[str, str]:
    """Return the URLs of database and broker. Raises Conflict when one is missing."""
    if settings.database_url is None or settings.rabbitmq_url is None:
        raise Conflict(
            "a single service needs DATABASE_URL and RABBITMQ_URL; `maxxit up` brings its own"
        )
    return settings.database_url.get_secret_value(), settings.rabbitmq_url.get_secret_value()


async def require_head(engine: AsyncEngine) -> None:
    """Raise Conflict unless the schema is the one this code was written for."""
    async with engine.connect() as connection:
        found = await current(connection)
    if found != head():
        raise Conflict(f"the schema is at {found}, the code at {head()}: run `maxxit db upgrade`")


async def require_keys(engine: AsyncEngine, settings: Settings) -> None:
    """Raise Conflict unless every key in use is in order, where a venue takes signed orders."""
    trades = settings.hyperliquid_url or settings.hyperliquid_service_url
    if trades is None or settings.keys_dir is None:
        return
    forbid_core_dumps()
    await check_keys(KeyDirectory(settings.keys_dir), engine, settings.network)


async def _web(
    service: Service, health: Health, registry: CollectorRegistry, settings: Settings
) -> None:
    port = service.port + settings.port_offset
    app = health_app(service.name, port, version("maxxit"), health, registry)
    config = uvicorn.Config(
        app,
        host=settings.bind_address,
        port=port,
        log_level="warning",
        access_log=False,
        lifespan="off",
    )
    await QuietServer(config).serve()


class QuietServer(uvicorn.Server):
    """A web server that leaves the process's signals to the process."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield
