"""The web application of an API service: its routes, and what holds for all of them."""

from collections.abc import Sequence

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from fastapi_offline import FastAPIOffline
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from api.endpoints import require_sound
from api.gate import Gate
from api.guards import DOCS
from api.middleware import Sound, Surroundings, Tagged
from api.openapi import describe
from api.pagination import NEXT
from api.problems import answer_problems

LOCAL = ("127.0.0.1", "localhost", "[::1]", "::1")
EXPOSED = [NEXT, "ETag", "X-Request-Id", "Retry-After", "Idempotency-Replayed"]


def create_app(name: str, version: str, gate: Gate, routers: Sequence[APIRouter]) -> FastAPI:
    """Make an API of some routers. Raises Conflict when a route is not sound."""
    app = described_app(name, version, routers)
    app.state.gate = gate
    _surround(app, gate)
    return app


def described_app(name: str, version: str, routers: Sequence[APIRouter]) -> FastAPI:
    """Make what describes itself, and answers nobody yet. Raises Conflict as `create_app` does."""
    app = FastAPIOffline(
        title=f"Maxxit {name}",
        version=version,
        docs_url=DOCS,
        redoc_url=None,
        static_url="/docs-assets",
        generate_unique_id_function=_named,
    )
    for router in routers:
        app.include_router(router)
    answer_problems(app)
    require_sound(app)
    describe(app)
    return app


def _named(route: APIRoute) -> str:
    return route.name


def _surround(app: FastAPI, gate: Gate) -> None:
    """Wrap the routes; what is added last is met first."""
    app.add_middleware(Tagged)
    app.add_middleware(Sound)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(gate.origins),
        allow_credentials=True,
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["*"],
        expose_headers=EXPOSED,
    )
    hosts = [gate.site.domain.partition(":")[0], *LOCAL, *gate.hosts]
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)
    app.add_middleware(Surroundings, secure=gate.secure)
