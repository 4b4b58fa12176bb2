"""`maxxit db`, `maxxit topology`, `maxxit doctor`: bringing a system up and telling how it is."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

import httpx
import typer

from cli.embedded import opened
from cli.output import BAD_INPUT, FAILED, console, print_rows, refuse, run, settings_or_exit
from cli.services import SERVICES, Service
from contracts.channels import queue_name, routing_key
from infra.clock import SystemClock
from infra.health import Check, Health
from infra.schema import current, downgrade, head, upgrade
from infra.settings import Settings
from infra.topology import apply_topology, subscriptions

database = typer.Typer(help="The schema.", no_args_is_help=True)
topology = typer.Typer(help="Exchanges and queues.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@database.command("upgrade")
def upgrade_database(
    revision: Annotated[str, typer.Argument(help="Up to which.")] = "head",
) -> None:
    """Migrate the schema up."""
    console.print(f"the schema is at {run(_upgrade(settings_or_exit(), revision))}")


@database.command("downgrade")
def downgrade_database(
    revision: Annotated[str, typer.Argument(help="Down to which; `base` drops every table.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Migrate the schema down, losing what it held."""
    if not yes:
        typer.confirm(f"Drop everything newer than {revision}?", abort=True)
    run(_downgrade(settings_or_exit(), revision))
    console.print(f"the schema is at {revision}")


@database.command("current")
def show_revision() -> None:
    """Tell where the schema is, and where the code wants it."""
    console.print(f"database {run(_current(settings_or_exit()))}, code {head()}")


@topology.command("apply")
def apply() -> None:
    """Make the broker's exchanges and queues what the contracts say."""
    settings = settings_or_exit()
    if settings.rabbitmq_url is None:
        refuse("RABBITMQ_URL is missing; an embedded broker needs no topology", code=BAD_INPUT)
    names = run(_apply(settings, settings.rabbitmq_url.get_secret_value()))
    console.print(f"{len(names)} queues are there")


@topology.command("show")
def show_topology(as_json: Json = False) -> None:
    """List which stage hears which message, on which queue."""
    rows = [
        {"stage": stage, "message": routing_key(message), "queue": queue_name(message, stage)}
        for stage, message in subscriptions()
    ]
    print_rows(rows, as_json=as_json, title="Subscriptions", empty="")


def doctor(as_json: Json = False) -> None:
    """Ask everything that has to work whether it does; exit with 1 when something does not."""
    checks = run(_diagnose(settings_or_exit()))
    rows = [{"check": c.name, "ok": "yes" if c.ok else "NO", "detail": c.detail} for c in checks]
    print_rows(rows, as_json=as_json, title="Doctor", empty="")
    if not all(check.ok for check in checks):
        raise typer.Exit(FAILED)


async def _upgrade(settings: Settings, revision: str) -> str:
    async with opened(settings) as engine:
        return await upgrade(engine, revision)


async def _downgrade(settings: Settings, revision: str) -> None:
    async with opened(settings) as engine:
        await downgrade(engine, revision)


async def _current(settings: Settings) -> str | None:
    async with opened(settings) as engine, engine.connect() as connection:
        return await current(connection)


async def _apply(settings: Settings, rabbitmq_url: str) -> list[str]:
    async with opened(settings) as engine:
        return await apply_topology(rabbitmq_url, engine)


async def _diagnose(settings: Settings) -> Sequence[Check]:
    async with opened(settings) as engine:
        health = Health(
            engine=engine,
            clock=SystemClock(),
            rabbitmq_url=_broker_address(settings),
            queues=[queue_name(m, stage) for stage, m in subscriptions()],
            max_skew=timedelta(seconds=settings.max_clock_skew),
        )
        checks = await health.checks()
    async with httpx.AsyncClient(timeout=3) as client:
        answers = [await _ask(client, service, settings.bind_address) for service in SERVICES]
    return [*checks, *answers]


def _broker_address(settings: Settings) -> str:
    """Name the broker; an embedded one tells its address in a file beside the database."""
    if settings.rabbitmq_url is not None:
        return settings.rabbitmq_url.get_secret_value()
    note = settings.maxxit_home / "broker.url"
    return note.read_text() if note.exists() else "amqp://127.0.0.1:1/"


async def _ask(client: httpx.AsyncClient, service: Service, host: str) -> Check:
    try:
        answer = await client.get(f"http://{host}:{service.port}/ready")
    except httpx.HTTPError as error:
        return Check(name=service.name, ok=False, detail=f"does not answer: {error!r}")
    problems = [c["detail"] for c in answer.json()["checks"] if not c["ok"]]
    detail = "; ".join(problems) or f"ready on port {service.port}"
    return Check(name=service.name, ok=answer.status_code == httpx.codes.OK, detail=detail)
