"""What a run came to, for people and for programs."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table

from scripts.chaos.faults import Recovery
from scripts.chaos.truth import VENUE_ORDERS, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One run: its faults, what was left to do at the end, and the truth table."""

    name: str
    seconds: float
    recoveries: Sequence[Recovery]
    quiet_after: float
    left: Mapping[str, int]
    lines: Sequence[Line]
    residual: Decimal
    deaths: Sequence[str]
    figures: Sequence[Mapping[str, Any]]
    logs: str

    @property
    def sent_twice(self) -> int:
        """Count the orders that the venue has once more than it should."""
        return sum(line.doubled for line in self.lines if line.what == VENUE_ORDERS)

    @property
    def true(self) -> bool:
        """Tell whether nothing was lost or doubled, the books agree, and all came to rest."""
        mended = all(recovery.seconds is not None for recovery in self.recoveries)
        balanced = all(line.true for line in self.lines) and self.residual == 0
        return mended and balanced and not self.left

    def document(self) -> dict[str, Any]:
        """Spell it for JSON."""
        return asdict(self) | {"true": self.true}


def show(outcome: Outcome, *, aside: bool) -> None:
    """Print a run for people; `aside` keeps standard output free."""
    console = Console(file=sys.stderr if aside else sys.stdout)
    console.rule(f"{outcome.name}: {outcome.seconds:.0f} s")
    console.print(_faults(outcome.recoveries))
    console.print(_table("what it came to", outcome.figures))
    console.print(_truth(outcome))
    console.print(f"residual of all books: {outcome.residual.normalize():f} USD")
    _print_rest(console, outcome)


def _print_rest(console: Console, outcome: Outcome) -> None:
    rest = f"quiet {outcome.quiet_after:.1f} s after the load ended"
    if outcome.left:
        left = ", ".join(f"{count} {name}" for name, count in outcome.left.items())
        rest = f"[red]not quiet {outcome.quiet_after:.0f} s after the load ended[/red]: {left}"
    console.print(rest, highlight=False)
    for death in outcome.deaths:
        console.print(f"[yellow]{death}[/yellow]", highlight=False)
    for line in outcome.lines:
        for example in line.examples:
            console.print(f"[red]{line.what}[/red]: {example}", highlight=False)
    if not outcome.true or outcome.deaths:
        console.print(f"logs: {outcome.logs}", highlight=False)


def _truth(outcome: Outcome) -> Table:
    table = Table(title="truth", title_justify="left")
    table.add_column("what")
    for column in ("expected", "found", "lost", "doubled"):
        table.add_column(column, justify="right")
    for line in outcome.lines:
        figures = (line.expected, line.found, line.lost, line.doubled)
        style = None if line.true else "red"
        table.add_row(line.what, *(f"{figure:,}" for figure in figures), style=style)
    return table


def _faults(recoveries: Sequence[Recovery]) -> Table:
    rows = [
        {
            "fault": recovery.fault,
            "ready after": "never" if recovery.seconds is None else f"{recovery.seconds:.1f} s",
        }
        for recovery in recoveries
    ]
    return _table("faults", rows)


def _table(title: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(title=title, title_justify="left")
    for name in rows[0] if rows else ():
        table.add_column(name)
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    return table
