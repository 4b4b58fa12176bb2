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

from cli.services import SERVICES, service_named
from cli.supervisor import Supervisor
from infra.servers.rabbitmq import RabbitMQ
from infra.topology import apply_topology
from infra.watchdog import EVERY, STRIKES
from tests.delivery import eventually

pytestmark = [pytest.mark.integration, pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def surroundings(store_url: str, rabbitmq_url: str, port_offset: int) -> Mapping[str, str]:
    return {
        "DATABASE_URL": store_url,
        "RABBITMQ_URL": rabbitmq_url,
        "NETWORK": "paper",
        "LOG_FORMAT": "json",
        "PORT_OFFSET": str(port_offset),
    }


@asynccontextmanager
async def started(
    name: str, environment: Mapping[str, str]
) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli", "run", name, env={**os.environ, **environment}
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def answers(port: int, path: str) -> bool:
    try:
        async with httpx.AsyncClient(timeout=3) as client:
            return (await client.get(f"http://127.0.0.1:{port}{path}")).status_code == 200
    except httpx.HTTPError:
        return False


async def test_a_service_is_ready_measured_and_ends_cleanly(
    engine: AsyncEngine, rabbitmq_url: str, surroundings: Mapping[str, str], port_offset: int
) -> None:
    await apply_topology(rabbitmq_url, engine)
    service = service_named("trade-executor-worker")
    port = service.port + port_offset
    async with started(service.name, surroundings) as process:
        await eventually(lambda: answers(port, "/ready"), within=100)
        assert await answers(port, "/health")
        assert await answers(port, "/metrics")
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 30) == 0


async def test_a_service_without_its_queues_does_not_pretend(
    engine: AsyncEngine, rabbitmq_url: str, surroundings: Mapping[str, str]
) -> None:
    missing = f"{rabbitmq_url.split('?', maxsplit=1)[0]}-nowhere"
    environment = {**surroundings, "RABBITMQ_URL": missing}
    async with started("trade-executor-worker", environment) as process:
        assert await asyncio.wait_for(process.wait(), 60) != 0


async def test_a_service_goes_on_while_its_broker_is_dead_and_says_that_it_is(
    engine: AsyncEngine, surroundings: Mapping[str, str], port_offset: int
) -> None:
    service = service_named("position-monitor-worker")
    ready = f"http://127.0.0.1:{service.port + port_offset}/ready"
    with RabbitMQ() as broker:
        await apply_topology(broker.url, engine)
        environment = {**surroundings, "RABBITMQ_URL": f"{broker.url}?heartbeat=5"}
        async with started(service.name, environment) as process, httpx.AsyncClient() as client:
            await eventually(lambda: answers(service.port + port_offset, "/ready"), within=100)
            await asyncio.to_thread(broker.kill)

            async def tells() -> bool:
                told = await client.get(ready, timeout=10)
                return told.status_code == 503 and "fetched from the outbox" in told.text

            await eventually(tells)
            # Longer than the watchdog gives a queue that nobody consumes.
            await asyncio.sleep(EVERY * (STRIKES + 1))
            assert process.returncode is None
            await asyncio.to_thread(broker.start)
            await eventually(lambda: answers(service.port + port_offset, "/ready"), within=60)


async def test_the_supervisor_starts_a_killed_service_anew_and_stops_them_all(
    engine: AsyncEngine, rabbitmq_url: str, surroundings: Mapping[str, str], port_offset: int
) -> None:
    await apply_topology(rabbitmq_url, engine)
    service = service_named("outbox-relay")
    port = service.port + port_offset
    supervisor = Supervisor([service], surroundings)
    running = asyncio.ensure_future(supervisor.run())
    await eventually(lambda: answers(port, "/health"), within=100)
    first = supervisor.pids[service.name]
    os.kill(first, signal.SIGKILL)
    await eventually(lambda: supervisor.pids[service.name] != first, within=60)
    await eventually(lambda: answers(port, "/health"), within=100)
    supervisor.stop()
    await asyncio.wait_for(running, 40)
    assert not await answers(port, "/health")


def test_every_service_has_a_name_and_a_port_of_its_own() -> None:
    assert len({service.name for service in SERVICES}) == len(SERVICES)
    assert len({service.port for service in SERVICES}) == len(SERVICES)
