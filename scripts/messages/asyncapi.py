"""The AsyncAPI document: what the stages really subscribe to, and every message that leaves."""

import inspect
import json
from typing import Any

from faststream.rabbit import RabbitBroker
from faststream.specification import AsyncAPI

from cli.services import STAGES
from consumers.app import declare_publishers, subscribe
from contracts.base import Message
from contracts.channels import EVENTS, ROUTING_KEYS
from scripts.messages.schemas import schema_of

ANYWHERE = "amqp://rabbitmq:5672/"
"""A name in the place of a host, so that no real one leaks into the document."""
REFS = "#/components/schemas/{model}"
DESCRIPTION = (
    "Every message Maxxit sends. All of them go to the topic exchange "
    f"`{EVENTS}`; the ones a stage hears arrive in a queue of its own. "
    "Decimals are strings, times are ISO-8601 in UTC, ids are UUIDs."
)


def document() -> dict[str, Any]:
    """Describe the running system by composing it, unconnected, and asking FastStream."""
    broker = RabbitBroker(ANYWHERE, specification_url=ANYWHERE, logger=None)
    for stage in STAGES:
        subscribe(broker, stage, _take)
    declare_publishers(broker)
    api = AsyncAPI(broker, title="Maxxit", version="1", description=DESCRIPTION)
    described: dict[str, Any] = json.loads(api.to_specification().to_json())
    return _tidied(described)


async def _take(message: Message) -> None:
    """Stand where a turn would; nothing is delivered while a document is written."""


def _tidied(described: dict[str, Any]) -> dict[str, Any]:
    schemas = described["components"]["schemas"]
    for message in ROUTING_KEYS:
        schema = schema_of(message, refs=REFS)
        schemas |= schema.pop("$defs", {})
        schemas[message.__name__] = schema
    about = {key: inspect.cleandoc(m.__doc__ or "") for m, key in ROUTING_KEYS.items()}
    for name, channel in described["channels"].items():
        channel["description"] = inspect.cleandoc(channel.get("description") or about[name])
    return described
