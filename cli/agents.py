"""`maxxit agents`: store who trades from a file, and list who is stored."""

import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from cli.embedded import opened
from cli.output import BAD_INPUT, console, print_rows, problems, refuse, run, settings_or_exit
from cli.roster import Roster, apply_roster, read_roster
from infra.database import units_of_work
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
        await apply_roster(units_of_work(engine, settings.network), roster, settings.network)


async def _list(settings: Settings) -> list[dict[str, Any]]:
    async with opened(settings) as engine:
        return await agents_and_deployments(engine)
