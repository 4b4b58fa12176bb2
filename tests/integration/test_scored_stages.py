"""Scores and preferences through the signals and intents stages, on a real Postgres."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.explain.drawing import draw
from contracts.signals import SignalRaised
from domain.ports.unit_of_work import UnitsOfWork
from domain.preferences import Preferences
from infra.reading.explain import find, gather
from infra.reading.explain_telling import tell
from tests.factories import NOON, a_balance, a_deployment, a_wallet, an_id
from tests.factories_intents import handle as decide
from tests.factories_posts import rows, sent
from tests.factories_posts_heard import a_followed_source, handle, on_a_market
from tests.factories_scores import a_snapshot, store_snapshot
from tests.factories_signals import a_classified

pytestmark = pytest.mark.integration

D = Decimal
BTC_PRICE = 60000


async def raised(engine: AsyncEngine, units: UnitsOfWork, **agent: Any) -> SignalRaised:
    """Have a post about BTC judged, and read back the message that says so."""
    source_id = await a_followed_source(engine, **agent)
    await handle(units, await on_a_market(engine, a_classified(source_id)))
    (message,) = await sent(engine, "signal.raised.v1")
    return SignalRaised.model_validate(message)


async def test_a_score_is_in_the_message_and_in_the_row_with_every_number(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    await store_snapshot(units, a_snapshot(seen_at=NOON - timedelta(minutes=59)))
    signal = await raised(engine, units)
    assert (signal.score, signal.size) == (D("0.36"), D("0.036"))
    (row,) = await rows(engine, "select score, size, score_breakdown from signal")
    assert (row["score"], row["size"]) == (D("0.36"), D("0.036"))
    assert row["score_breakdown"] == {
        "seen_at": "2026-01-05T11:01:00Z",
        "figures": {
            "galaxy": "60",
            "sentiment": "0.6",
            "social_change": "0",
            "momentum": "0",
            "rank": "200",
        },
        "parts": {
            "galaxy": "0.4",
            "sentiment": "0.2",
            "social": "0",
            "momentum": "0",
            "rank": "0.3",
        },
        "market": "0.2",
        "post": "0.6",
        "combined": "0.36",
    }
    assert signal.breakdown is not None
    assert signal.breakdown.model_dump(mode="json") == row["score_breakdown"]


async def test_without_a_snapshot_the_row_says_why_the_size_is_the_default(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    assert (await raised(engine, units)).size == D("0.05")
    (row,) = await rows(engine, "select score, size, score_breakdown from signal")
    assert (row["score"], row["size"]) == (None, D("0.05"))
    assert row["score_breakdown"]["unscored"] == "not_seen"


async def test_a_snapshot_from_after_the_post_s_turn_is_not_looked_at(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    await store_snapshot(units, a_snapshot(seen_at=NOON + timedelta(minutes=1)))
    assert (await raised(engine, units)).score is None


async def test_users_of_one_agent_trade_in_sizes_of_their_own(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    await store_snapshot(units, a_snapshot())
    signal = await raised(engine, units)
    for n in (1, 2):
        await a_deployment(engine, an_id("agent/momentum"), n)
        await a_balance(engine, n)
    async with units() as uow:
        await uow.preferences.save(a_wallet(2), Preferences())
    await decide(units, signal)
    query = "select wallet, quantity from intent order by wallet"
    dollars = [row["quantity"] * BTC_PRICE for row in await rows(engine, query)]
    assert dollars == [D(360), D("730.8")]
    before = await rows(engine, "select * from intent")
    await decide(units, signal)
    assert await rows(engine, "select * from intent") == before


async def test_explaining_a_signal_shows_every_number_of_its_score(
    engine: AsyncEngine, units: UnitsOfWork
) -> None:
    await store_snapshot(units, a_snapshot())
    signal = await raised(engine, units)
    async with engine.connect() as connection:
        told = tell(await gather(connection, await find(connection, str(signal.signal_id))))
    console = Console(width=400)
    with console.capture() as captured:
        console.print(draw(told))
    assert "score 0.36" in captured.get()
    for number in ("market 0.2 = ", "post 0.6 = ", "combined 0.36 = 0.6 market + 0.4 post"):
        assert number in captured.get()
