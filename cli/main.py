"""The command line: `maxxit COMMAND`; exit codes are 0, 1 (failed) and 2 (bad input)."""

from importlib.metadata import version
from typing import Annotated

import typer

from cli import (
    access,
    agents,
    dead_letters,
    deployments,
    halts,
    keys,
    limits,
    operations,
    posts,
    research,
    services_commands,
    signals,
    sim,
    sources,
)
from cli.demo.command import demo
from cli.explain.command import explain
from cli.flatten import flatten
from cli.performance import performance
from cli.reconciliation import reconcile
from cli.replay.command import replay

app = typer.Typer(
    name="maxxit",
    help="What people say, turned into trades that can be trusted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(demo)
app.command()(posts.ingest)
app.command()(posts.classify)
app.command()(explain)
app.command()(replay)
agents.app.command("performance")(performance)
app.add_typer(agents.app, name="agents")
app.add_typer(sources.app, name="sources")
app.add_typer(deployments.app, name="deployments")
app.add_typer(signals.app, name="signals")
app.add_typer(research.app, name="research")
app.add_typer(access.app, name="access")
app.add_typer(halts.app, name="halt")
app.add_typer(limits.app, name="limits")
app.command()(flatten)
app.command()(reconcile)
app.add_typer(sim.app, name="sim")
app.add_typer(keys.app, name="keys")
app.add_typer(dead_letters.app, name="dead-letters")
app.add_typer(operations.topology, name="topology")
app.add_typer(operations.database, name="db")
app.command()(operations.doctor)
app.command("run")(services_commands.run_service)
app.command()(services_commands.up)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"maxxit {version('maxxit')}")
        raise typer.Exit


@app.callback()
def main(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Say which.")
    ] = False,
) -> None:
    """Turn what people say into trades that can be trusted."""


def run() -> None:
    """Run the command line."""
    app()
