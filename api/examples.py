"""Examples for whole bodies, put together from what is said of each field."""

import re
from collections.abc import Mapping
from typing import Any

TEXTS: Mapping[str, str] = {
    "uuid": "0198a6f0-7c1e-7abc-8def-0123456789ab",
    "date-time": "2026-01-05T12:00:00Z",
    "date": "2026-01-05",
    "uri": "https://example.org/note",
}
HEX = re.compile(r"\^0x\[0-9a-fA-F\]\{(?P<digits>\d+)\}\$")
GUESSES = (
    "text",
    "watchword",
    "BTC",
    "momentum",
    "1",
    "12.5",
    "alice",
    "2026-01-05",
    "https://example.org",
)
"""What most patterns let through; a field with another pattern gives an example itself."""
DEEPEST = 12


class Examples:
    """Makes an example of a schema, looking up what it refers to."""

    def __init__(self, schemas: Mapping[str, Any]) -> None:
        self._schemas = schemas

    def of(self, schema: Mapping[str, Any], depth: int = 0) -> Any:
        """Return the first example given, or one that is made; None if a schema says nothing."""
        schema = self._followed(schema)
        if "examples" in schema:
            return schema["examples"][0]
        for word in ("const", "example", "default"):
            if schema.get(word) is not None:
                return schema[word]
        if "enum" in schema:
            return schema["enum"][0]
        return self._made(schema, depth)

    def _followed(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in schema:
            schema = {**self._schemas[schema["$ref"].rpartition("/")[2]], **_beside(schema)}
        for word in ("anyOf", "oneOf", "allOf"):
            if word in schema and "type" not in schema:
                return self._followed(schema[word][0] | _beside(schema))
        return schema

    def _made(self, schema: Mapping[str, Any], depth: int) -> Any:
        match schema.get("type"):
            case "object":
                return self._object(schema, depth)
            case "array":
                return [self.of(schema.get("items", {}), depth + 1)] if depth < DEEPEST else []
            case "string":
                return TEXTS.get(schema.get("format", "")) or _text(schema)
            case "integer" | "number":
                return int(schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1))
            case "boolean":
                return True
            case _:
                return None

    def _object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        if depth >= DEEPEST:
            return {}
        parts = schema.get("properties", {})
        return {name: self.of(part, depth + 1) for name, part in parts.items()}


def _beside(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {word: said for word, said in schema.items() if word in {"examples", "default"}}


def _text(schema: Mapping[str, Any]) -> str:
    pattern = schema.get("pattern", "")
    if known := HEX.fullmatch(pattern):
        return "0x" + "5" * int(known["digits"])
    least, most = schema.get("minLength", 0), schema.get("maxLength", 100)
    fits = (word.ljust(least, ".")[:most] for word in GUESSES)
    return next((word for word in fits if re.search(pattern, word)), GUESSES[0])
