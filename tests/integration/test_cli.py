"""The command line as a person meets it: what it prints, and how it exits."""

import asyncio
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from typer.testing import CliRunner, Result

from cli.main import app
from tests.factories import an_id

pytestmark = pytest.mark.integration

GOOD = (
    '{"id": "1881", "author": "alice", "text": "long $BTC", "created_at": "2026-01-05T12:00:00Z"}'
)
SPLIT = (
    '{"id": "1882", "author": "alice", "text": "long $SOL, short $ETH",'
    ' "created_at": "2026-01-05T12:01:00Z"}'
)


@pytest.fixture
def maxxit(store_url: str, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("DATABASE_URL", store_url)
    monkeypatch.setenv("RABBITMQ_URL", "amqp://127.0.0.1:1/")
    return CliRunner()


def printed(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    path = tmp_path / "posts.jsonl"
    path.write_text(f"{GOOD}\nnot json\n{SPLIT}\n")
    return path


def test_ingest_stores_the_good_lines_and_names_the_bad_one(maxxit: CliRunner, posts: Path) -> None:
    result = maxxit.invoke(app, ["ingest", "--jsonl", str(posts), "--json"])
    assert result.exit_code == 2
    told = json.loads(result.stdout)
    assert (told["stored"], told["known"]) == (2, 0)
    assert [line["line"] for line in told["bad"]] == [2]
    assert "line 2" in result.stderr


def test_ingesting_twice_stores_once(maxxit: CliRunner, tmp_path: Path) -> None:
    path = tmp_path / "good.jsonl"
    path.write_text(GOOD + "\n")
    assert maxxit.invoke(app, ["ingest", "--jsonl", str(path)]).exit_code == 0
    again = printed(maxxit.invoke(app, ["ingest", "--jsonl", str(path), "--json"]))
    assert again == {"stored": 0, "known": 1, "bad": []}


def test_classify_prints_one_verdict_a_line(maxxit: CliRunner, posts: Path) -> None:
    result = maxxit.invoke(app, ["classify", "--jsonl", str(posts)])
    assert result.exit_code == 2
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert first["id"] == "1881"
    assert (first["candidate"], first["tokens"], first["direction"]) == (True, ["BTC"], "LONG")
    assert first["classifier"] == "rules-1"
    assert second["direction"] is None
    assert {c["token"]: c["direction"] for c in second["calls"]} == {"SOL": "LONG", "ETH": "SHORT"}


def test_a_classifier_nobody_knows_is_bad_input(maxxit: CliRunner, posts: Path) -> None:
    result = maxxit.invoke(app, ["classify", "--jsonl", str(posts), "--classifier", "tea-leaves"])
    assert result.exit_code == 2


def test_a_file_that_is_not_there_is_bad_input(maxxit: CliRunner) -> None:
    assert maxxit.invoke(app, ["ingest", "--jsonl", "/nowhere/posts.jsonl"]).exit_code == 2


def test_a_halt_is_raised_listed_and_lifted(maxxit: CliRunner) -> None:
    venue = ["halt", "raise", "venue", "PAPER", "--strength", "flatten", "--reason", "test"]
    raised = printed(maxxit.invoke(app, [*venue, "--json"]))
    [listed] = printed(maxxit.invoke(app, ["halt", "list", "--json"]))
    assert listed["id"] == raised["id"]
    assert (listed["scope"], listed["strength"]) == ("VENUE", "FLATTEN")
    assert maxxit.invoke(app, ["halt", "lift", raised["id"]]).exit_code == 0
    assert printed(maxxit.invoke(app, ["halt", "list", "--json"])) == []


def test_a_halt_without_its_target_is_bad_input(maxxit: CliRunner) -> None:
    assert maxxit.invoke(app, ["halt", "raise", "venue"]).exit_code == 2
    assert maxxit.invoke(app, ["halt", "raise", "global", "everything"]).exit_code == 2


def test_lifting_a_halt_nobody_raised_is_bad_input(maxxit: CliRunner) -> None:
    result = maxxit.invoke(app, ["halt", "lift", str(uuid4())])
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_dead_letter_is_listed_read_and_replayed_once(maxxit: CliRunner, store_url: str) -> None:
    letter = str(an_id("letter"))
    asyncio.run(_park(store_url, letter))
    [listed] = printed(maxxit.invoke(app, ["dead-letters", "list", "--json"]))
    assert listed["id"] == letter
    assert '"n": 1' in maxxit.invoke(app, ["dead-letters", "body", letter]).stdout
    assert maxxit.invoke(app, ["dead-letters", "replay", letter]).exit_code == 0
    assert printed(maxxit.invoke(app, ["dead-letters", "list", "--json"])) == []
    again = maxxit.invoke(app, ["dead-letters", "replay", letter])
    assert again.exit_code == 1
    assert "was replayed" in again.stderr


async def _park(store_url: str, letter: str) -> None:
    engine = create_async_engine(store_url)
    async with engine.begin() as connection:
        await connection.execute(
            text("""
                insert into dead_letter
                  (id, stage, message_id, routing_key, reason, error, body, at)
                values (:id, 'metrics', gen_random_uuid(), 'position.closed.v1', 'failed',
                  'KeyError', '{"n": 1}', now())"""),
            {"id": letter},
        )
    await engine.dispose()


def test_the_topology_is_shown(maxxit: CliRunner) -> None:
    rows = printed(maxxit.invoke(app, ["topology", "show", "--json"]))
    assert {
        "stage": "orders",
        "message": "exit.intended.v1",
        "queue": "orders.exit.intended.v1.q",
    } in rows


def test_the_doctor_says_what_is_wrong_and_exits_with_1(maxxit: CliRunner) -> None:
    result = maxxit.invoke(app, ["doctor", "--json"])
    assert result.exit_code == 1
    checks = {check["check"]: check["ok"] for check in json.loads(result.stdout)}
    assert checks["postgres"] == "yes"
    assert checks["rabbitmq"] == "NO"


def test_a_setting_that_is_wrong_is_named(
    maxxit: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NETWORK", "moon")
    result = maxxit.invoke(app, ["halt", "list"])
    assert result.exit_code == 2
    assert "NETWORK" in result.stderr


def test_a_service_nobody_knows_is_bad_input(maxxit: CliRunner) -> None:
    result = maxxit.invoke(app, ["run", "tea-maker"])
    assert result.exit_code == 2
    assert "trade-executor-worker" in result.stderr


ROSTER = """
[[agent]]
name = "momentum"
creator = "0xABCDEF0000000000000000000000000000000001"
follows = ["@Alice", "bob"]
deployment = [{ wallet = "0xABCDEF0000000000000000000000000000000002" }]
"""


def test_agents_are_stored_from_a_file_once(maxxit: CliRunner, tmp_path: Path) -> None:
    path = tmp_path / "agents.toml"
    path.write_text(ROSTER)
    for _ in range(2):
        assert maxxit.invoke(app, ["agents", "apply", str(path)]).exit_code == 0
    [agent] = printed(maxxit.invoke(app, ["agents", "list", "--json"]))
    assert (agent["agent"], agent["follows"], agent["active"]) == ("momentum", "alice, bob", 1)
    [health] = printed(maxxit.invoke(app, ["agents", "health", "--json"]))
    assert (health["can_trade"], health["sources_active"]) == (False, 2)
    assert "PAPER: no markets are known" in health["in_the_way"]
    told = maxxit.invoke(app, ["agents", "health"]).stdout
    assert "momentum: CANNOT TRADE" in told
    assert "none of its 1 deployments is ready" in told


def test_a_deployment_is_paused_resumed_and_cancelled_by_choice(
    maxxit: CliRunner, tmp_path: Path
) -> None:
    path = tmp_path / "agents.toml"
    path.write_text(ROSTER)
    maxxit.invoke(app, ["agents", "apply", str(path)])
    [found] = printed(maxxit.invoke(app, ["deployments", "list", "--json"]))
    assert (found["status"], found["live"]) == ("ACTIVE", 0)

    for command, status in (("pause", "PAUSED"), ("resume", "ACTIVE")):
        result = maxxit.invoke(app, ["deployments", command, found["id"]])
        assert f"is {status}" in result.stdout
    unsaid = maxxit.invoke(app, ["deployments", "cancel", found["id"]])
    assert unsaid.exit_code == 2
    assert "--close or --keep" in unsaid.stderr
    assert maxxit.invoke(app, ["deployments", "cancel", found["id"], "--close"]).exit_code == 0
    [ended] = printed(maxxit.invoke(app, ["deployments", "list", "--json"]))
    assert (ended["status"], ended["what_it_holds"]) == ("CANCELLED", "closes")


def test_a_deployment_that_is_not_there_is_a_bad_name(maxxit: CliRunner) -> None:
    result = maxxit.invoke(app, ["deployments", "pause", "00000000-0000-5000-8000-000000000000"])
    assert result.exit_code == 2
    assert "no deployment" in result.stderr


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ("leverage = 0", "agent.0.leverage"),
        ("plan = { hard_stop = 2 }", "agent.0.plan.hard_stop"),
        ("plan = { hardstop = 0.1 }", "agent.0.plan.hardstop"),
        ("status = 'ACTIVE'", "agent.0.status"),
    ],
)
def test_a_wrong_agent_is_named_by_its_field(
    maxxit: CliRunner, tmp_path: Path, wrong: str, named: str
) -> None:
    path = tmp_path / "agents.toml"
    path.write_text(ROSTER + wrong + "\n")
    result = maxxit.invoke(app, ["agents", "apply", str(path)])
    assert result.exit_code == 2
    assert named in result.stderr
    assert printed(maxxit.invoke(app, ["agents", "list", "--json"])) == []
