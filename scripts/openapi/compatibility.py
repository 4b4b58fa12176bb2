"""What a client of a released description could not live with in a new one.

A client may send all it could send before, and finds all it found before: paths, fields and words
are never taken away, nothing new is demanded, and nothing that was always there becomes null. New
paths, new fields in answers, new optional inputs and new words in answers are no break.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Part = Mapping[str, Any]
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems")
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
JSON = "application/json"
DEEPEST = 12


def breaks(old: Part, new: Part) -> list[str]:
    """List what breaks, sorted by where."""
    found: set[str] = set()
    for path, item in old["paths"].items():
        for method, operation in item.items():
            now = new["paths"].get(path, {}).get(method)
            label = f"{method.upper()} {path}"
            found |= (
                {f"{label} was removed"}
                if now is None
                else set(Comparison(old, new, label).operation(operation, now))
            )
    return sorted(found)


class Comparison:
    """Compares one operation in two descriptions."""

    def __init__(self, old: Part, new: Part, label: str) -> None:
        self._old = old
        self._new = new
        self._label = label

    def operation(self, old: Part, new: Part) -> Iterator[str]:
        """Yield what breaks in what is sent and in what is answered."""
        if old.get("operationId") != new.get("operationId"):
            yield f"{self._label} is called {new.get('operationId')}: it was {old['operationId']}"
        yield from self._parameters(old, new)
        yield from self._body(old.get("requestBody"), new.get("requestBody"))
        yield from self._answers(old["responses"], new["responses"])

    def _parameters(self, old: Part, new: Part) -> Iterator[str]:
        before, after = _named(old), _named(new)
        for key in before.keys() - after.keys():
            yield f"{self._label} no longer takes {' '.join(key)}"
        for key, now in after.items():
            was = before.get(key)
            if now.get("required") and not (was or {}).get("required"):
                yield f"{self._label} demands {' '.join(key)}"
            if was is not None:
                yield from self._taken(was["schema"], now["schema"], ".".join(key))

    def _body(self, old: Part | None, new: Part | None) -> Iterator[str]:
        if new is None or old is None:
            if new is not None and new.get("required"):
                yield f"{self._label} demands a body"
            return
        yield from self._taken(_schema(old), _schema(new), "body")

    def _answers(self, old: Part, new: Part) -> Iterator[str]:
        for status in (status for status in old if status.startswith("2")):
            if status not in new:
                yield f"{self._label} no longer answers {status}"
            else:
                yield from self._given(_schema(old[status]), _schema(new[status]), status)

    def _taken(self, old: Part, new: Part, at: str, depth: int = 0) -> Iterator[str]:
        """What was taken before is still taken."""
        old, new = _followed(self._old, old), _followed(self._new, new)
        if depth > DEEPEST or (old == new and self._old is self._new):
            return
        if lost := _types(old) - _types(new):
            yield f"{self._label} {at} is no longer taken as {', '.join(sorted(lost))}"
        yield from self._tightened(old, new, at)
        parts, now = old.get("properties", {}), new.get("properties", {})
        for name in parts.keys() - now.keys():
            yield f"{self._label} no longer takes {at}.{name}"
        for name in set(new.get("required", ())) - set(old.get("required", ())):
            yield f"{self._label} demands {at}.{name}"
        for name in parts.keys() & now.keys():
            yield from self._taken(parts[name], now[name], f"{at}.{name}", depth + 1)
        if "items" in old and "items" in new:
            yield from self._taken(old["items"], new["items"], f"{at}[]", depth + 1)

    def _tightened(self, old: Part, new: Part, at: str) -> Iterator[str]:
        if "enum" in new and (gone := set(old.get("enum", ())) - set(new["enum"])):
            yield f"{self._label} {at} no longer knows {', '.join(sorted(map(str, gone)))}"
        if "enum" in new and "enum" not in old:
            yield f"{self._label} {at} takes certain words alone"
        if new.get("pattern") not in {None, old.get("pattern")}:
            yield f"{self._label} {at} has another pattern"
        for word in (*LOWER, *UPPER):
            now, was = new.get(word), old.get(word)
            if now is not None and (was is None or (now > was if word in LOWER else now < was)):
                yield f"{self._label} {at} has a tighter {word}"

    def _given(self, old: Part, new: Part, at: str, depth: int = 0) -> Iterator[str]:
        """What was found before is still found, and is what it was."""
        old, new = _followed(self._old, old), _followed(self._new, new)
        if depth > DEEPEST:
            return
        if odd := _types(new) - _types(old):
            yield f"{self._label} {at} may now be {', '.join(sorted(odd))}"
        parts, now = old.get("properties", {}), new.get("properties", {})
        for name in parts.keys() - now.keys():
            yield f"{self._label} no longer gives {at}.{name}"
        for name in set(old.get("required", ())) & now.keys() - set(new.get("required", ())):
            yield f"{self._label} may leave out {at}.{name}"
        for name in parts.keys() & now.keys():
            yield from self._given(parts[name], now[name], f"{at}.{name}", depth + 1)
        if "items" in old and "items" in new:
            yield from self._given(old["items"], new["items"], f"{at}[]", depth + 1)


def _named(operation: Part) -> dict[tuple[str, str], Part]:
    return {(each["in"], each["name"].lower()): each for each in operation.get("parameters", ())}


def _schema(holder: Part) -> Part:
    schema: Part = holder.get("content", {}).get(JSON, {}).get("schema", {})
    return schema


def _followed(root: Part, schema: Part) -> Part:
    """Return what a schema says, through references and past a null beside the one way."""
    while "$ref" in schema:
        schema = root["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    ways = [way for way in schema.get("anyOf", ()) if way.get("type") != "null"]
    if len(ways) != 1:
        return schema
    way = _followed(root, ways[0])
    return {**way, "type": sorted({*_types(way), "null"})}


def _types(schema: Part) -> set[str]:
    """Return the types a schema lets through, as far as it says; several ways are all of them."""
    said = schema.get("type")
    if said is None:
        ways = (*schema.get("anyOf", ()), *schema.get("oneOf", ()))
        return {kind for way in ways for kind in _types(way)}
    return {said} if isinstance(said, str) else set(said)
