"""Processes that do not trade: they know of no venue and of no key, whichever way is set."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from cli.services import SERVICES
from cli.venues import PREPARED, make_hyperliquid, make_hyperliquid_service, without_venues
from infra.clock import SystemClock
from infra.rates.hyperliquid import hyperliquid_budget
from infra.settings import Settings

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
