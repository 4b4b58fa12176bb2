"""`maxxit limits`: what may be at risk, for one wallet, one agent, or the platform."""

from collections.abc import Awaitable, Callable
from decimal import Decimal, InvalidOperation
from getpass import getuser
from typing import Annotated, TypeVar
from uuid import UUID

import typer

from cli.embedded import opened
from cli.output import console, print_json, print_rows, run, settings_or_exit
from cli.targets import wallet_named
from contracts.market import AgentId
from domain.policy import Policy
from domain.ports.unit_of_work import UnitOfWork
from domain.risk_limits import EVERY, BadLimit, Limit, LimitName, LimitScope
from infra.clock import SystemClock
from infra.database import units_of_work
from infra.settings import Settings

T = TypeVar("T")
app = typer.Typer(help="Limit what may be at risk.", no_args_is_help=True)
Scope = Annotated[LimitScope, typer.Argument(case_sensitive=False, help="Whose risk.")]
Name = Annotated[LimitName, typer.Argument(case_sensitive=False, help="What is limited.")]
Whom = Annotated[
    str | None, typer.Option("--target", help="One agent's id or one wallet; all without it.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("show")
def show(as_json: Json = False) -> None:
    """List the limits in force: those that were set, and the defaults where none was."""
    stored = run(_within(settings_or_exit(), lambda uow: uow.risk.limits()))
    mine = {(each.scope, each.target, each.name) for each in stored}
    standard = [
        Limit(scope=scope, name=name, value=value)
        for scope, named in Policy().limits.items()
        for name, value in named.items()
        if (scope, EVERY, name) not in mine
    ]
    rows = [_row(each, "set") for each in stored] + [_row(each, "default") for each in standard]
    rows.sort(key=lambda row: (row["scope"], row["name"], row["target"]))
    print_rows(rows, as_json=as_json, title="Limits; the strictest applies", empty="")


@app.command("set", context_settings={"ignore_unknown_options": True})
def set_limit(
    scope: Scope,
    name: Name,
    value: Annotated[str, typer.Argument(help="USD, positions, or seconds.")],
    target: Whom = None,
    as_json: Json = False,
) -> None:
    """Set a limit in the place of the one there was; it binds from the next decision on."""
    limit = _limit(scope, name, value, _target(scope, target))
    run(_within(settings_or_exit(), lambda uow: _set(uow, limit)))
    if as_json:
        print_json(_row(limit, "set"))
    else:
        said = f"{limit.name} of {limit.scope} {limit.target} is at most {limit.value:f}"
        console.print(said, highlight=False)


@app.command("clear")
def clear_limit(scope: Scope, name: Name, target: Whom = None) -> None:
    """Forget a limit that was set, so that the default holds, if there is one."""
    whose = _target(scope, target)
    run(_within(settings_or_exit(), lambda uow: uow.risk.clear_limit(scope, whose, name)))
    console.print(f"{name} of {scope} {whose} is cleared", highlight=False)


def _limit(scope: LimitScope, name: LimitName, value: str, target: str) -> Limit:
    try:
        return Limit(scope=scope, target=target, name=name, value=Decimal(value))
    except InvalidOperation:
        raise typer.BadParameter(f"{value!r} is not a number", param_hint="VALUE") from None
    except BadLimit as error:
        raise typer.BadParameter(error.problem, param_hint=error.field.upper()) from None


def _target(scope: LimitScope, target: str | None) -> str:
    """Spell a target as it is stored. Raises BadParameter."""
    match scope, target:
        case _, None:
            return EVERY
        case LimitScope.PLATFORM, _:
            raise typer.BadParameter("the platform is one, it takes none", param_hint="--target")
        case LimitScope.WALLET, str(name):
            return wallet_named(name, "--target")
        case LimitScope.AGENT, str(name):
            return _agent_named(name)


def _agent_named(name: str) -> str:
    try:
        return str(UUID(name))
    except ValueError:
        raise typer.BadParameter(f"{name!r} is not an agent's id", param_hint="--target") from None


def _row(limit: Limit, origin: str) -> dict[str, str]:
    return {
        "scope": limit.scope,
        "target": limit.target,
        "name": limit.name,
        "value": f"{limit.value.normalize():f}",
        "origin": origin,
    }


async def _set(uow: UnitOfWork, limit: Limit) -> None:
    """Store a limit. Raises NotFound for an agent that is not there."""
    if limit.scope is LimitScope.AGENT and limit.target != EVERY:
        await uow.agents.get([AgentId(UUID(limit.target))])
    await uow.risk.set_limit(limit, getuser(), SystemClock().now())


async def _within(settings: Settings, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
    async with opened(settings) as engine, units_of_work(engine, settings.network)() as uow:
        return await work(uow)
