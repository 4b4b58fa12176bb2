"""`maxxit demo`: a recorded week through everything, killed once on the way, told at the end."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from cli.demo.hyperliquid.command import tell_of_days
from cli.demo.report import report
from cli.demo.week import play
from cli.explain.drawing import draw
from cli.output import FAILED, console, problems, refuse, run, settings_or_exit
from cli.services_commands import up_on
from cli.world import RECORDED
from contracts.market import Network
from infra.database import make_engine
from infra.logging import configure_logging
from infra.reading.explain import find, gather
from infra.reading.explain_telling import tell
from infra.reading.figures import a_closed_position
from infra.schema import upgrade
from infra.servers.embedded import open_postgres
from infra.settings import Settings

TRIES = 3
"""The week is killed once; more often than this, something is wrong."""
CHILD = "MAXXIT_DEMO"


class DemoVenue(StrEnum):
    """Where the demo trades."""

    PAPER = "paper"
    HYPERLIQUID = "hyperliquid"


DIGEST = RECORDED / "digest.txt"
"""The digest over every decision that each run has to come to."""


def demo(
    venue: Annotated[
        DemoVenue, typer.Option(help="Where to trade; both come along.", case_sensitive=False)
    ] = DemoVenue.PAPER,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    log: Annotated[bool, typer.Option("--log", help="Show the log as it happens.")] = False,
    serve: Annotated[
        bool, typer.Option("--serve", help="Then run every service on it, until Ctrl-C.")
    ] = False,
) -> None:
    """Play a recorded week of posts and prices through the platform; needs nothing at all."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(FAILED))  # so that the database is stopped
    level = "INFO" if log else "CRITICAL"
    configure_logging(form="console", level=level)
    if venue is DemoVenue.HYPERLIQUID:
        _play_on_hyperliquid(as_json=as_json)
        return
    if CHILD in os.environ:
        _play_in_child(settings_or_exit())
        return
    with _database() as (url, home):
        _play_to_the_end(url, home)
        same = run(_tell(url, settings_or_exit(), as_json=as_json))
        if serve:
            _serve(url, home, settings_or_exit())
    if not same:
        raise typer.Exit(FAILED)


def _serve(url: str, home: Path, settings: Settings) -> None:
    """Let the platform go on where the week ended, with the gateway before it."""
    console.print(f"the gateway is at {settings.public_url}docs; Ctrl-C ends it", highlight=False)
    run(up_on(url, home, settings))


def _play_on_hyperliquid(*, as_json: bool) -> None:
    """Play some days before a simulated Hyperliquid; exit with 1 when the books differ."""
    with _database() as (url, home):
        same = run(tell_of_days(url, home, settings_or_exit(), as_json=as_json))
    if not same:
        raise typer.Exit(FAILED)


def _play_in_child(settings: Settings) -> None:
    assert settings.database_url is not None  # noqa: S101 - our own parent sets it
    note = Path(os.environ[CHILD]) / "crashed"
    run(play(settings.database_url.get_secret_value(), settings, note))


@contextmanager
def _database() -> Iterator[tuple[str, Path]]:
    """Bring a database of the demo's own, and take it away again."""
    with TemporaryDirectory(prefix="maxxit-demo-") as folder:
        home = Path(folder)
        home.chmod(0o755)  # the server's own user has to pass through
        # A database thrown away at the end has to outlive kill -9, and no power cut.
        postgres = open_postgres(home, fsync=False)
        try:
            run(_migrate(postgres.url))
            yield postgres.url, home
        finally:
            postgres.stop()


def _play_to_the_end(url: str, home: Path) -> None:
    for _ in range(TRIES):
        code = asyncio.run(_child(url, home))
        if code == 0:
            return
        if code != -signal.SIGKILL:
            refuse(f"the week ended with exit code {code}", code=FAILED)
        problems.print("killed with -9 while an order was being answered: starting again")
    refuse("the week was killed more often than it should be", code=FAILED)


async def _child(url: str, home: Path) -> int:
    environment = {**os.environ, "DATABASE_URL": url, CHILD: str(home), "NETWORK": "paper"}
    arguments = [*sys.argv[1:]] if sys.argv[1:2] == ["demo"] else ["demo"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli", *arguments, env=environment
    )
    return await process.wait()


async def _migrate(url: str) -> None:
    engine = make_engine(url)
    await upgrade(engine)
    await engine.dispose()


async def _tell(url: str, settings: Settings, *, as_json: bool) -> bool:
    engine = make_engine(url)
    played = settings.model_copy(update={"network": Network.PAPER})
    same = await report(engine, played, DIGEST.read_text().strip(), as_json=as_json)
    position = await a_closed_position(engine)
    if position is not None and not as_json:
        console.rule(f"maxxit explain {position}")
        async with engine.connect() as connection:
            console.print(draw(tell(await gather(connection, await find(connection, position)))))
    await engine.dispose()
    return same
