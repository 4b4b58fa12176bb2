"""`maxxit flatten` while the platform runs: it waits until all is closed, the largest first."""

import asyncio
import json
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner

from cli.main import app
from tests.factories import NOON, a_wallet
from tests.scenarios import Start, deployed, holding, rows, say, statuses

pytestmark = [pytest.mark.integration, pytest.mark.slow, pytest.mark.timeout(120)]


async def test_all_is_closed_once_the_largest_first_and_nothing_enters_after(
    engine: AsyncEngine, start: Start, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await deployed(engine, wallets=3)
    for n, usd in ((1, 20_000), (2, 30_000), (3, 10_000)):
        await holding(engine, n, usd)
    pipeline = await start()
    await say(pipeline, "Just opened a long on $BTC")
    assert await statuses(engine) == [("OPEN", None)] * 3
    monkeypatch.setenv("DATABASE_URL", store_url)

    words = ["flatten", "--all", "--timeout", "60", "--json"]
    command = asyncio.create_task(asyncio.to_thread(CliRunner().invoke, app, words))
    while not command.done():
        await pipeline.settle(NOON + timedelta(seconds=10))
        await asyncio.sleep(0.1)

    result = command.result()
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert (answer["flat"], answer["remaining"], answer["positions"]) == (True, 0, [])
    assert await statuses(engine) == [("CLOSED", "KILL_SWITCH")] * 3
    leaving = await rows(
        engine,
        "select payload->>'wallet' as wallet from outbox"
        " where routing_key = 'exit.intended.v1' order by id",
    )
    assert [row["wallet"] for row in leaving] == [a_wallet(n) for n in (2, 1, 3)]

    await say(pipeline, "Just opened a long on $BTC", number=2)
    assert await statuses(engine) == [("CLOSED", "KILL_SWITCH")] * 3
