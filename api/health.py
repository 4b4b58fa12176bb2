"""The three routes every service mounts: alive, ready, and measured."""

from fastapi import APIRouter, FastAPI, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from pydantic import AwareDatetime, BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from infra.health import Health

HEALTH = "health"
"""The tag of routes that anybody on the machine may ask, and no guard stands before."""


class HealthOut(BaseModel):
    """The process is up; what it depends on is another question."""

    status: str
    service: str
    port: int
    version: str
    timestamp: AwareDatetime


class CheckOut(BaseModel):
    """One thing the process depends on."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    ok: bool
    detail: str


class ReadyOut(BaseModel):
    """Whether the process can work, and what is in its way."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    status: str
    checks: list[CheckOut]


def health_app(
    service: str, port: int, version: str, health: Health, registry: CollectorRegistry
) -> FastAPI:
    """Make the small web application a worker serves beside its work."""
    app = FastAPI(title=service, version=version, docs_url=None, redoc_url=None)
    app.include_router(health_router(service, port, version, health, registry))
    return app


def health_router(
    service: str, port: int, version: str, health: Health, registry: CollectorRegistry
) -> APIRouter:
    """Make the routes that whoever watches a process asks."""
    router = APIRouter(tags=[HEALTH])

    @router.get("/metrics", response_class=Response)
    async def metrics() -> Response:
        """Give every figure in Prometheus's text form."""
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    @router.get("/health")
    async def alive() -> HealthOut:
        """Tell that the process is up."""
        now = health.clock.now()
        return HealthOut(status="ok", service=service, port=port, version=version, timestamp=now)

    @router.get("/ready", responses={503: {"model": ReadyOut}})
    async def ready(response: Response) -> ReadyOut:
        """Tell whether the process can do its work, and why not."""
        checks = await health.checks()
        fit = all(check.ok for check in checks)
        response.status_code = 200 if fit else 503
        shown = [CheckOut.model_validate(check) for check in checks]
        return ReadyOut(status="ready" if fit else "degraded", checks=shown)

    return router
