"""`maxxit sim`: venues of our own making, on the loopback, to practise with."""

import asyncio
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

import typer

from cli.output import BAD_INPUT, FAILED, console, refuse, run
from contracts.market import Network
from infra.simulators.hyperliquid import running

app = typer.Typer(help="Simulated venues on this machine.", no_args_is_help=True)
_DEPOSIT = re.compile(r"(0x[0-9a-fA-F]{40})(?:=([0-9]+(?:\.[0-9]+)?))?")
_USUAL = "1000"


@app.callback()
def sim() -> None:
    """Run a simulated venue."""


@app.command()
def hyperliquid(
    port: Annotated[int, typer.Option(help="Where to listen; 0 takes a free port.")] = 5060,
    network: Annotated[Network, typer.Option(help="Whose signatures it takes.")] = Network.TESTNET,
    deposit: Annotated[
        list[str] | None,
        typer.Option(help=f"Fund an account at the start: ADDRESS or ADDRESS=USD ({_USUAL})."),
    ] = None,
    no_limits: Annotated[bool, typer.Option("--no-limits", help="Refuse no request rate.")] = False,
) -> None:
    """Serve a Hyperliquid of our own on 127.0.0.1 until it is stopped."""
    deposits = [_deposit(wish) for wish in deposit or ()]
    try:
        run(serve_hyperliquid(port, network, deposits, limited=not no_limits))
    except OSError as error:
        refuse(f"port {port} can not be listened on: {error.strerror}", code=FAILED)


def _deposit(wish: str) -> tuple[str, Decimal]:
    """Read who gets how much, or exit with 2."""
    found = _DEPOSIT.fullmatch(wish)
    if found is None:
        refuse(f"{wish} is neither ADDRESS nor ADDRESS=USD", code=BAD_INPUT)
    return found[1], Decimal(found[2] or _USUAL)


async def serve_hyperliquid(
    port: int, network: Network, deposits: Sequence[tuple[str, Decimal]], *, limited: bool
) -> None:
    """Serve a simulator with funded accounts until cancelled."""
    async with running(port=port, network=network) as simulator:
        simulator.venue.limits.enabled = limited
        for user, usd in deposits:
            simulator.venue.deposit(user, usd)
        console.print(f"a simulated Hyperliquid ({network}) is at {simulator.url}")
        await asyncio.Event().wait()
