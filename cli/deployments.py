"""`maxxit deployments`: who runs an agent, and pausing, resuming or cancelling that."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

import typer

from cli.embedded import opened
from cli.output import BAD_INPUT, console, print_rows, refuse, run, settings_or_exit
from contracts.market import DeploymentId
from domain.agents import Deployment
from domain.deployments import cancelled, paused, resumed
from infra.database import units_of_work
from infra.reading.figures import deployments_and_holdings
from infra.settings import Settings

app = typer.Typer(help="Agents on users' wallets.", no_args_is_help=True)
Name = Annotated[UUID, typer.Argument(metavar="ID", help="The deployment's id.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Change = Callable[[Deployment], Deployment]


@app.command("list")
def list_deployments(as_json: Json = False) -> None:
    """List every deployment with its wallet and how many positions it holds."""
    rows = run(_list(settings_or_exit()))
    print_rows(rows, as_json=as_json, title="Deployments", empty="There are no deployments yet.")


@app.command("pause")
def pause(name: Name) -> None:
    """Let a deployment enter nothing new; stops go on running over what it holds."""
    _say(run(_change(settings_or_exit(), name, paused)))


@app.command("resume")
def resume(name: Name) -> None:
    """Let a paused deployment trade again."""
    _say(run(_change(settings_or_exit(), name, resumed)))


@app.command("cancel")
def cancel(
    name: Name,
    close: Annotated[
        bool | None,
        typer.Option("--close/--keep", help="Close what it holds now, or leave it to its stops."),
    ] = None,
) -> None:
    """End a deployment for good; say with --close or --keep what becomes of what it holds."""
    if close is None:
        refuse("say --close or --keep: what is to become of what it holds", code=BAD_INPUT)
    _say(run(_change(settings_or_exit(), name, lambda found: cancelled(found, close=close))))


def _say(deployment: Deployment) -> None:
    console.print(f"deployment {deployment.id} is {deployment.status}", highlight=False)


async def _change(settings: Settings, name: UUID, change: Change) -> Deployment:
    async with opened(settings) as engine, units_of_work(engine, settings.network)() as uow:
        changed = change(await uow.agents.deployment(DeploymentId(name)))
        await uow.agents.save_deployment(changed)
    return changed


async def _list(settings: Settings) -> list[dict[str, Any]]:
    async with opened(settings) as engine:
        return await deployments_and_holdings(engine)
