"""The gateway's description, without a gateway: no server and no key is needed to write it."""

from datetime import timedelta
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from api.app import described_app
from api.health import health_router
from api.services import APIS
from infra.clock import SystemClock
from infra.database import make_engine
from infra.health import Health

NOWHERE = "postgresql+asyncpg://nobody@127.0.0.1:1/none"


def gateway() -> FastAPI:
    """Make the gateway as it describes itself, and as it answers nobody."""
    release = version("maxxit")
    health = Health(
        engine=make_engine(NOWHERE),
        clock=SystemClock(),
        rabbitmq_url="amqp://127.0.0.1:1",
        max_skew=timedelta(seconds=1),
    )
    routes = health_router("gateway", 4000, release, health, CollectorRegistry())
    return described_app("gateway", release, (*APIS["gateway"], routes))


def description() -> dict[str, Any]:
    """Return what the gateway serves at /openapi.json."""
    return gateway().openapi()
