"""`maxxit research` as a person meets it: what it prints, and how it exits."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app

pytestmark = pytest.mark.integration


@pytest.fixture
def maxxit(store_url: str, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("DATABASE_URL", store_url)
    monkeypatch.setenv("RABBITMQ_URL", "amqp://127.0.0.1:1/")
    return CliRunner()


def test_notes_of_a_known_institute_are_stored_once(maxxit: CliRunner, tmp_path: Path) -> None:
    ingest = ["research", "ingest", "--institute", "ACME", "--json"]
    assert maxxit.invoke(app, ["research", "add", "acme"]).exit_code == 0
    for stored in (1, 0):
        result = maxxit.invoke(app, [*ingest, "--text", "LONG BTC 5x"])
        assert result.exit_code == 0, result.output
        assert json.loads(result.stdout) == {"stored": stored, "known": 1 - stored, "bad": []}
    notes = tmp_path / "notes.jsonl"
    notes.write_text('{"text": "LONG ETH", "published_at": "2026-01-05T12:00:00Z"}\noops\n')
    result = maxxit.invoke(app, [*ingest, "--jsonl", str(notes)])
    assert result.exit_code == 2
    assert json.loads(result.stdout)["stored"] == 1
    assert "line 2" in result.stderr
    listed = json.loads(maxxit.invoke(app, ["research", "institutes", "--json"]).stdout)
    assert [(each["name"], each["feed"]) for each in listed] == [("acme", "by hand")]
    assert listed[0]["newest_note"] is not None


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--institute", "lab", "--text", "LONG BTC"), "lab"),
        (("--institute", "lab"), "--text"),
        (("--institute", "not a name", "--text", "LONG BTC"), "letters"),
        (("--institute", "lab", "--text", ""), "--text"),
        (("--institute", "lab", "--jsonl", "/nowhere.jsonl"), "/nowhere.jsonl"),
    ],
)
def test_bad_input_is_named_and_stores_nothing(
    maxxit: CliRunner, arguments: tuple[str, ...], named: str
) -> None:
    result = maxxit.invoke(app, ["research", "ingest", *arguments])
    assert result.exit_code == 2
    assert named in result.stderr


@pytest.mark.parametrize(
    ("note", "read"),
    [
        ("Short ETH 4x", {"valid": True, "token": "ETH", "side": "SHORT", "leverage": "4"}),
        ("ETH might fall", {"valid": False, "reason": "vague"}),
    ],
)
def test_a_note_can_be_read_without_storing_it(
    maxxit: CliRunner, note: str, read: dict[str, object]
) -> None:
    assert json.loads(maxxit.invoke(app, ["research", "read", note]).stdout) == read
