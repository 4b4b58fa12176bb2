"""What the week came to, for people and for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.columns import Columns
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.output import console, print_json
from infra.reading.decisions import digest
from infra.reading.figures import figures, total

SIDE_BY_SIDE = (
    ("verdicts", "refusals"),
    ("post_outcomes", "signals"),
    ("orders", "closes"),
)
Rows = Sequence[Mapping[str, Any]]


async def report(engine: AsyncEngine, theirs: str, *, as_json: bool) -> bool:
    """Print the report; return whether every decision is the one that was committed."""
    found = await figures(engine)
    ours = await digest(engine)
    if as_json:
        print_json({**found, "digest": ours, "expected": theirs, "same": ours == theirs})
    else:
        _print(found)
        _print_digest(ours, theirs)
    return ours == theirs


def _print(found: Mapping[str, Rows]) -> None:
    console.rule("The week")
    console.print(
        f"{found['posts'][0]['posts']} posts, {total(found['verdicts'], 'posts')} verdicts, "
        f"{total(found['signals'], 'signals')} signals, {total(found['intents'], 'intents')} "
        f"intents, {total(found['refusals'], 'refusals')} refusals, "
        f"{total(found['fills'], 'fills')} fills, "
        f"{total(found['closes'], 'positions')} positions ended"
    )
    for pair in SIDE_BY_SIDE:
        console.print(Columns([_table(name, found[name]) for name in pair], padding=(0, 4)))
    console.print(_table("agents", found["agents"]))
    console.print(_table("alarms", found["alarms"]))


def _print_digest(ours: str, theirs: str) -> None:
    console.print(f"digest over every decision:\n{ours}", highlight=False)
    if ours == theirs:
        console.print("[green]equal to the committed one[/green]: every run decides the same")
    else:
        console.print(f"[red]the committed one is\n{theirs}[/red]", highlight=False)


def _table(name: str, rows: Rows) -> Table:
    table = Table(title=name.replace("_", " "), title_justify="left")
    for column in rows[0] if rows else ():
        money = column in {"net_pnl", "gross_pnl", "fees", "accrued"} or column == "positions"
        table.add_column(column.replace("_", " "), justify="right" if money else "left")
    for row in rows:
        table.add_row(*(_spelled(value) for value in row.values()))
    return table


def _spelled(value: object) -> str:
    return f"{value:,.2f}" if hasattr(value, "quantize") else str(value)
