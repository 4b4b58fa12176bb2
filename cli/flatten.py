"""`maxxit flatten`: close all in a scope, let nothing enter there, and wait until it is flat."""

import asyncio
from dataclasses import asdict, dataclass
from getpass import getuser
from typing import Annotated, Any
from uuid import UUID, uuid4

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.embedded import opened
from cli.output import (
    BAD_INPUT,
    FAILED,
    console,
    print_json,
    print_rows,
    problems,
    refuse,
    run,
    settings_or_exit,
)
from cli.targets import wallet_named
from contracts.market import AgentId, DeploymentId, VenueName
from domain.halts import Halt, HaltScope, HaltStrength
from domain.ports.unit_of_work import UnitOfWork
from infra.clock import SystemClock
from infra.database import units_of_work
from infra.reading.flattening import Remains, names, remains
from infra.settings import Settings

LOOK = 0.5
"""Seconds between two looks at what is left."""
INTERRUPTED = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is to be flat."""

    scope: HaltScope
    target: str | None

    def __str__(self) -> str:
        return self.scope if self.target is None else f"{self.scope} {self.target}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is left, and the halt that stays in force."""

    halt: Halt
    left: Remains
    positions: list[dict[str, Any]]


def flatten(  # noqa: PLR0913 - one option for each scope
    *,
    agent: Annotated[UUID | None, typer.Option(help="All of an agent's positions.")] = None,
    deployment: Annotated[UUID | None, typer.Option(help="All of a deployment's.")] = None,
    wallet: Annotated[str | None, typer.Option(help="All on an account.")] = None,
    venue: Annotated[
        VenueName | None, typer.Option(case_sensitive=False, help="All on a venue.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All there is.")] = False,
    reason: Annotated[str, typer.Option(help="Why, for those who find it.")] = "by hand",
    timeout: Annotated[float, typer.Option(min=0, help="Seconds to wait until it is flat.")] = 120,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, and no progress.")] = False,
) -> None:
    """Close all positions in one scope and let nothing enter there, until the halt is lifted.

    Exits go the way of all exits: the largest first, once each. Exit code 0 says that nothing is
    left, 1 that something was when the time was up; the halt stays in force either way.
    """
    named = [
        Scope(scope=scope, target=None if target is None else str(target))
        for scope, target, is_meant in (
            (HaltScope.AGENT, agent, agent),
            (HaltScope.DEPLOYMENT, deployment, deployment),
            (HaltScope.WALLET, wallet and wallet_named(wallet, "--wallet"), wallet),
            (HaltScope.VENUE, venue, venue),
            (HaltScope.GLOBAL, None, everything),
        )
        if is_meant
    ]
    if len(named) != 1:
        refuse("name one of --agent, --deployment, --wallet, --venue, --all", code=BAD_INPUT)
    _finish(_go(settings_or_exit(), named[0], reason, timeout, quiet=as_json), as_json=as_json)


def _go(settings: Settings, scope: Scope, reason: str, patience: float, *, quiet: bool) -> Outcome:
    try:
        return run(_flatten(settings, scope, reason, patience, quiet=quiet))
    except KeyboardInterrupt:
        problems.print(
            f"stopped waiting; the halt on {scope} stays in force and exits go on:"
            " see `maxxit halt list`",
            highlight=False,
        )
        raise typer.Exit(INTERRUPTED) from None


def _finish(outcome: Outcome, *, as_json: bool) -> None:
    halt, left = outcome.halt, outcome.left
    if as_json:
        told = asdict(left) | {"flat": left.flat, "positions": outcome.positions}
        print_json({"halt": halt.id, "scope": halt.scope, "target": halt.target} | told)
    elif left.flat:
        console.print(f"flat; halt {halt.id} stays in force until it is lifted", highlight=False)
    else:
        title = f"{left.remaining} left, the largest first"
        print_rows(outcome.positions, as_json=False, title=title, empty="")
        problems.print(
            f"not flat yet; halt {halt.id} stays in force and exits go on."
            " Do the services run? `maxxit up`",
            highlight=False,
        )
    if not left.flat:
        raise typer.Exit(FAILED)


async def _flatten(
    settings: Settings, scope: Scope, reason: str, patience: float, *, quiet: bool
) -> Outcome:
    async with opened(settings) as engine:
        halt = await _halted(engine, settings, scope, reason)
        left = await _watched(engine, settings, scope, patience, quiet=quiet)
        found = await names(engine, settings.network, scope.scope, scope.target)
    return Outcome(halt=halt, left=left, positions=[] if left.flat else found)


async def _halted(engine: AsyncEngine, settings: Settings, scope: Scope, reason: str) -> Halt:
    """Raise the halt, or find the one that a flatten of the same scope has raised before."""
    async with units_of_work(engine, settings.network)() as uow:
        await _known(uow, scope)
        for halt in await uow.halts.in_force():
            is_same = (halt.scope, halt.target) == (scope.scope, scope.target)
            if is_same and halt.strength is HaltStrength.FLATTEN:
                return halt
        halt = Halt(
            id=uuid4(),
            scope=scope.scope,
            target=scope.target,
            strength=HaltStrength.FLATTEN,
            reason=reason,
        )
        await uow.halts.raise_halt(halt, getuser(), SystemClock().now())
    return halt


async def _known(uow: UnitOfWork, scope: Scope) -> None:
    """Raise NotFound for an agent or a deployment that is not there: a slip of the hand."""
    if scope.scope is HaltScope.AGENT:
        await uow.agents.get([AgentId(UUID(scope.target))])
    if scope.scope is HaltScope.DEPLOYMENT:
        await uow.agents.deployment(DeploymentId(UUID(scope.target)))


async def _watched(
    engine: AsyncEngine, settings: Settings, scope: Scope, patience: float, *, quiet: bool
) -> Remains:
    """Look until nothing is left or the time is up, and show how far it is."""
    loop = asyncio.get_running_loop()
    until = loop.time() + patience
    left = await remains(engine, settings.network, scope.scope, scope.target)
    with _progress(quiet=quiet) as progress:
        task = progress.add_task(_words(left), total=left.remaining or 1)
        while not left.flat and loop.time() < until:
            await asyncio.sleep(min(LOOK, max(0.0, until - loop.time())))
            left = await remains(engine, settings.network, scope.scope, scope.target)
            total = max(left.remaining, int(progress.tasks[0].total or 1))
            progress.update(
                task, total=total, completed=total - left.remaining, description=_words(left)
            )
    return left


def _progress(*, quiet: bool) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=problems,
        transient=True,
        disable=quiet,
    )


def _words(left: Remains) -> str:
    return (
        f"{left.remaining} left, {left.exits_in_flight} exits in flight,"
        f" {left.exits_failed} failed and tried again, {left.entering} entering"
    )
