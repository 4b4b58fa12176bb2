"""`maxxit access`: who is more than a user; how the first admin is made."""

from getpass import getuser
from typing import Annotated

import typer

from cli.embedded import opened
from cli.output import BAD_INPUT, console, print_rows, refuse, run, settings_or_exit
from cli.targets import wallet_named
from contracts.market import Wallet
from domain.access import Role
from domain.granting import grant, withdraw
from infra.clock import SystemClock
from infra.gateway import gateway_units
from infra.settings import Settings

app = typer.Typer(help="Who is more than a user.", no_args_is_help=True)
Who = Annotated[str, typer.Argument(metavar="WALLET", help="Its address.")]
What = Annotated[Role, typer.Argument(case_sensitive=False, help="CREATOR, OPS or ADMIN.")]


@app.command("grant")
def grant_role(who: Who, role: What) -> None:
    """Make a wallet a role; it counts from its next request on."""
    wallet = _named(who, role)
    fresh = run(_grant(settings_or_exit(), wallet, role))
    console.print(f"{wallet} is {role}" if fresh else f"{wallet} was {role} already")


@app.command("withdraw")
def withdraw_role(who: Who, role: What) -> None:
    """Take a role from a wallet; it counts from its next request on."""
    wallet = _named(who, role)
    run(_withdraw(settings_or_exit(), wallet, role))
    console.print(f"{wallet} is {role} no more")


@app.command("list")
def list_roles(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List every role that was granted."""
    rows = [{"wallet": wallet, "role": role} for wallet, role in run(_list(settings_or_exit()))]
    print_rows(rows, as_json=as_json, title="Roles", empty="Everybody is a user.")


def _named(who: str, role: Role) -> Wallet:
    if role is Role.USER:
        refuse("everybody is a USER: name CREATOR, OPS or ADMIN", code=BAD_INPUT)
    return wallet_named(who, "WALLET")


async def _grant(settings: Settings, wallet: Wallet, role: Role) -> bool:
    async with opened(settings) as engine, gateway_units(engine, settings.network)() as uow:
        return await grant(wallet, role, getuser(), uow, SystemClock().now())


async def _withdraw(settings: Settings, wallet: Wallet, role: Role) -> None:
    async with opened(settings) as engine, gateway_units(engine, settings.network)() as uow:
        await withdraw(wallet, role, getuser(), uow, SystemClock().now())


async def _list(settings: Settings) -> list[tuple[Wallet, Role]]:
    async with opened(settings) as engine, gateway_units(engine, settings.network)() as uow:
        return list(await uow.access.grants())
