"""`maxxit agents`: store who trades from a file, and list who is stored."""

import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from cli.embedded import opened
from cli.output import (
    BAD_INPUT,
    console,
    print_json,
    print_rows,
    problems,
    refuse,
    run,
    settings_or_exit,
)
from cli.roster import Roster, apply_roster, read_roster
from domain.agent_health import Health, examine
from infra.clock import SystemClock
from infra.database import units_of_work
from infra.reading.agent_health import checkups
from infra.reading.figures import agents_and_deployments
from infra.settings import Settings

app = typer.Typer(help="Who trades.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("apply")
def apply(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A TOML file of agents.")],
) -> None:
    """Store the agents, sources and deployments of a file; again changes nothing."""
    roster = _read(path)
    run(_apply(settings_or_exit(), roster))
    deployments = sum(len(entry.deployment) for entry in roster.agent)
    console.print(f"{len(roster.agent)} agents on {deployments} deployments are stored")


@app.command("list")
def list_agents(as_json: Json = False) -> None:
    """List every agent with its sources and deployments."""
    rows = run(_list(settings_or_exit()))
    print_rows(rows, as_json=as_json, title="Agents", empty="There are no agents yet.")


@app.command("health")
def health(as_json: Json = False) -> None:
    """Tell of every agent whether it can trade now, and if not, all that is in the way."""
    found = run(_examine(settings_or_exit()))
    if as_json:
        print_json([_as_document(each) for each in found])
        return
    for each in found:
        console.print(_told(each), highlight=False, markup=False, soft_wrap=True)
    if not found:
        console.print("There are no agents yet.")


def _as_document(health: Health) -> dict[str, Any]:
    return {
        "agent_id": health.agent.id,
        "agent": health.agent.name,
        "can_trade": health.can_trade,
        "in_the_way": health.in_the_way,
        "sources_active": health.sources_active,
        "venues_open": health.venues_open,
        "deployments_ready": health.deployments_ready,
        "deployments_not_ready": {str(name): why for name, why in health.deployments.items()},
    }


def _told(health: Health) -> str:
    ready = f"{health.sources_active} sources, {health.deployments_ready} deployments ready"
    where = ", ".join(health.venues_open) or "no venue"
    state = "can trade" if health.can_trade else "CANNOT TRADE"
    lines = [f"{health.agent.name}: {state} ({ready}, on {where})"]
    lines += [f"  - {obstacle}" for obstacle in health.in_the_way]
    lines += [f"  deployment {name}: {why}" for name, why in health.deployments.items()]
    return "\n".join(lines)


async def _examine(settings: Settings) -> list[Health]:
    async with opened(settings) as engine:
        policy, now = settings.policy(), SystemClock().now()
        found = await checkups(engine, settings.network, policy=policy, now=now)
    return [examine(checkup) for checkup in found]


def _read(path: Path) -> Roster:
    try:
        return read_roster(path)
    except (OSError, tomllib.TOMLDecodeError) as error:
        refuse(f"{path}: {error}", code=BAD_INPUT)
    except ValidationError as error:
        for wrong in error.errors(include_url=False, include_input=False):
            name = ".".join(str(part) for part in wrong["loc"])
            problems.print(f"{name}: {wrong['msg']}", highlight=False, markup=False)
        raise typer.Exit(BAD_INPUT) from None


async def _apply(settings: Settings, roster: Roster) -> None:
    async with opened(settings) as engine:
        units = units_of_work(engine, settings.network)
        await apply_roster(units, roster, settings.network, SystemClock().now())


async def _list(settings: Settings) -> list[dict[str, Any]]:
    async with opened(settings) as engine:
        return await agents_and_deployments(engine)
