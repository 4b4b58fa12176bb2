"""What happened, as those who listen are told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic.alias_generators import to_camel

from api.schemas.base import Out, checksummed
from domain.stream import Event


class EventOut(Out):
    """One event; `data` is the message of that type, in camelCase, decimals as strings."""

    id: int
    """Its place in the log: send the last one seen, to be told what came after it."""
    type: str
    at: datetime
    data: dict[str, Any]


def event_json(event: Event) -> str:
    """Spell an event."""
    told = EventOut(id=event.id, type=event.kind, at=event.at, data=_shown(event.data))
    return told.model_dump_json(by_alias=True)


def _shown(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {to_camel(name): _named(name, each) for name, each in value.items()}
    if isinstance(value, list):
        return [_shown(each) for each in value]
    return value


def _named(name: str, value: Any) -> Any:
    return checksummed(value) if name == "wallet" else _shown(value)
