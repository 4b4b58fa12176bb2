"""The services: which processes there are, their ports, and what each of them runs."""

from dataclasses import dataclass

from consumers import billing, intents, metrics, orders, positions, posts, signals
from consumers.stage import Stage
from domain.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A process by name: the stages it runs, and the jobs beside them."""

    name: str
    port: int
    stages: tuple[Stage, ...] = ()
    jobs: tuple[str, ...] = ()
    trades: bool = False
    """Whether it speaks to venues for users, and so may open their agents' keys."""


APIS = (
    Service(name="gateway", port=4000),
    Service(name="agent-api", port=4001),
    Service(name="deployment-api", port=4002),
    Service(name="signal-api", port=4003),
)
"""What people and scripts speak to; `api/services.py` says which routes each has."""
WORKERS = (
    Service(name="outbox-relay", port=5009, jobs=("relay", "sweeper", "collector")),
    Service(name="tweet-ingestion-worker", port=5003, stages=(posts.stage,), jobs=("tweets",)),
    Service(name="research-signal-worker", port=5005, jobs=("research",)),
    Service(name="signal-generator-worker", port=5008, stages=(signals.stage,), jobs=("scores",)),
    Service(
        name="trade-executor-worker",
        port=5001,
        stages=(intents.stage, orders.stage),
        jobs=("approvals", "keys"),
        trades=True,
    ),
    Service(
        name="position-monitor-worker",
        port=5002,
        stages=(positions.stage,),
        jobs=("marks", "markets", "balances", "reconciliation", "stops", "errands"),
        trades=True,
    ),
    Service(
        name="metrics-updater-worker",
        port=5004,
        stages=(metrics.stage, billing.stage),
        jobs=("leaderboard",),
    ),
)
SERVICES = (*WORKERS, *APIS)
STAGES = tuple(stage for service in SERVICES for stage in service.stages)


def service_named(name: str) -> Service:
    """Return the service of that name. Raises NotFound, naming those there are."""
    for service in SERVICES:
        if service.name == name:
            return service
    known = ", ".join(service.name for service in SERVICES)
    raise NotFound(f"there is no service {name!r}; there are {known}")
