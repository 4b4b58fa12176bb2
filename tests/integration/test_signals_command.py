"""`maxxit signals raise`: a trade by hand as a person asks for it."""

import asyncio
import json
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from typer.testing import CliRunner, Result

from cli.main import app
from infra.clock import SystemClock
from tests.factories import a_deployment, a_mark, a_market, an_agent
from tests.factories_signals import dump

pytestmark = pytest.mark.integration


@pytest.fixture
def maxxit(store_url: str, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("DATABASE_URL", store_url)
    return CliRunner()


@pytest.fixture
def deployment(store_url: str) -> UUID:
    """Store a deployment of an agent, and bitcoin with a price of just now."""

    async def store(engine: AsyncEngine) -> UUID:
        agent_id = await an_agent(engine)
        await a_market(engine)
        await a_mark(engine, seen_at=SystemClock().now())
        deployment_id = await a_deployment(engine, agent_id)
        await engine.dispose()
        return deployment_id

    return asyncio.run(store(create_async_engine(store_url)))


def asking(maxxit: CliRunner, deployment: UUID, *more: str, **changed: str) -> Result:
    options = {"token": "btc", "side": "long", "key": "k-1"} | changed
    words = [part for name, value in options.items() for part in (f"--{name}", value)]
    return maxxit.invoke(app, ["signals", "raise", "--deployment", str(deployment), *words, *more])


def test_a_signal_is_raised_once_for_a_key(
    maxxit: CliRunner, store_url: str, deployment: UUID
) -> None:
    first = asking(maxxit, deployment, "--json", share="0.08", leverage="3")
    again = asking(maxxit, deployment, share="0.08", leverage="3")

    assert (first.exit_code, again.exit_code) == (0, 0), first.output + again.output
    told = json.loads(first.stdout)
    assert (told["key"], told["known"]) == ("k-1", False)
    assert told["signal_id"] in again.stdout.replace("\n", "")
    assert "already" in again.stdout

    async def stored(engine: AsyncEngine) -> list[dict[str, object]]:
        found = (await dump(engine, "signal"))["signal"]
        await engine.dispose()
        return found

    [signal] = asyncio.run(stored(create_async_engine(store_url)))
    assert str(signal["id"]) == told["signal_id"]
    assert (signal["token"], signal["side"], signal["dedupe_key"]) == ("BTC", "LONG", "manual:k-1")
    assert (signal["size"], signal["leverage"]) == (Decimal("0.08"), 3)
    assert signal["deployment_id"] == deployment


def test_a_key_used_for_another_trade_is_refused(maxxit: CliRunner, deployment: UUID) -> None:
    asking(maxxit, deployment)
    other = asking(maxxit, deployment, side="short")

    assert other.exit_code == 1
    assert "k-1 was used before" in other.stderr


def test_a_trade_that_no_venue_lists_is_no_signal(maxxit: CliRunner, deployment: UUID) -> None:
    told = [asking(maxxit, deployment, token="PEPE") for _ in range(2)]

    assert [result.exit_code for result in told] == [1, 1]
    assert all("no_market" in result.stderr for result in told)
    assert "asked before" in told[1].stderr


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("token", "not a token"),
        ("side", "sideways"),
        ("share", "0"),
        ("share", "0.11"),
        ("share", "NaN"),
        ("share", "a lot"),
        ("leverage", "0.5"),
        ("leverage", "Infinity"),
        ("key", ""),
        ("key", "two words"),
    ],
)
def test_bad_input_exits_with_2_and_names_the_option(
    maxxit: CliRunner, deployment: UUID, option: str, value: str
) -> None:
    result = asking(maxxit, deployment, **{option: value})

    assert result.exit_code == 2
    assert f"--{option}" in result.stderr


def test_a_deployment_nobody_made_is_bad_input(maxxit: CliRunner, deployment: UUID) -> None:
    assert deployment
    result = asking(maxxit, uuid4())

    assert result.exit_code == 2
    assert "deployment" in result.stderr
