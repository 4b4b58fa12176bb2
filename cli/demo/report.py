"""What the week came to, for people and for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.columns import Columns
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo.again import decide_again, where_they_part
from cli.output import console, print_json
from cli.replay.play import Played
from cli.replay.tape import Difference
from infra.reading.decisions import digest
from infra.reading.figures import figures, total
from infra.settings import Settings

SIDE_BY_SIDE = (
    ("verdicts", "refusals"),
    ("post_outcomes", "signals"),
    ("orders", "closes"),
)
Rows = Sequence[Mapping[str, Any]]


async def report(engine: AsyncEngine, settings: Settings, theirs: str, *, as_json: bool) -> bool:
    """Print the report.

    Return whether every decision is the one that was committed, and again so when the log of
    this run is replayed.
    """
    found = await figures(engine)
    ours = await digest(engine)
    again = await decide_again(engine, settings)
    if as_json:
        digests = {"digest": ours, "expected": theirs, "replayed": again.digest}
        print_json({**found, **digests, "same": len({*digests.values()}) == 1})
    else:
        _print(found)
        _print_digest(ours, theirs)
        _print_again(ours, again, await where_they_part(engine, again))
    return ours == theirs == again.digest


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


def _print_again(ours: str, again: Played, parting: Difference | None) -> None:
    told = f"replay of this run's own log, {again.seconds:.1f} s:"
    if again.digest == ours:
        console.print(f"{told} [green]same digest[/green]", highlight=False)
        return
    console.print(f"{told} [red]not the same[/red], {again.digest}", highlight=False)
    if parting is not None:
        console.print(f"decision {parting.number} is the first that differs", highlight=False)
        for whose, line in (("replayed", parting.ours), ("decided", parting.theirs)):
            console.print(f"  {whose}: {line or 'none'}", highlight=False, markup=False)


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
