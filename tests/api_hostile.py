"""Requests that mean harm, made of the API's own description, and what each is to be told."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from jsonschema_rs import Draft202012Validator

HARM: tuple[Any, ...] = (
    None,
    True,
    -1,
    10**400,
    1.5,
    "",
    "NaN",
    "x" * 5_000,
    "'; drop table agent; --",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "../../etc/passwd",
    "nul\x00nul",
    "\u202egnitirw",
    "0xDeAdBeEf",
    "0X52908400098527886E0F7030069857D2E4169EE7",
    "0x52908400098527886E0F7030069857D2E4169EEZ",
    [],
    ["x"] * 500,
    {},
    {"$ne": None},
    [[[[[[]]]]]],
)
NOTHING = "0198a6f0-7c1e-7abc-8def-0123456789ab"
HARMFUL_TEXTS = ("abc", "-1", "9" * 500, "1e400", "nul\x00", "' or 1=1 --", "0xDeAdBeEf", "%ff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """One request, and the field its refusal has to name, if there is one."""

    method: str
    path: str
    names: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    content: bytes | None = None


class Hostile:
    """Makes harm of a description."""

    def __init__(self, described: Mapping[str, Any], seed: int = 5) -> None:
        self._described = described
        self._chance = random.Random(seed)

    def fields(self) -> Iterator[Harm]:
        """Put harm into each field of each body, where the schema does not let it through."""
        for method, path, operation in self._operations():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            for name in (content or {}).get("example", {}):
                for value in HARM:
                    body = {**content["example"], name: value}
                    if not self._allows(content["schema"], body):
                        yield Harm(method=method, path=path, body=body, names=f"body.{name}")
            if content:
                body = {**content["example"], "isAdmin": True}
                yield Harm(method=method, path=path, body=body, names="body.isAdmin")

    def parameters(self) -> Iterator[Harm]:
        """Put harm into each parameter of each query and path."""
        for method, path, operation in self._operations():
            for each in operation.get("parameters", ()):
                for value in HARMFUL_TEXTS:
                    if each["in"] == "query" and not self._takes(each["schema"], value):
                        name = each["name"]
                        yield Harm(
                            method=method, path=path, params={name: value}, names=f"query.{name}"
                        )

    def bodies(self) -> Iterator[Harm]:
        """Send what is no JSON, too much of it, too deep, or called something else."""
        contents = (
            (b"{", "application/json"),
            (b"[" * 30_000, "application/json"),
            (b'{"a":' * 10_000, "application/json"),
            (b"\xff\xfe\x00", "application/json"),
            (b'{"reason": "\\ud800"}', "application/json"),
            (b'{"\\ud800": 1}', "application/json"),
            (b"9" * 10_000, "application/json"),
            (b"a" * 70_000, "application/json"),
            (b"<x/>", "application/xml"),
            (b"a=b", "application/x-www-form-urlencoded"),
            (b"", "application/json"),
        )
        for method, path, operation in self._operations():
            if "requestBody" in operation:
                for content, media in contents:
                    headers = {"Content-Type": media}
                    yield Harm(method=method, path=path, content=content, headers=headers)

    def credentials(self, count: int) -> Iterator[Harm]:
        """Show forged sessions and keys."""
        for _ in range(count):
            token = self._chance.randbytes(16).hex()
            forged = self._chance.choice(
                [
                    {"Cookie": f"session={token}"},
                    {"Cookie": f'session="{token}; session=; ;;={token}'},
                    {"Authorization": f"Bearer mx_{token}_{token}"},
                    {"Authorization": f"Bearer mx_{UUID(bytes=self._chance.randbytes(16))}"},
                    {"Authorization": f"Bearer mx_{token}' or '1'='1"},
                    {"Authorization": f"Basic {token}"},
                    {"Authorization": f"bearer  mx__{token}"},
                ]
            )
            yield Harm(method="GET", path="/api/keys", headers=forged)

    def _operations(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        for path, item in self._described["paths"].items():
            for method, operation in item.items():
                if "text/event-stream" not in str(operation["responses"].get("200", {})):
                    yield method.upper(), named(path, operation), operation

    def _takes(self, schema: Mapping[str, Any], value: str) -> bool:
        """Tell whether a text means something that the schema lets through."""
        return self._allows(schema, value) or self._allows(schema, _read(value))

    def _allows(self, schema: Mapping[str, Any], value: Any) -> bool:
        whole = {"components": self._described["components"], **schema}
        return "\x00" not in str(value) and Draft202012Validator(whole).is_valid(value)


def named(path: str, operation: Mapping[str, Any], names: Mapping[str, str] | None = None) -> str:
    """Put names into a path: those that are given, or of what is not there."""
    taken = {
        each["name"]: (names or {}).get(each["name"]) or any_value(each["schema"])
        for each in operation.get("parameters", ())
        if each["in"] == "path"
    }
    return path.format(**taken)


def any_value(schema: Mapping[str, Any]) -> str:
    """Return what a parameter lets through and names nothing that is there."""
    if schema.get("examples") or schema.get("enum"):
        return str((schema.get("examples") or schema["enum"])[0])
    return "0x" + "5" * 40 if "0x" in schema.get("pattern", "") else NOTHING


def _read(text: str) -> Any:
    """Read a text the way a query's integer is read."""
    return int(text) if text.lstrip("-").isdecimal() and len(text) < 20 else text
