"""The API's own description: what routes cannot say of themselves is added for all of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.endpoints import Endpoint, endpoints, every_endpoint
from api.errors import title
from api.examples import Examples
from api.guards import Requires
from api.headers import HEADERS, headers_of
from api.problems import MEDIA_TYPE, problem
from api.schemas.base import ProblemOut
from api.tags import TAGS

REF = {"$ref": "#/components/schemas/ProblemOut"}
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
ABOUT = """What people say, turned into trades that can be trusted.

Sign in with a wallet, or send an API key. JSON is camelCase, and snake_case is taken too; decimals
are strings, times ISO-8601 in UTC, addresses in any case. Every refusal is problem JSON (RFC 9457)
that names the field. No text may hold a NUL. GET answers have an ETag; HEAD goes wherever GET does.
"""
LEAST_REFUSAL = "400"
Part = dict[str, Any]
MAY_BE_MISSING: dict[int | str, dict[str, Any]] = {
    404: {"description": title(404), "content": {MEDIA_TYPE: {"schema": REF}}}
}
"""For reads of what is named in the query and may not be there."""


def describe(app: FastAPI) -> None:
    """Let the application describe itself with its refusals."""

    def described() -> Part:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def _described(app: FastAPI) -> Part:
    schema = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version="3.1.0",
        routes=app.routes,
        description=ABOUT,
        license_info={"name": "Apache 2.0", "identifier": "Apache-2.0"},
        tags=_tags(app),
    )
    _add_components(schema.setdefault("components", {}))
    examples = Examples(schema["components"]["schemas"])
    for endpoint in endpoints(app):
        for method in endpoint.methods:
            _complete(schema["paths"][endpoint.path][method.lower()], endpoint, method, examples)
    return schema


def _tags(app: FastAPI) -> list[Part]:
    used = {tag for endpoint in every_endpoint(app) for tag in endpoint.tags}
    return [{"name": tag, "description": said} for tag, said in TAGS.items() if tag in used]


def _add_components(components: Part) -> None:
    parts = components.setdefault("schemas", {})
    parts["ProblemOut"] = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    parts.update(parts["ProblemOut"].pop("$defs", {}))
    for unused in ("HTTPValidationError", "ValidationError"):
        parts.pop(unused, None)
    components["headers"] = HEADERS


def _complete(operation: Part, endpoint: Endpoint, method: str, examples: Examples) -> None:
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = _present(parameter["schema"])
    responses = operation["responses"]
    told = {int(status) for status in responses if status >= LEAST_REFUSAL}
    for status in sorted(told | refusals(endpoint, names_a_row=_names_a_row(operation))):
        responses[str(status)] = {**_refusal(status), **_said(responses.get(str(status)))}
    operation["responses"] = responses = dict(sorted(responses.items()))
    for status, answer in responses.items():
        answer["headers"] = headers_of(operation, method, status)
    for content in _contents(operation):
        if (example := examples.of(content.get("schema", {}))) is not None:
            content.setdefault("example", example)
    if method == "GET" and "ETag" in responses.get("200", {}).get("headers", {}):
        responses["304"] = {
            "description": "What If-None-Match names is still so.",
            "headers": headers_of(operation, method, "304"),
        }


def _present(schema: Part) -> Part:
    """Drop null from what a parameter may be: it is there as a text, or it is absent."""
    ways = [way for way in schema.get("anyOf", ()) if way != {"type": "null"}]
    if len(ways) != 1:
        return {**schema, "anyOf": ways} if ways else schema
    return {**ways[0], **{word: said for word, said in schema.items() if word != "anyOf"}}


def _refusal(status: int) -> Part:
    example = problem(status, title(status).lower().replace(" ", "_"), "why, in a sentence")
    content = {MEDIA_TYPE: {"schema": REF, "example": example}}
    return {"description": title(status), "content": content}


def _said(response: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return what a route says of a refusal itself, but for FastAPI's own idea of a 422."""
    ours = response is not None and "HTTPValidationError" not in str(response)
    return response if response is not None and ours else {}


def _contents(operation: Part) -> Iterator[Part]:
    """Yield each body that goes in or out as JSON."""
    for holder in (operation.get("requestBody", {}), *operation["responses"].values()):
        for media, content in holder.get("content", {}).items():
            if media == "application/json":
                yield content


def _names_a_row(operation: Part) -> bool:
    """Tell whether the path or the query names something that may not be there."""
    parameters = operation.get("parameters", ())
    return any(
        each["in"] == "path" or (each["in"] == "query" and each["schema"].get("format") == "uuid")
        for each in parameters
    )


def refusals(endpoint: Endpoint, *, names_a_row: bool) -> set[int]:
    """Return the statuses it may refuse with, from what stands before it and what it takes."""
    statuses = {400, 422, 429, 503}
    if isinstance(endpoint.guard, Requires):
        statuses |= {401, 403}
    if names_a_row:
        statuses.add(404)
    if endpoint.methods & WRITES:
        statuses |= {401, 403, 404, 409, 413}
    return statuses
