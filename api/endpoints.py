"""Every route of an application as one list: its path, its methods, and what stands before it."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, APIWebSocketRoute, RouteContext, iter_route_contexts

from api.guards import DOCS, Open, Requires
from api.health import HEALTH
from domain.errors import Conflict

PAGES = frozenset({DOCS, f"{DOCS}/oauth2-redirect"})
"""Pages about the API itself, which anybody may read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A route, or a WebSocket, which has no methods."""

    path: str
    methods: frozenset[str]
    guard: Open | Requires | None
    takes_path: bool
    """Whether its path has parameters, and so may name what is not there."""

    @property
    def name(self) -> str:
        """Name it as people do."""
        return f"{'/'.join(sorted(self.methods)) or 'WS'} {self.path}"


def endpoints(app: FastAPI) -> Iterator[Endpoint]:
    """List what an application answers on, but for what watches it and the pages about it."""
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, APIRoute | APIWebSocketRoute) and _ours(context):
            dependant: Dependant = context.dependant
            yield Endpoint(
                path=str(context.path_format or context.path),
                methods=frozenset(context.methods or ()),
                guard=_guard(dependant),
                takes_path=bool(dependant.path_params),
            )


def require_guards(app: FastAPI) -> None:
    """Raise Conflict naming every route that does not say who may call it."""
    bare = sorted(endpoint.name for endpoint in endpoints(app) if endpoint.guard is None)
    if bare:
        raise Conflict(f"routes without a guard: {', '.join(bare)}")


def _ours(context: RouteContext) -> bool:
    return HEALTH not in getattr(context, "tags", ()) and context.path not in PAGES


def _guard(dependant: Dependant) -> Open | Requires | None:
    found = [call for call in _calls(dependant) if isinstance(call, Open | Requires)]
    # A guard that demands something stands before one that lets everybody in.
    return next((call for call in found if isinstance(call, Requires)), next(iter(found), None))


def _calls(dependant: Dependant) -> Iterator[object]:
    for each in dependant.dependencies:
        yield each.call
        yield from _calls(each)
