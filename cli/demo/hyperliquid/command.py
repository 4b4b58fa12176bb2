"""`maxxit demo --venue hyperliquid`: played, told as it happens, and reckoned up at the end."""

from pathlib import Path

from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo.hyperliquid.play import play_days
from cli.demo.hyperliquid.report import show
from cli.explain.drawing import draw
from cli.output import console, print_json
from infra.database import make_engine
from infra.keys.hardening import forbid_core_dumps
from infra.reading.explain import find, gather
from infra.reading.explain_telling import tell
from infra.reading.figures import a_closed_position
from infra.settings import Settings

QUIET = Console(quiet=True)


async def tell_of_days(database_url: str, home: Path, settings: Settings, *, as_json: bool) -> bool:
    """Play on a fresh database, print it all, and tell whether the books are the venue's."""
    forbid_core_dumps()
    engine = make_engine(database_url)
    try:
        out = QUIET if as_json else console
        came = await play_days(database_url, engine, settings, home, out)
        if as_json:
            print_json(came.document())
        else:
            show(came, console)
            await _explain_one(engine)
        return came.agrees
    finally:
        await engine.dispose()


async def _explain_one(engine: AsyncEngine) -> None:
    position = await a_closed_position(engine)
    if position is None:
        return
    console.rule(f"maxxit explain {position}")
    async with engine.connect() as connection:
        console.print(draw(tell(await gather(connection, await find(connection, position)))))
