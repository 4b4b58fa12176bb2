"""The API's own description: every refusal a route can answer with is in it."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.endpoints import Endpoint, endpoints
from api.errors import title
from api.guards import Requires
from api.problems import MEDIA_TYPE
from api.schemas.base import ProblemOut

REF = {"$ref": "#/components/schemas/ProblemOut"}


def describe(app: FastAPI) -> None:
    """Let the application describe itself with its refusals."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def _described(app: FastAPI) -> dict[str, Any]:
    schema = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version="3.1.0",
        routes=app.routes,
        description="What people say, turned into trades that can be trusted.",
    )
    parts = schema.setdefault("components", {}).setdefault("schemas", {})
    parts["ProblemOut"] = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    parts.update(parts["ProblemOut"].pop("$defs", {}))
    for endpoint in endpoints(app):
        for method in endpoint.methods:
            _add_refusals(schema["paths"][endpoint.path][method.lower()], endpoint)
    for unused in ("HTTPValidationError", "ValidationError"):
        parts.pop(unused, None)
    return schema


def _add_refusals(operation: dict[str, Any], endpoint: Endpoint) -> None:
    for status in sorted(refusals(endpoint)):
        operation["responses"][str(status)] = {
            "description": title(status),
            "content": {MEDIA_TYPE: {"schema": REF}},
        }


def refusals(endpoint: Endpoint) -> set[int]:
    """Return the statuses it may refuse with, from what stands before it and what it takes."""
    statuses = {400, 422, 429, 503}
    if isinstance(endpoint.guard, Requires):
        statuses |= {401, 403}
    if endpoint.takes_path:
        statuses.add(404)
    if endpoint.methods & {"POST", "PUT", "PATCH", "DELETE"}:
        statuses |= {401, 403, 404, 409, 413}
    return statuses
