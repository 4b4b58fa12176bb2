"""`maxxit run NAME` starts one service, `maxxit up` all of them."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer

from api.services import APIS
from cli.api import serve_api
from cli.output import run, settings_or_exit
from cli.process import serve
from cli.services import SERVICES, service_named
from cli.supervisor import Supervisor
from domain.errors import Conflict
from infra.database import make_engine
from infra.logging import configure_logging
from infra.loopback.broker import LoopbackBroker
from infra.schema import upgrade
from infra.servers.embedded import open_postgres
from infra.settings import Settings
from infra.topology import apply_topology

Environment = dict[str, str]


def run_service(
    name: Annotated[str, typer.Argument(help="Which service; `maxxit run list` names them.")],
) -> None:
    """Run one service until it is told to stop."""
    if name == "list":
        for service in SERVICES:
            typer.echo(f"{service.port}  {service.name}")
        return
    settings = settings_or_exit()
    configure_logging(form=settings.log_format, level=settings.log_level, service=name)
    run(_serve(name, settings))


def up() -> None:
    """Run every service, supervised, until Ctrl-C; embedded unless servers are named."""
    settings = settings_or_exit()
    configure_logging(form=settings.log_format, level=settings.log_level, service="supervisor")
    run(_up(settings))


async def _serve(name: str, settings: Settings) -> None:
    service = service_named(name)
    await (serve_api if name in APIS else serve)(service, settings)


async def _up(settings: Settings) -> None:
    if (settings.database_url is None) != (settings.rabbitmq_url is None):
        raise Conflict("name both DATABASE_URL and RABBITMQ_URL, or neither")
    if not settings.embedded:
        await _supervise({})
        return
    async with _embedded(settings) as environment:
        await _supervise(environment)


async def _supervise(environment: Environment) -> None:
    supervisor = Supervisor(SERVICES, environment)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, supervisor.stop)
    await supervisor.run()


@asynccontextmanager
async def _embedded(settings: Settings) -> AsyncIterator[Environment]:
    """Bring a database and a broker of our own, and take them away again."""
    postgres = await asyncio.to_thread(open_postgres, settings.maxxit_home)
    try:
        async with _with_broker(postgres.url, settings.maxxit_home, settings) as environment:
            yield environment
    finally:
        await asyncio.to_thread(postgres.stop)


@asynccontextmanager
async def _with_broker(url: str, home: Path, settings: Settings) -> AsyncIterator[Environment]:
    """Bring a broker of our own to a database, and note beside the database where it is."""
    note = home / "broker.url"
    try:
        async with LoopbackBroker(settings.network) as broker:
            engine = make_engine(url)
            await upgrade(engine)
            await apply_topology(broker.url, engine)
            await engine.dispose()
            note.touch(mode=0o600)
            note.write_text(broker.url)
            yield {"DATABASE_URL": url, "RABBITMQ_URL": broker.url}
    finally:
        note.unlink(missing_ok=True)


async def up_on(url: str, home: Path, settings: Settings) -> None:
    """Run every service on a database that is there already, until Ctrl-C."""
    async with _with_broker(url, home, settings) as environment:
        await _supervise(environment)
