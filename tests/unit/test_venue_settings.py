"""Processes that do not trade: they know of no venue and of no key, whichever way is set."""

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request
from sqlalchemy.ext.asyncio import create_async_engine

from cli.services import SERVICES
from cli.venues import (
    IDLE,
    PREPARED,
    http_to,
    make_hyperliquid,
    make_hyperliquid_service,
    without_venues,
)
from infra.clock import SystemClock
from infra.rates.hyperliquid import hyperliquid_budget
from infra.settings import Settings
from infra.simulators.hyperliquid.serve import PATIENT
from tests.loopback_server import serving

WAYS: tuple[dict[str, Any], ...] = (
    {"hyperliquid_url": "http://127.0.0.1:9"},
    {"hyperliquid_service_url": "http://127.0.0.1:9"},
)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: next(iter(way)))
def test_without_venues_nothing_is_made_and_no_key_is_missed(
    way: dict[str, Any], tmp_path: Path
) -> None:
    told = Settings.model_validate({"network": "testnet", "keys_dir": tmp_path, **way})
    engine, clock = create_async_engine("postgresql+asyncpg://127.0.0.1:9/none"), SystemClock()

    assert make_hyperliquid(without_venues(told), engine, clock) is None
    assert make_hyperliquid_service(without_venues(told), engine, clock) is None
    assert without_venues(told).keys_dir is None
    assert without_venues(told).network is told.network


def test_only_who_sends_orders_and_who_keeps_stops_may_open_keys() -> None:
    trading = {service.name for service in SERVICES if service.trades}
    assert trading == {"trade-executor-worker", "position-monitor-worker"}


@pytest.mark.parametrize(("timeout", "patience"), [(2.0, 0.8), (10.0, 4.0), (100.0, 4.0)])
def test_a_wait_for_a_turn_and_what_comes_before_an_order_end_within_a_call(
    timeout: float, patience: float
) -> None:
    settings = Settings.model_validate({"lease": 2 * timeout, "venue_timeout": timeout})
    budget = hyperliquid_budget(settings, create_async_engine("postgresql+asyncpg://127.0.0.1:9/x"))

    assert budget.patience == pytest.approx(patience)
    assert budget.patience + PREPARED * timeout < timeout


@pytest.mark.parametrize(("idle", "connections"), [(IDLE, 1), (0.0, 2)])
async def test_a_connection_that_idled_too_long_is_not_used_again(
    idle: float, connections: int
) -> None:
    app, ports = FastAPI(), set[int]()

    @app.get("/")
    async def ask(request: Request) -> None:
        assert request.client is not None
        ports.add(request.client.port)

    async with serving(app) as url, http_to(url, idle=idle) as http:
        for _ in range(2):
            await http.get("/")

    assert len(ports) == connections
    assert IDLE < PATIENT
