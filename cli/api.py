"""An API service as a process: its web application, and what it tidies up after itself."""

import asyncio
import os
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from datetime import timedelta
from importlib.metadata import version
from socket import socket
from typing import Any

import structlog
import uvicorn
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from pydantic import HttpUrl
from sqlalchemy.ext.asyncio import AsyncEngine

from api.app import create_app
from api.gate import BODY_BYTES, MINUTE, Allowances, Gate, Setups
from api.health import health_router
from api.hub import Hub
from api.routes import stream
from api.services import APIS
from cli.process import addresses, end_with, require_head
from cli.services import Service
from cli.supervisor import PARENT
from cli.venues import without_venues
from domain.ports.clock import Clock
from infra.admission import Admission
from infra.clock import SystemClock
from infra.database import make_engine
from infra.failures import is_passing
from infra.gateway import gateway_units
from infra.health import Health
from infra.keys.asking import approval_request
from infra.leftovers import forget_leftovers
from infra.recorded_chain import recorded_chain
from infra.settings import Settings
from infra.throttle import Allowance, Throttle

TIDY_SECONDS = 60.0
GRACE_SECONDS = 10
LONGEST = timedelta(seconds=5)
"""How long one statement of a request may take."""
log = structlog.get_logger()


def make_gate(settings: Settings, engine: AsyncEngine, clock: Clock) -> Gate:
    """Make what routes may use."""
    asks = settings.requests_per_minute
    return Gate(
        engine=engine,
        units=gateway_units(engine, settings.network),
        clock=clock,
        policy=settings.policy(),
        network=settings.network,
        admission=Admission(engine),
        throttle=Throttle(engine),
        hub=Hub(engine, settings.network, clock),
        setups=_setups(settings),
        public_url=_origin(settings.public_url),
        origins=tuple(_origin(origin) for origin in settings.cors_origin),
        chain_ids=settings.login_chain_ids,
        hosts=settings.trusted_hosts,
        allowances=Allowances(
            caller=Allowance(asks, MINUTE),
            visitor=Allowance(max(1, asks // 2), MINUTE),
            login=Allowance(settings.logins_per_minute, MINUTE),
        ),
    )


class Server(uvicorn.Server):
    """A web server that lets those who listen go before it waits for the last answers."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self._hub = hub

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """End every stream, then the server."""
        self._hub.close()
        await super().shutdown(sockets)


def _setups(settings: Settings) -> Setups:
    return Setups(
        chain=recorded_chain(settings.chain_answers),
        approval=approval_request,
        key_wait=settings.key_wait,
        module=settings.safe_module_address,
        storage=settings.ostium_storage_address,
    )


async def serve_api(service: Service, settings: Settings) -> None:
    """Serve an API until SIGTERM or SIGINT; requests under way are answered first.

    Raises Conflict when the schema is not at head or a route says not who may call it. The broker
    may be away: what is asked for waits in the outbox.
    """
    settings = without_venues(settings)
    database_url, rabbitmq_url = addresses(settings)
    async with AsyncExitStack() as stack:
        engine = make_engine(database_url, pool_size=settings.pool_size, longest=LONGEST)
        stack.push_async_callback(engine.dispose)
        await require_head(engine)
        clock = SystemClock()
        skew = timedelta(seconds=settings.max_clock_skew)
        health = Health(engine=engine, clock=clock, rabbitmq_url=rabbitmq_url, max_skew=skew)
        gate = make_gate(settings, engine, clock)
        app = _app(service, settings, gate, health)
        port = service.port + settings.port_offset
        server = Server(_config(app, settings, port), gate.hub)
        work: list[Coroutine[Any, Any, None]] = [tidy(engine, clock)]
        if stream.router in APIS[service.name]:
            work.append(gate.hub.run())
        if PARENT in os.environ:
            work.append(end_with(int(os.environ[PARENT])))
        async with asyncio.TaskGroup() as group:
            beside = [group.create_task(each) for each in work]
            log.info("serving", port=port)
            await server.serve()
            for task in beside:
                task.cancel()


def _app(service: Service, settings: Settings, gate: Gate, health: Health) -> FastAPI:
    release, registry = version("maxxit"), CollectorRegistry()
    port = service.port + settings.port_offset
    routes = health_router(service.name, port, release, health, registry)
    routers = (*APIS[service.name], routes)
    return create_app(service.name, release, gate, routers)


def _config(app: FastAPI, settings: Settings, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=settings.bind_address,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws_max_size=BODY_BYTES,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


async def tidy(engine: AsyncEngine, clock: Clock) -> None:
    """Forget now and then what nobody can use any more, through every outage."""
    while True:
        try:
            await forget_leftovers(engine, clock.now())
        except Exception as error:
            if not is_passing(error):
                raise
            log.warning("leftovers stay", error=repr(error))
        await asyncio.sleep(TIDY_SECONDS)


def _origin(url: HttpUrl) -> str:
    return str(url).rstrip("/")
