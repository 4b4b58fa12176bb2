"""The headers of answers, as the API describes them."""

from collections.abc import Mapping
from typing import Any

from api.pagination import NEXT

HEADERS: Mapping[str, Mapping[str, Any]] = {
    "X-Request-Id": {
        "description": "Names the request in our log.",
        "required": True,
        "schema": {"type": "string", "format": "uuid"},
    },
    "ETag": {
        "description": "Names what was read; sent back in If-None-Match it spares reading it anew.",
        "schema": {"type": "string", "examples": ['"1f0a5c6d7e8f90a1b2c3d4e5f6a7b8c9"']},
    },
    NEXT: {
        "description": "Where the next page begins, to be sent as `cursor`; absent on the last.",
        "schema": {"type": "string"},
    },
    "Idempotency-Replayed": {
        "description": "There, and `true`, when the answer is that of the same request before.",
        "schema": {"type": "string", "enum": ["true"]},
    },
    "Retry-After": {
        "description": "Seconds until asking again may help.",
        "required": True,
        "schema": {"type": "integer", "minimum": 0},
    },
    "WWW-Authenticate": {
        "description": "The way in that needs no browser.",
        "required": True,
        "schema": {"type": "string", "examples": ["Bearer"]},
    },
}
WAITS = frozenset({"429", "503"})


def headers_of(operation: Mapping[str, Any], method: str, status: str) -> dict[str, Any]:
    """Return the headers that an operation's answers of a status have, by reference."""
    answer = operation["responses"].get(status, {})
    good = status.startswith("2")
    there = {
        "X-Request-Id": True,
        "ETag": method == "GET" and (status == "304" or _is_json(answer, status)),
        NEXT: good and _takes(operation, "query", "cursor"),
        "Idempotency-Replayed": good and _takes(operation, "header", "idempotency-key"),
        "Retry-After": status in WAITS,
        "WWW-Authenticate": status == "401",
    }
    return {
        name: {"$ref": f"#/components/headers/{name}"}
        for name, is_there in there.items()
        if is_there
    }


def _is_json(answer: Mapping[str, Any], status: str) -> bool:
    return status == "200" and "application/json" in answer.get("content", {})


def _takes(operation: Mapping[str, Any], place: str, name: str) -> bool:
    return any(
        each["in"] == place and each["name"].lower() == name
        for each in operation.get("parameters", ())
    )
