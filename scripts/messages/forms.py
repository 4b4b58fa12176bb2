"""How values look in JSON, in words a reader of a table understands."""

import re
from collections.abc import Iterator, Mapping
from typing import Any


def form(schema: Mapping[str, Any]) -> str:
    """Say what a value is in JSON."""
    match schema:
        case {"$ref": str(ref)}:
            name = ref.rsplit("/", 1)[1]
            said = f"[{name}](#{name.lower()})"
        case {"anyOf": list(choices)}:
            said = " or ".join(form(choice) for choice in choices)
        case {"type": "array", "items": dict(items)}:
            said = f"list of {form(items)}"
        case {"format": "decimal"}:
            said = ", ".join(["decimal string", *_bounds(schema)])
        case {"format": str(kind)}:
            said = {"uuid": "UUID", "date-time": "time"}[kind]
        case {"pattern": str(pattern)}:
            said = f"string like {code(pattern)}"
        case _:
            said = ", ".join([str(schema["type"]), *_bounds(schema)])
    return said


def code(text: str) -> str:
    """Set a text as code in a table of Markdown."""
    return "`" + re.sub(r"\|", r"\\|", text) + "`"


def _bounds(schema: Mapping[str, Any]) -> Iterator[str]:
    signs = {"x-gt": "above", "x-ge": "at least", "x-lt": "below", "x-le": "at most"}
    for name, sign in (signs | {"exclusiveMinimum": "above"}).items():
        if name in schema:
            yield f"{sign} {schema[name]}"
