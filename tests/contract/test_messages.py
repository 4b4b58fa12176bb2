"""Messages as a product: what they are called, what their bytes are, and who can read them."""

import importlib
import json
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

import contracts
from contracts.base import Message, lineage
from contracts.channels import MESSAGES, ROUTING_KEYS, SUBSCRIPTIONS, TRANSIENT, queue_name
from contracts.orders import OrderMessage
from contracts.positions import PositionMessage, PriceMarked

EXAMPLES = Path(contracts.__file__).parent / "examples"
KEY = re.compile(r"[a-z]+\.[a-z]+\.v[0-9]+")
every_message = pytest.mark.parametrize(
    ("message", "key"), ROUTING_KEYS.items(), ids=ROUTING_KEYS.values()
)


def examples(key: str) -> list[Path]:
    """List the examples of a message, oldest first."""
    return sorted((EXAMPLES / key).glob("*.json"), key=lambda path: int(path.stem))


every_example = pytest.mark.parametrize(
    ("message", "example"),
    [(message, path) for message, key in ROUTING_KEYS.items() for path in examples(key)],
    ids=lambda value: f"{value.parent.name}/{value.stem}" if isinstance(value, Path) else "",
)


def declared() -> set[type[Message]]:
    """Find every message class that the contracts define."""
    for module in pkgutil.iter_modules(contracts.__path__):
        importlib.import_module(f"contracts.{module.name}")
    return {m for m in _descendants(Message) if m.__module__.startswith("contracts.")}


def _descendants(parent: type[Message]) -> Iterator[type[Message]]:
    for child in parent.__subclasses__():
        yield child
        yield from _descendants(child)


def test_every_message_travels_somewhere() -> None:
    assert declared() - {OrderMessage, PositionMessage} == set(ROUTING_KEYS)


def test_no_two_messages_share_a_name_or_a_key() -> None:
    names = Counter(message.__name__ for message in declared())

    assert names.most_common(1)[0][1] == 1
    assert len(MESSAGES) == len(ROUTING_KEYS)


@every_message
def test_a_key_is_the_class_name_in_two_words_and_a_version(
    message: type[Message], key: str
) -> None:
    name, _, version = re.sub(r"(?<=[a-z])(?=[A-Z])", ".", message.__name__).lower().partition(".v")

    assert KEY.fullmatch(key)
    assert key == f"{name}.v{version or 1}"


@every_message
def test_a_message_says_in_one_sentence_what_happened(message: type[Message], key: str) -> None:
    said = vars(message)["__doc__"]

    assert said.endswith(".")
    assert "\n" not in said


@every_example
def test_a_message_cannot_be_changed(message: type[Message], example: Path) -> None:
    fact = message.model_validate_json(example.read_bytes())

    with pytest.raises(ValidationError, match="frozen"):
        setattr(fact, "occurred_at", fact.occurred_at + timedelta(1))  # noqa: B010 - mypy forbids it


def test_every_queue_hears_a_message_that_travels() -> None:
    queues = [queue_name(m, stage) for stage, heard in SUBSCRIPTIONS.items() for m in heard]

    assert len(set(queues)) == len(queues)
    assert {m for heard in SUBSCRIPTIONS.values() for m in heard} <= set(ROUTING_KEYS)


def test_only_marks_may_be_lost() -> None:
    assert frozenset({PriceMarked}) == TRANSIENT


@every_message
def test_a_message_has_examples_numbered_from_one(message: type[Message], key: str) -> None:
    numbers = [int(path.stem) for path in examples(key)]

    assert numbers
    assert numbers == list(range(1, len(numbers) + 1))


def test_examples_are_only_of_messages_that_travel() -> None:
    assert {folder.name for folder in EXAMPLES.iterdir()} == set(MESSAGES)


@every_message
def test_an_optional_value_is_shown_both_given_and_missing(
    message: type[Message], key: str
) -> None:
    shown = [json.loads(path.read_bytes()) for path in examples(key)]
    optional = [name for name in message.model_fields if _takes_none(message, name)]

    for name in optional:
        assert {content.get(name) is None for content in shown} == {True, False}, name


def _takes_none(message: type[Message], name: str) -> bool:
    annotation = message.model_fields[name].annotation
    return type(None) in getattr(annotation, "__args__", ())


@every_example
def test_yesterdays_bytes_are_readable(message: type[Message], example: Path) -> None:
    message.model_validate_json(example.read_bytes())


@every_message
def test_the_newest_example_is_todays_shape(message: type[Message], key: str) -> None:
    newest = examples(key)[-1].read_text(encoding="utf-8")

    assert message.model_validate_json(newest).model_dump_json(indent=2) + "\n" == newest


@every_example
def test_a_message_survives_the_wire_unchanged(message: type[Message], example: Path) -> None:
    fact = message.model_validate_json(example.read_bytes())

    assert message.model_validate_json(fact.model_dump_json()) == fact


@every_example
def test_fields_of_the_future_are_ignored(message: type[Message], example: Path) -> None:
    content = json.loads(example.read_bytes())

    newer = message.model_validate_json(json.dumps(content | {"added_tomorrow": {"x": [1]}}))

    assert newer == message.model_validate_json(example.read_bytes())


@every_example
def test_a_message_without_one_of_its_facts_is_refused(
    message: type[Message], example: Path
) -> None:
    content = json.loads(example.read_bytes())

    for name, field in message.model_fields.items():
        if field.is_required():
            fewer = {k: v for k, v in content.items() if k != name}
            with pytest.raises(ValidationError, match=name):
                message.model_validate_json(json.dumps(fewer))


@every_example
def test_decimals_are_strings_and_times_are_utc_on_the_wire(
    message: type[Message], example: Path
) -> None:
    content = json.loads(example.read_bytes())
    pairs = list(_pairs(message.model_validate(content), content))

    assert all(isinstance(raw, str) for value, raw in pairs if isinstance(value, Decimal))
    times = [(value, raw) for value, raw in pairs if isinstance(value, datetime)]
    assert times
    assert all(re.search(r"(Z|\+00:00)$", raw) for _, raw in times)
    assert all(value.utcoffset() == timedelta(0) for value, _ in times)


def _pairs(value: Any, raw: Any) -> Iterator[tuple[Any, Any]]:
    """Put each value beside the JSON it was read from."""
    match value:
        case BaseModel():
            for name in type(value).model_fields:
                if name in raw:  # yesterday's bytes know nothing of today's optional fields
                    yield from _pairs(getattr(value, name), raw[name])
        case tuple():
            for item, content in zip(value, raw, strict=True):
                yield from _pairs(item, content)
        case _:
            yield value, raw


@every_example
def test_a_time_without_a_zone_is_refused(message: type[Message], example: Path) -> None:
    content = json.loads(example.read_bytes())

    with pytest.raises(ValidationError, match="timezone"):
        message.model_validate(content | {"occurred_at": "2026-01-05T12:00:00"})


@every_example
def test_a_message_belongs_to_one_partition(message: type[Message], example: Path) -> None:
    fact = message.model_validate_json(example.read_bytes())

    assert fact.partition
    assert fact.partition == message.model_validate_json(example.read_bytes()).partition


@given(
    cause=st.uuids(),
    trace=st.uuids(),
    effects=st.lists(st.text(max_size=40), min_size=2, max_size=20, unique=True),
    moments=st.lists(st.datetimes(timezones=st.just(UTC)), min_size=2, max_size=2),
)
def test_effects_have_ids_of_their_own_whenever_they_happen(
    cause: Any, trace: Any, effects: list[str], moments: list[datetime]
) -> None:
    first = [lineage(cause, effect, trace_id=trace, at=moments[0]) for effect in effects]
    again = [lineage(cause, effect, trace_id=trace, at=moments[1]) for effect in effects]

    assert [head["id"] for head in first] == [head["id"] for head in again]
    assert all(left != right for left, right in pairwise(sorted(head["id"] for head in first)))
    assert {head["trace_id"] for head in first} == {trace}


@given(one=st.uuids(), other=st.uuids(), effect=st.text(max_size=40))
def test_different_causes_lead_to_different_messages(one: Any, other: Any, effect: str) -> None:
    at = datetime(2026, 1, 5, tzinfo=UTC)
    heads = [_alike(cause).leads_to(effect, at=at) for cause in (one, other)]

    assert (heads[0]["id"] == heads[1]["id"]) == (one == other)
    assert heads[0]["trace_id"] == _alike(one).trace_id
    assert heads[0]["occurred_at"] == at


def _alike(cause: Any) -> Message:
    content = json.loads(examples(ROUTING_KEYS[PriceMarked])[0].read_bytes())
    return PriceMarked.model_validate(content | {"id": cause})
