"""Every route of an application as one list: its path, its methods, and what stands before it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, APIWebSocketRoute, RouteContext, iter_route_contexts

from api.guards import DOCS, Open, Requires
from api.health import HEALTH
from api.tags import TAGS
from domain.errors import Conflict

PAGES = frozenset({DOCS, f"{DOCS}/oauth2-redirect"})
"""Pages about the API itself, which anybody may read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A route, or a WebSocket, which has no methods."""

    name: str
    """The name of its function, by which clients call it."""
    path: str
    methods: frozenset[str]
    tags: tuple[str, ...]
    guard: Open | Requires | None
    takes_path: bool
    """Whether its path has parameters, and so may name what is not there."""

    @property
    def label(self) -> str:
        """Name it as people do."""
        return f"{'/'.join(sorted(self.methods)) or 'WS'} {self.path}"


def endpoints(app: FastAPI) -> Iterator[Endpoint]:
    """List what an application answers on, but for what watches it and the pages about it."""
    return (endpoint for endpoint in every_endpoint(app) if HEALTH not in endpoint.tags)


def every_endpoint(app: FastAPI) -> Iterator[Endpoint]:
    """List what an application answers on, but for the pages about it."""
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute | APIWebSocketRoute) and context.path not in PAGES:
            yield _endpoint(context, context.dependant)


def _endpoint(context: RouteContext, dependant: Dependant) -> Endpoint:
    return Endpoint(
        name=str(context.name),
        path=str(context.path_format or context.path),
        methods=frozenset(context.methods or ()),
        tags=tuple(str(tag) for tag in getattr(context, "tags", ())),
        guard=_guard(dependant),
        takes_path=bool(dependant.path_params),
    )


def require_sound(app: FastAPI) -> None:
    """Raise Conflict naming every route without a guard, a name of its own, or a known tag."""
    every = list(every_endpoint(app))
    names = Counter(endpoint.name for endpoint in every for _ in endpoint.methods or {"WS"})
    faults = {
        "a guard": [e.label for e in every if e.guard is None and HEALTH not in e.tags],
        "a name of their own": [f"{e.label} ({e.name})" for e in every if names[e.name] > 1],
        "a tag of api/tags.py": [e.label for e in every if e.methods and not _tagged(e)],
    }
    told = [f"routes without {what}: {', '.join(sorted(of))}" for what, of in faults.items() if of]
    if told:
        raise Conflict("; ".join(told))


def _tagged(endpoint: Endpoint) -> bool:
    return len(endpoint.tags) == 1 and endpoint.tags[0] in TAGS


def _guard(dependant: Dependant) -> Open | Requires | None:
    found = [call for call in _calls(dependant) if isinstance(call, Open | Requires)]
    # A guard that demands something stands before one that lets everybody in.
    return next((call for call in found if isinstance(call, Requires)), next(iter(found), None))


def _calls(dependant: Dependant) -> Iterator[object]:
    for each in dependant.dependencies:
        yield each.call
        yield from _calls(each)
