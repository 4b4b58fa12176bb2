"""`maxxit explain` as a command: what it prints and how it exits."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest
import typer
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner, Result

from cli.explain.command import explain
from infra.database import make_engine
from tests.factories_explain import TWEET, a_whole_story, position_of

pytestmark = pytest.mark.integration
Asked = Callable[..., Result]


@pytest.fixture
def asked(store_url: str, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Return what runs the command against a database with the whole story in it."""
    monkeypatch.setenv("DATABASE_URL", store_url)
    asyncio.run(_filled(store_url, a_whole_story))
    app = typer.Typer()
    app.command()(explain)

    def ask(*arguments: str) -> Result:
        return CliRunner().invoke(app, list(arguments))

    return ask


async def _filled(url: str, fill: Callable[[AsyncEngine], Awaitable[None]]) -> None:
    engine = make_engine(url)
    await fill(engine)
    await engine.dispose()


def test_the_command_draws_a_tree(asked: Asked) -> None:
    result = asked(TWEET)

    assert result.exit_code == 0
    assert "verdict of rules/1: a candidate" in result.stdout


def test_the_command_refuses_an_unknown_id_in_one_line(asked: Asked) -> None:
    result = asked("1999")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        "error: that is the id of no post, signal, intent, order or position"
    ]


def test_the_command_prints_one_json_document(asked: Asked) -> None:
    result = asked(str(position_of(1)), "--json")

    document = json.loads(result.stdout)
    assert result.exit_code == 0
    assert set(document) == {
        "asked",
        "id",
        "post",
        "verdicts",
        "outcomes",
        "other_outcomes",
        "other_deployments",
    }
    [outcome] = document["outcomes"]
    [deployment] = outcome["signal"]["deployments"]
    position = deployment["position"]
    assert document["post"]["published_at"] == "2026-01-05T12:00:00Z"
    assert document["other_deployments"] == {"intended": 1, "halted": 1, "no_balance": 1}
    assert deployment["intent"]["order"]["fills"][0]["price"] == "60010"
    assert (position["net_pnl"], position["held"]) == ("14.46", 3597.0)
    assert [bill["amount"] for bill in position["bills"]] == ["0.2", "1.5"]
