"""The page on messages: one table of all of them, then one table of fields for each."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from contracts import (
    alarms,
    billing,
    intents,
    market,
    metrics,
    orders,
    positions,
    posts,
    scores,
    signals,
)
from contracts.alarms import AlarmRaised
from contracts.base import Message
from contracts.billing import FeeAccrued
from contracts.channels import EVENTS, ROUTING_KEYS, SUBSCRIPTIONS, TRANSIENT, queue_name
from contracts.intents import ExitIntended, TradeIntended, TradeRefused
from contracts.metrics import MetricsUpdated
from contracts.orders import OrderFilled, OrderRejected, OrderUnknown
from contracts.positions import PositionClosed, PositionOpened, PriceMarked
from contracts.posts import PostClassified, PostPublished
from contracts.signals import SignalIgnored, SignalRaised
from scripts.messages.declared import Declared, fields, vocabulary
from scripts.messages.forms import code, form
from scripts.messages.schemas import WireSchema, schema_of

MODULES = (market, posts, scores, signals, intents, orders, positions, billing, metrics, alarms)
SENDERS: Mapping[type[Message], tuple[str, ...]] = {
    PostPublished: ("producers/tweets", "producers/posts"),
    PostClassified: ("consumers/posts",),
    SignalRaised: ("consumers/signals",),
    SignalIgnored: ("consumers/signals",),
    TradeIntended: ("consumers/intents",),
    TradeRefused: ("consumers/intents", "consumers/orders"),
    ExitIntended: ("consumers/positions",),
    OrderFilled: ("consumers/orders",),
    OrderRejected: ("consumers/orders",),
    OrderUnknown: ("consumers/orders",),
    PriceMarked: ("producers/marks",),
    PositionOpened: ("consumers/positions",),
    PositionClosed: ("consumers/positions",),
    FeeAccrued: ("consumers/billing",),
    MetricsUpdated: ("consumers/metrics",),
    AlarmRaised: ("producers/tweets", "consumers/orders", "consumers/positions"),
}
"""Which module sends which message."""
INTRODUCTION = f"""\
# Messages

<!-- Written by `make messages` from contracts/, never by hand; a test compares the two. -->

Every message goes to the topic exchange `{EVENTS}` under its key, as one JSON object in UTF-8.
Decimals are strings, times are ISO-8601 in UTC, ids are UUIDs. A reader ignores fields it does
not know; a message whose meaning changes gets a new version, that is a new class and a new key.
Examples are in [`contracts/examples/`](../contracts/examples), schemas in
[`contracts/schemas/`](../contracts/schemas), the AsyncAPI document is
[`asyncapi.json`](asyncapi.json).

Each begins with the same three fields: `id`, derived from the id of its cause, so that doing a
thing again says it again under the same id; `trace_id`, the same from a post to the bill of the
position it led to; and `occurred_at`, when it became true.
"""


def page() -> str:
    """Write the whole page, in Markdown."""
    lines = [INTRODUCTION, *_overview(), ""]
    for message, key in ROUTING_KEYS.items():
        lines += _section(message, key)
    lines += ["## Words", "", *_words()]
    return "\n".join(lines).rstrip() + "\n"


def _overview() -> Iterator[str]:
    yield "| message | key | sent by | heard by |"
    yield "| --- | --- | --- | --- |"
    for message, key in ROUTING_KEYS.items():
        name = message.__name__
        heard = ", ".join(_listeners(message)) or "nobody yet"
        yield f"| [{name}](#{name.lower()}) | `{key}` | {', '.join(SENDERS[message])} | {heard} |"


def _listeners(message: type[Message]) -> list[str]:
    return [f"consumers/{stage}" for stage, heard in SUBSCRIPTIONS.items() if message in heard]


def _section(message: type[Message], key: str) -> Iterator[str]:
    heard = (stage for stage, messages in SUBSCRIPTIONS.items() if message in messages)
    queues = ", ".join(f"`{queue_name(message, stage)}`" for stage in heard)
    yield f"## {message.__name__}"
    yield ""
    yield f"{_flat(message.__doc__)}"
    yield ""
    yield f"- key: `{key}`"
    yield f"- sent by: {', '.join(SENDERS[message])}"
    yield f"- queues: {queues or 'none'}"
    yield f"- kept: {_keeping(message)}"
    yield ""
    yield from _table(message, schema_of(message), skip=frozenset(Message.model_fields))
    yield ""


def _keeping(message: type[Message]) -> str:
    if message in TRANSIENT:
        return "no; the next one replaces it"
    return "yes; it is a row of the outbox, which is the event log"


def _table(
    model: type[BaseModel], schema: Mapping[str, Any], *, skip: frozenset[str] = frozenset()
) -> Iterator[str]:
    known, required = vocabulary(), set(schema.get("required", ()))
    yield "| field | type | on the wire | meaning |"
    yield "| --- | --- | --- | --- |"
    for name, field in fields(model).items():
        if name not in skip:
            part = schema["properties"][name]
            wire = form(part)
            wire += "" if name in required else f"; {part['default'] or 'null'} when left out"
            yield f"| `{name}` | {code(field.spelled)} | {wire} | {_meaning(field, known)} |"


def _meaning(field: Declared, known: Mapping[str, Declared]) -> str:
    """Take the field's own sentence, or else what is said of its type."""
    spelled = field.spelled.removesuffix(" | None")
    return field.doc or (known[spelled].doc if spelled in known else "")


def _words() -> Iterator[str]:
    """Explain the enumerations and the objects that fields are made of."""
    for name, word in _named(StrEnum).items():
        if issubclass(word, StrEnum):
            yield from (f"### {name}", "")
            yield from (_flat(word.__doc__), "") if word.__doc__ else ()
            yield from (", ".join(f"`{value}`" for value in word), "")
    for name, model in _named(BaseModel).items():
        if issubclass(model, BaseModel) and not issubclass(model, Message):
            schema = model.model_json_schema(schema_generator=WireSchema)
            yield from (f"### {name}", "", _flat(model.__doc__), "", *_table(model, schema), "")


def _named(kind: type) -> dict[str, type]:
    """Find the classes of a kind that the contracts themselves define."""
    return {
        name: found
        for module in MODULES
        for name, found in vars(module).items()
        if isinstance(found, type)
        and issubclass(found, kind)
        and found.__module__ == module.__name__
    }


def _flat(doc: str | None) -> str:
    """Put a docstring on one line."""
    return " ".join((doc or "").split())
