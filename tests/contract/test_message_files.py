"""What is written down about messages is what the code says, and never shuts a reader out."""

import copy
import json
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from cli.services import STAGES
from contracts.channels import EVENTS, ROUTING_KEYS, SUBSCRIPTIONS, queue_name
from contracts.intents import TradeIntended
from scripts.messages import __main__ as program
from scripts.messages.asyncapi import document
from scripts.messages.page import SENDERS
from scripts.messages.schemas import breaks, schema_of

TODAY = schema_of(TradeIntended)
TODAY["$defs"]["RiskPlan"]["additionalProperties"] = False
"""As if its readers refused what they do not know, which none of ours does."""
Change = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return document()


def test_the_committed_files_are_what_the_code_says() -> None:
    assert program.drift() == []


def test_no_reader_is_shut_out_without_a_new_version() -> None:
    assert program.broken() == []


def test_check_tells_a_file_out_of_date_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(program, "ROOT", tmp_path)

    assert program.main(["--check"]) == 1
    assert "docs/messages.md is out of date" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_writing_leaves_nothing_to_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "ROOT", tmp_path)

    assert program.main([]) == 0
    assert program.main(["--check"]) == 0


def test_a_schema_of_a_message_that_is_gone_is_out_of_date(tmp_path: Path) -> None:
    program.write(program.files(), tmp_path)
    (tmp_path / program.SCHEMAS / "post.deleted.v1.json").write_text("{}")

    assert program.drift(tmp_path) == ["contracts/schemas/post.deleted.v1.json"]


def test_a_schema_that_shuts_readers_out_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(program, "ROOT", tmp_path)
    program.write(program.files(), tmp_path)
    committed = tmp_path / program.SCHEMAS / f"{ROUTING_KEYS[TradeIntended]}.json"
    yesterday = json.loads(committed.read_text())
    yesterday["properties"]["urgency"] = {"type": "string"}
    committed.write_text(json.dumps(yesterday))

    assert program.main([]) == 1
    assert "urgency was removed" in capsys.readouterr().err
    assert "urgency" in committed.read_text()


def _remove(schema: dict[str, Any]) -> None:
    del schema["properties"]["quantity"]


def _require(schema: dict[str, Any]) -> None:
    schema["properties"]["urgency"] = {"type": "string"}
    schema["required"].append("urgency")


def _retype(schema: dict[str, Any]) -> None:
    schema["properties"]["quantity"] = {"type": "integer"}


def _tighten(schema: dict[str, Any]) -> None:
    schema["properties"]["quantity"]["x-gt"] = "1"


def _learn_a_word(schema: dict[str, Any]) -> None:
    schema["$defs"]["VenueName"]["enum"].append("DYDX")


def _forget_a_word(schema: dict[str, Any]) -> None:
    schema["$defs"]["Side"]["enum"].remove("SHORT")


def _require_inside(schema: dict[str, Any]) -> None:
    schema["$defs"]["RiskPlan"]["required"] = ["hard_stop"]


def _add_where_readers_are_strict(schema: dict[str, Any]) -> None:
    schema["$defs"]["RiskPlan"]["properties"]["note"] = {"type": "string", "default": ""}


def _allow_null(schema: dict[str, Any]) -> None:
    old = schema["properties"]["quantity"]
    schema["properties"]["quantity"] = {"anyOf": [old, {"type": "null"}]}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (_remove, "message.quantity was removed"),
        (_require, "message.urgency was added without a default"),
        (_retype, "message.quantity changed from"),
        (_tighten, "message.quantity changed from"),
        (_learn_a_word, "message.venue may now say DYDX"),
        (_forget_a_word, "message.side no longer knows SHORT"),
        (_require_inside, "message.risk_plan.hard_stop lost its default"),
        (_add_where_readers_are_strict, "message.risk_plan.note was added where readers refuse"),
        (_allow_null, "message.quantity changed from"),
    ],
)
def test_a_change_that_shuts_a_reader_out_is_told(change: Change, problem: str) -> None:
    tomorrow = copy.deepcopy(TODAY)
    change(tomorrow)

    [told] = breaks(TODAY, tomorrow)
    assert told.startswith(problem)


def _add_optional(schema: dict[str, Any]) -> None:
    schema["properties"]["urgency"] = {"type": "string", "default": "calm"}


def _describe(schema: dict[str, Any]) -> None:
    schema["properties"]["quantity"]["description"] = "How many tokens."


@pytest.mark.parametrize("change", [_add_optional, _describe])
def test_a_change_that_everybody_can_read_is_allowed(change: Change) -> None:
    tomorrow = copy.deepcopy(TODAY)
    change(tomorrow)

    assert breaks(TODAY, tomorrow) == []


def test_every_message_has_senders_that_exist() -> None:
    senders = {sender for named in SENDERS.values() for sender in named}

    assert set(SENDERS) == set(ROUTING_KEYS)
    assert all(SENDERS.values())
    assert [s for s in senders if find_spec(s.replace("/", ".")) is None] == []


def test_every_stage_handles_just_what_its_queues_bring() -> None:
    assert {stage.name: set(stage.handlers) for stage in STAGES} == {
        name: set(heard) for name, heard in SUBSCRIPTIONS.items()
    }


def test_the_document_has_a_channel_for_each_queue_and_each_message(
    described: dict[str, Any],
) -> None:
    queues = {queue_name(m, stage) for stage, heard in SUBSCRIPTIONS.items() for m in heard}

    assert set(described["channels"]) == queues | set(ROUTING_KEYS.values())
    assert all(channel["description"] for channel in described["channels"].values())


def test_the_document_names_no_host_of_ours(described: dict[str, Any]) -> None:
    [server] = described["servers"].values()

    assert server["host"] == "rabbitmq:5672"
    assert "127.0.0.1" not in json.dumps(described)


def test_every_reference_in_the_document_leads_somewhere(described: dict[str, Any]) -> None:
    references = set(_references(described))

    assert references
    assert [ref for ref in references if _followed(described, ref) is None] == []


def _references(part: Any) -> list[str]:
    match part:
        case {"$ref": str(ref)}:
            return [ref]
        case dict():
            return [ref for value in part.values() for ref in _references(value)]
        case list():
            return [ref for value in part for ref in _references(value)]
        case _:
            return []


def _followed(root: dict[str, Any], ref: str) -> Any:
    place: Any = root
    for step in ref.removeprefix("#/").split("/"):
        place = (place or {}).get(step)
    return place


def test_messages_leave_through_the_one_exchange(described: dict[str, Any]) -> None:
    sent = [described["channels"][key] for key in ROUTING_KEYS.values()]

    assert {channel["bindings"]["amqp"]["exchange"]["name"] for channel in sent} == {EVENTS}
