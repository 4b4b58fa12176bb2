"""`maxxit reconcile` as a person meets it: what agrees, what differs, and who did not answer."""

import asyncio
import json
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner, Result

from cli.main import app
from contracts.market import Side, Wallet
from domain.errors import VenueUnavailable
from domain.ports.venue import AccountHolding
from infra.venues.paper.adapter import PaperVenue
from tests.factories import NOON, a_deployment, a_wallet, an_agent
from tests.factories_positions import a_fill, a_position, a_signal, an_order

pytestmark = pytest.mark.integration


@pytest.fixture
def maxxit(store_url: str, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("DATABASE_URL", store_url)
    monkeypatch.setenv("RABBITMQ_URL", "amqp://127.0.0.1:1/")
    return CliRunner()


async def told(maxxit: CliRunner, *words: str) -> Result:
    return await asyncio.to_thread(maxxit.invoke, app, ["reconcile", *words])


async def held(engine: AsyncEngine) -> None:
    """Store an open position of which the venue knows nothing."""
    agent = await an_agent(engine)
    deployment = await a_deployment(engine, agent)
    signal = await a_signal(engine, agent)
    opened: dict[str, Any] = {"opened_quantity": 1, "quantity": 1, "entry_price": 100}
    opened |= {"hard_stop_price": 90, "status": "OPEN", "opened_at": NOON}
    position = await a_position(engine, agent, deployment, signal, **opened)
    await a_fill(engine, await an_order(engine, position), "100")


async def test_nobody_differs_on_an_empty_store(maxxit: CliRunner) -> None:
    result = await told(maxxit)
    assert (result.exit_code, "Nobody trades" in result.output) == (0, True)


async def test_an_account_without_trades_agrees(engine: AsyncEngine, maxxit: CliRunner) -> None:
    await a_deployment(engine, await an_agent(engine))
    result = await told(maxxit, "--json")
    document = json.loads(result.stdout)
    assert (result.exit_code, document["agrees"], document["silent"]) == (0, True, {})
    [account] = document["accounts"]
    assert (account["wallet"], account["our_fills"], account["funding"]) == (a_wallet(1), 0, "0")


async def test_each_difference_is_named_and_the_exit_code_says_so(
    engine: AsyncEngine, maxxit: CliRunner
) -> None:
    await held(engine)
    result = await told(maxxit)
    assert result.exit_code == 1
    words = " ".join(result.output.split())
    assert "BTC held: 1 in our books, 0 on the venue" in words
    assert "is booked and not told by the venue" in words


async def test_a_venue_that_does_not_answer_is_named(
    engine: AsyncEngine, maxxit: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_deployment(engine, await an_agent(engine))

    async def holdings(_: PaperVenue, wallets: Collection[Wallet]) -> Sequence[AccountHolding]:
        raise VenueUnavailable(f"no route for {len(wallets)}")

    monkeypatch.setattr(PaperVenue, "holdings", holdings)
    silent = await told(maxxit)
    assert (silent.exit_code, "PAPER did not answer: no route for 1" in silent.output) == (1, True)


async def test_a_users_own_position_is_shown_and_is_no_difference(
    engine: AsyncEngine, maxxit: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_deployment(engine, await an_agent(engine))

    async def holdings(_: PaperVenue, wallets: Collection[Wallet]) -> Sequence[AccountHolding]:
        held: dict[str, Any] = {"symbol": "ETH", "side": Side.LONG, "quantity": Decimal("1.50")}
        return [AccountHolding(wallet=wallet, **held) for wallet in wallets]

    monkeypatch.setattr(PaperVenue, "holdings", holdings)
    result = await told(maxxit)
    assert result.exit_code == 0
    assert "LONG 1.5 ETH is its owner's" in " ".join(result.output.split())
