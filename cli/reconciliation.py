"""`maxxit reconcile`: our books beside the venues', account by account; nothing is changed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Annotated, Any

import typer

from cli.embedded import opened
from cli.output import FAILED, console, print_json, print_rows, run, settings_or_exit
from cli.venues import close_venues
from cli.world import make_world
from contracts.market import VenueName
from domain.statements import Statement
from infra.clock import SystemClock
from infra.settings import Settings
from producers.statements import statements


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What venues and our books came to, and the venues that did not answer."""

    accounts: Sequence[Statement]
    silent: Mapping[VenueName, str]

    @property
    def agrees(self) -> bool:
        """Tell whether every venue answered and nothing differs."""
        return not self.silent and not any(each.differences for each in self.accounts)


def reconcile(
    *,
    days: Annotated[int, typer.Option(min=1, help="How far back, in days.")] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compare our books with what venues tell of every account, to the cent.

    Exit code 0 says that all agrees, 1 that something differs or a venue did not answer.
    """
    compared = run(_compare(settings_or_exit(), days))
    if as_json:
        accounts = [asdict(each) for each in compared.accounts]
        print_json({"accounts": accounts, "silent": compared.silent, "agrees": compared.agrees})
    else:
        _print(compared)
    if not compared.agrees:
        raise typer.Exit(FAILED)


async def _compare(settings: Settings, days: int) -> Compared:
    clock = SystemClock()
    async with opened(settings) as engine:
        world, paper = await make_world(settings, engine, clock)
        try:
            since = clock.now() - timedelta(days=days)
            made, silent = await statements(world.venues, world.units, since)
        finally:
            await close_venues(world)
            await world.classifier.close()
            await paper.close()
    return Compared(accounts=made, silent=silent)


def _print(compared: Compared) -> None:
    rows = [_row(each) for each in compared.accounts]
    print_rows(rows, as_json=False, title="Accounts", empty="Nobody trades on any venue.")
    for account in compared.accounts:
        for held in account.external:
            what = f"{held.side} {held.quantity.normalize():f} {held.symbol}"
            console.print(f"{account.venue} {account.wallet}: {what} is its owner's, not ours")
        if account.outside:
            fills = ", ".join(account.outside)
            console.print(f"{account.venue} {account.wallet}: closed by somebody else in {fills}")
        for difference in account.differences:
            console.print(f"{account.venue} {account.wallet}: {difference}")
    for name, why in compared.silent.items():
        console.print(f"{name} did not answer: {why}")


def _row(account: Statement) -> dict[str, Any]:
    pnl = account.venue_pnl
    return {
        "venue": account.venue,
        "account": account.wallet,
        "held": len(account.lines),
        "external": len(account.external),
        "fills": f"{account.our_fills} of {account.venue_fills}",
        "fees": f"{account.our_fees:.2f} / {account.venue_fees:.2f}",
        "profit": f"{account.our_pnl:.2f} / {'untold' if pnl is None else f'{pnl:.2f}'}",
        "funding": f"{account.funding:.2f}",
        "differences": len(account.differences),
    }
