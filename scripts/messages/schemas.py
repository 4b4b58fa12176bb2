"""JSON Schemas of messages as their bytes are, and what may change in them without a new version.

Old readers read new bytes, and new readers old bytes, because both run during every deployment.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from contracts.base import Message

Schema = Mapping[str, Any]
WORDS_FOR_PEOPLE = frozenset({"title", "description", "$defs"})


class WireSchema(GenerateJsonSchema):
    """Describe decimals as what they are on the wire: strings, with bounds JSON Schema lacks."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        """Describe one decimal."""
        rules = cast("Mapping[str, Any]", schema)
        bounds = {
            f"x-{name}": str(rules[name]) for name in ("gt", "ge", "lt", "le") if name in rules
        }
        return {"type": "string", "format": "decimal", **bounds}


def schema_of(message: type[Message], *, refs: str = "#/$defs/{model}") -> dict[str, Any]:
    """Describe the bytes of a message; fields that have a default are not required."""
    return message.model_json_schema(schema_generator=WireSchema, ref_template=refs)


def breaks(old: Schema, new: Schema) -> list[str]:
    """List what in a new schema some reader of either schema could not read; empty is good."""
    return list(_compare(_resolved(old, old), _resolved(new, new), "message"))


def _resolved(part: Any, root: Schema) -> Any:
    """Put definitions in the place of references and drop what does not bind."""
    match part:
        case {"$ref": str(ref)}:
            return _resolved(root["$defs"][ref.rsplit("/", 1)[1]], root)
        case {"properties": dict(properties)}:
            fields = {name: _resolved(field, root) for name, field in properties.items()}
            return {**_plain(part, root, but="properties"), "properties": fields}
        case dict():
            return _plain(part, root)
        case list():
            return [_resolved(item, root) for item in part]
        case _:
            return part


def _plain(part: Schema, root: Schema, *, but: str = "") -> dict[str, Any]:
    hidden = WORDS_FOR_PEOPLE | {but}
    return {name: _resolved(value, root) for name, value in part.items() if name not in hidden}


def _compare(old: Schema, new: Schema, path: str) -> Iterator[str]:
    for keyword, compare in _KEYWORDS.items():
        if keyword in old and keyword in new:
            yield from compare(old, new, path)
    before, after = _rest(old), _rest(new)
    if before != after:
        yield f"{path} changed from {before} to {after}"


def _rest(schema: Schema) -> dict[str, Any]:
    """Keep the keywords that may not differ at all; a default is the reader's own affair."""
    free = {*_KEYWORDS, "required", "default"}
    kept = {name: value for name, value in schema.items() if name not in free}
    return kept | {name: "present" for name in _KEYWORDS if name in schema}


def _fields(old: Schema, new: Schema, path: str) -> Iterator[str]:
    before, after = old["properties"], new["properties"]
    required = set(new.get("required", ()))
    for name in before.keys() - after.keys():
        yield f"{path}.{name} was removed"
    for name in after.keys() - before.keys():
        if name in required:
            yield f"{path}.{name} was added without a default"
        elif old.get("additionalProperties") is False:
            yield f"{path}.{name} was added where readers refuse what they do not know"
    for name in before.keys() & after.keys():
        if name in required - set(old.get("required", ())):
            yield f"{path}.{name} lost its default"
        yield from _compare(before[name], after[name], f"{path}.{name}")


def _values(old: Schema, new: Schema, path: str) -> Iterator[str]:
    for value in sorted(set(old["enum"]) - set(new["enum"])):
        yield f"{path} no longer knows {value}, which old bytes may say"
    for value in sorted(set(new["enum"]) - set(old["enum"])):
        yield f"{path} may now say {value}, which old readers do not know"


def _choices(old: Schema, new: Schema, path: str) -> Iterator[str]:
    if len(old["anyOf"]) != len(new["anyOf"]):
        yield f"{path} has other alternatives"
        return
    for before, after in zip(old["anyOf"], new["anyOf"], strict=True):
        yield from _compare(before, after, path)


def _items(old: Schema, new: Schema, path: str) -> Iterator[str]:
    yield from _compare(old["items"], new["items"], f"{path}[]")


_KEYWORDS: dict[str, Callable[[Schema, Schema, str], Iterator[str]]] = {
    "properties": _fields,
    "enum": _values,
    "anyOf": _choices,
    "items": _items,
}
