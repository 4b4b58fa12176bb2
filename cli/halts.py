"""`maxxit halt`: stop trading, in one scope and one strength, until it is lifted."""

from getpass import getuser
from typing import Annotated
from uuid import UUID, uuid4

import typer

from cli.embedded import opened
from cli.output import console, print_json, print_rows, run, settings_or_exit
from cli.targets import wallet_named
from domain.halts import Halt, HaltScope, HaltStrength
from infra.clock import SystemClock
from infra.database import units_of_work
from infra.settings import Settings

app = typer.Typer(help="Stop trading, and let it go on.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("raise")
def raise_halt(
    scope: Annotated[HaltScope, typer.Argument(case_sensitive=False, help="What is to stop.")],
    target: Annotated[str | None, typer.Argument(help="Its id or name; none for GLOBAL.")] = None,
    strength: Annotated[
        HaltStrength, typer.Option(case_sensitive=False, help="How much is to stop.")
    ] = HaltStrength.NO_ENTRIES,
    reason: Annotated[str, typer.Option(help="Why, for those who find it.")] = "by hand",
    as_json: Json = False,
) -> None:
    """Store a halt; every stage obeys it from its next message on."""
    if (scope is HaltScope.GLOBAL) != (target is None):
        raise typer.BadParameter("GLOBAL takes no target, every other scope needs one")
    if scope is HaltScope.WALLET and target is not None:
        target = wallet_named(target, "TARGET")
    halt = Halt(id=uuid4(), scope=scope, target=target, strength=strength, reason=reason)
    run(_raise(settings_or_exit(), halt))
    if as_json:
        print_json({"id": halt.id, "scope": scope, "target": target, "strength": strength})
    else:
        console.print(f"halt {halt.id} is in force: {scope} {target or ''} {strength}")


@app.command("lift")
def lift_halt(halt_id: Annotated[UUID, typer.Argument(help="The halt's id.")]) -> None:
    """End a halt."""
    run(_lift(settings_or_exit(), halt_id))
    console.print(f"halt {halt_id} is lifted")


@app.command("list")
def list_halts(as_json: Json = False) -> None:
    """List the halts in force."""
    halts = run(_in_force(settings_or_exit()))
    rows = [
        {
            "id": halt.id,
            "scope": halt.scope,
            "target": halt.target,
            "strength": halt.strength,
            "reason": halt.reason,
        }
        for halt in halts
    ]
    print_rows(rows, as_json=as_json, title="Halts in force", empty="No halt is in force.")


async def _raise(settings: Settings, halt: Halt) -> None:
    async with opened(settings) as engine, units_of_work(engine, settings.network)() as uow:
        await uow.halts.raise_halt(halt, getuser(), SystemClock().now())


async def _lift(settings: Settings, halt_id: UUID) -> None:
    async with opened(settings) as engine, units_of_work(engine, settings.network)() as uow:
        await uow.halts.lift(halt_id, SystemClock().now())


async def _in_force(settings: Settings) -> list[Halt]:
    async with opened(settings) as engine, units_of_work(engine, settings.network)() as uow:
        return list(await uow.halts.in_force())
