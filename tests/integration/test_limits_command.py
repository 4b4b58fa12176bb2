"""`maxxit limits` and `maxxit flatten` as a person meets them, on a store without services."""

import asyncio
import json
import os
import signal
import sys
from contextlib import suppress
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner, Result

from cli.main import app
from domain.policy import Policy
from tests.delivery import eventually
from tests.factories import NOON, a_deployment, a_wallet, an_agent, an_id
from tests.factories_positions import a_position, a_signal

pytestmark = pytest.mark.integration


@pytest.fixture
def maxxit(store_url: str, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("DATABASE_URL", store_url)
    monkeypatch.setenv("RABBITMQ_URL", "amqp://127.0.0.1:1/")
    return CliRunner()


async def told(maxxit: CliRunner, *words: str) -> Result:
    return await asyncio.to_thread(maxxit.invoke, app, list(words))


async def shown(maxxit: CliRunner) -> list[dict[str, str]]:
    result = await told(maxxit, "limits", "show", "--json")
    assert result.exit_code == 0, result.output
    rows: list[dict[str, str]] = json.loads(result.stdout)
    return rows


async def held(engine: AsyncEngine) -> UUID:
    """Store an open position, of one token at 100."""
    agent_id = await an_agent(engine)
    deployment_id = await a_deployment(engine, agent_id)
    opened: dict[str, Any] = {
        "opened_quantity": 1,
        "quantity": 1,
        "entry_price": 100,
        "hard_stop_price": 90,
    }
    signal_id = await a_signal(engine, agent_id)
    return await a_position(
        engine, agent_id, deployment_id, signal_id, status="OPEN", opened_at=NOON, **opened
    )


async def halts(engine: AsyncEngine) -> list[Any]:
    async with engine.connect() as connection:
        found = await connection.execute(text("select * from halt where lifted_at is null"))
        return list(found)


async def test_without_any_set_the_standard_limits_are_shown(maxxit: CliRunner) -> None:
    rows = await shown(maxxit)

    assert {row["origin"] for row in rows} == {"default"}
    assert len(rows) == sum(map(len, Policy().limits.values()))
    assert "daily_loss" in (await told(maxxit, "limits", "show")).output


async def test_a_limit_is_set_shown_replaced_and_cleared(maxxit: CliRunner) -> None:
    for value in ("5000", "4000.50"):
        result = await told(maxxit, "limits", "set", "WALLET", "order_notional", value)
        assert result.exit_code == 0, result.output
    mine = ["--target", a_wallet(0xAB).upper().replace("0X", "0x")]
    result = await told(maxxit, "limits", "set", "wallet", "token_exposure", "100", *mine, "--json")
    assert json.loads(result.stdout)["target"] == a_wallet(0xAB)

    rows = {(row["scope"], row["name"]): row for row in await shown(maxxit)}
    assert rows["WALLET", "order_notional"]["value"] == "4000.5"
    assert rows["WALLET", "order_notional"]["origin"] == "set"
    assert rows["WALLET", "token_exposure"]["target"] == a_wallet(0xAB)

    assert (await told(maxxit, "limits", "clear", "WALLET", "order_notional")).exit_code == 0
    rows = {(row["scope"], row["name"]): row for row in await shown(maxxit)}
    assert rows["WALLET", "order_notional"]["origin"] == "default"
    again = await told(maxxit, "limits", "clear", "WALLET", "order_notional")
    assert (again.exit_code, "no limit order_notional was set" in again.stderr) == (2, True)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (["WALLET", "max_notional", "5"], "name"),
        (["PLANET", "daily_loss", "5"], "scope"),
        (["WALLET", "daily_loss", "-5"], "VALUE"),
        (["WALLET", "daily_loss", "much"], "VALUE"),
        (["WALLET", "daily_loss", "NaN"], "VALUE"),
        (["WALLET", "daily_loss", "1e30"], "VALUE"),
        (["WALLET", "open_positions", "1.5"], "VALUE"),
        (["WALLET", "daily_loss", "5", "--target", "0x12"], "--target"),
        (["AGENT", "daily_loss", "5", "--target", "momentum"], "--target"),
        (["PLATFORM", "daily_loss", "5", "--target", "me"], "--target"),
    ],
)
async def test_what_is_no_limit_is_named_and_sets_nothing(
    maxxit: CliRunner, words: list[str], field: str
) -> None:
    before = await shown(maxxit)

    result = await told(maxxit, "limits", "set", *words)

    assert result.exit_code == 2
    assert field in result.stderr
    assert await shown(maxxit) == before


async def test_an_agent_that_is_not_there_takes_no_limit(
    maxxit: CliRunner, engine: AsyncEngine
) -> None:
    agent_id = await an_agent(engine)
    good = await told(maxxit, "limits", "set", "AGENT", "drawdown", "5", "--target", str(agent_id))
    assert good.exit_code == 0, good.output

    stray = ["--target", str(an_id("nobody"))]
    bad = await told(maxxit, "limits", "set", "AGENT", "drawdown", "5", *stray)
    assert (bad.exit_code, "no agent" in bad.stderr) == (2, True)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--all", "--venue", "PAPER"],
        ["--wallet", "0x12"],
        ["--venue", "MARS"],
        ["--agent", str(an_id("nobody"))],
        ["--deployment", str(an_id("nobody"))],
        ["--all", "--timeout", "-1"],
    ],
)
async def test_what_cannot_be_flattened_is_an_error_and_halts_nothing(
    maxxit: CliRunner, engine: AsyncEngine, words: list[str]
) -> None:
    assert (await told(maxxit, "flatten", *words)).exit_code == 2
    assert await halts(engine) == []


async def test_where_nothing_is_held_it_is_flat_at_once_and_twice_is_one_halt(
    maxxit: CliRunner, engine: AsyncEngine
) -> None:
    deployment_id = await a_deployment(engine, await an_agent(engine))
    for _ in range(2):
        result = await told(maxxit, "flatten", "--deployment", str(deployment_id))
        assert (result.exit_code, "flat; halt" in result.stdout) == (0, True), result.output

    [halt] = await halts(engine)
    assert (halt.scope, halt.target, halt.strength) == (
        "DEPLOYMENT",
        str(deployment_id),
        "FLATTEN",
    )


@pytest.mark.parametrize("wide", [True, False])
async def test_what_is_left_when_the_time_is_up_is_listed_and_the_halt_stays(
    maxxit: CliRunner, engine: AsyncEngine, wide: bool
) -> None:
    position_id = await held(engine)
    scope = ["--all"] if wide else ["--wallet", a_wallet(1).upper().replace("0X", "0x")]

    result = await told(maxxit, "flatten", *scope, "--timeout", "0", "--json")

    assert result.exit_code == 1, result.output
    answer = json.loads(result.stdout)
    assert (answer["flat"], answer["remaining"]) == (False, 1)
    [left] = answer["positions"]
    assert (left["id"], Decimal(left["notional"])) == (str(position_id), Decimal(100))
    [halt] = await halts(engine)
    assert answer["halt"] == str(halt.id)
    said = await told(maxxit, "flatten", *scope, "--timeout", "0.1")
    assert (said.exit_code, "not flat yet" in said.stderr) == (1, True)


async def test_a_scope_beside_what_is_held_is_flat(maxxit: CliRunner, engine: AsyncEngine) -> None:
    await held(engine)

    for scope in (["--venue", "GMX"], ["--wallet", a_wallet(2)]):
        assert (await told(maxxit, "flatten", *scope, "--timeout", "0")).exit_code == 0


async def test_whoever_stops_waiting_is_told_that_the_halt_stays(
    engine: AsyncEngine, store_url: str
) -> None:
    await held(engine)
    # What a shell runs in the background ignores Ctrl-C, and so would its children.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    words = [sys.executable, "-m", "cli", "flatten", "--all"]
    process = await asyncio.create_subprocess_exec(
        *words,
        env={**os.environ, "DATABASE_URL": store_url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )

    async def halted() -> bool:
        return bool(await halts(engine))

    try:
        await eventually(halted, within=60)
        process.send_signal(signal.SIGINT)
        _, errors = await asyncio.wait_for(process.communicate(), 30)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    assert process.returncode == 130
    assert b"stays in force" in errors
    assert len(await halts(engine)) == 1
