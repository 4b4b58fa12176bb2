"""Services as processes: they come up, answer for themselves, and end cleanly."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.services import SERVICES, Service, service_named
from cli.supervisor import Supervisor
from infra.topology import apply_topology
from tests.delivery import eventually

pytestmark = [pytest.mark.integration, pytest.mark.slow]

OFFSET = 20_000
"""Added to every port, so that a platform running on this machine is left alone."""


def surroundings(store_url: str, rabbitmq_url: str) -> Mapping[str, str]:
    return {
        "DATABASE_URL": store_url,
        "RABBITMQ_URL": rabbitmq_url,
        "NETWORK": "paper",
        "LOG_FORMAT": "json",
        "PORT_OFFSET": str(OFFSET),
    }


@asynccontextmanager
async def started(
    name: str, environment: Mapping[str, str]
) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli", "run", name, env={**os.environ, **environment}
    )
    yield process
    if process.returncode is None:
        process.kill()
        await process.wait()


async def answers(service: Service, path: str, status: int = 200) -> bool:
    url = f"http://127.0.0.1:{service.port + OFFSET}{path}"
    try:
        async with httpx.AsyncClient(timeout=3) as client:
            return (await client.get(url)).status_code == status
    except httpx.HTTPError:
        return False


async def test_a_service_is_ready_measured_and_ends_cleanly(
    engine: AsyncEngine, store_url: str, rabbitmq_url: str
) -> None:
    await apply_topology(rabbitmq_url, engine)
    service = service_named("trade-executor-worker")
    async with started(service.name, surroundings(store_url, rabbitmq_url)) as process:
        await eventually(lambda: answers(service, "/ready"), within=40)
        assert await answers(service, "/health")
        assert await answers(service, "/metrics")
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 30) == 0


async def test_a_service_without_its_queues_does_not_pretend(
    engine: AsyncEngine, store_url: str, rabbitmq_url: str
) -> None:
    missing = f"{rabbitmq_url.split('?', maxsplit=1)[0]}-nowhere"
    environment = surroundings(store_url, missing)
    async with started("trade-executor-worker", environment) as process:
        assert await asyncio.wait_for(process.wait(), 60) != 0


async def test_the_supervisor_starts_a_killed_service_anew_and_stops_them_all(
    engine: AsyncEngine, store_url: str, rabbitmq_url: str
) -> None:
    await apply_topology(rabbitmq_url, engine)
    service = service_named("outbox-relay")
    supervisor = Supervisor([service], surroundings(store_url, rabbitmq_url))
    running = asyncio.ensure_future(supervisor.run())
    await eventually(lambda: answers(service, "/health"), within=40)
    first = supervisor.pids[service.name]
    os.kill(first, signal.SIGKILL)
    await eventually(lambda: supervisor.pids[service.name] != first, within=20)
    await eventually(lambda: answers(service, "/health"), within=40)
    supervisor.stop()
    await asyncio.wait_for(running, 40)
    assert not await answers(service, "/health")


def test_every_service_has_a_name_and_a_port_of_its_own() -> None:
    assert len({service.name for service in SERVICES}) == len(SERVICES)
    assert len({service.port for service in SERVICES}) == len(SERVICES)
