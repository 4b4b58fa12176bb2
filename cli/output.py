"""What commands print: tables for people, JSON for programs, one line for what went wrong."""

import json
import sys
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, NoReturn, TypeVar

import typer
import uvloop
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from domain.errors import NotFound, TradingError
from infra.settings import Settings

FAILED = 1
BAD_INPUT = 2
T = TypeVar("T")
console = Console()
problems = Console(stderr=True)


def settings_or_exit() -> Settings:
    """Read the settings, or exit with 2 and one line for each that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        for wrong in error.errors():
            name = ".".join(str(part) for part in wrong["loc"]).upper()
            problems.print(f"[red]{name}[/red]: {wrong['msg']}", highlight=False)
        raise typer.Exit(BAD_INPUT) from None


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a command to its end; what we refuse becomes one line and an exit code."""
    try:
        return uvloop.run(work)
    except TradingError as error:
        refuse(str(error), code=BAD_INPUT if isinstance(error, NotFound) else FAILED)
    except ExceptionGroup as group:
        ours, others = group.split(TradingError)
        if others is not None or ours is None:
            raise
        refuse("; ".join(str(error) for error in ours.exceptions), code=FAILED)


def refuse(problem: str, *, code: int) -> NoReturn:
    """Say in one line what is wrong and exit."""
    problems.print(f"[red]error[/red]: {escape(problem)}", highlight=False)
    raise typer.Exit(code)


def print_json(value: object) -> None:
    """Print one JSON document; decimals, ids and times become strings."""
    sys.stdout.write(json.dumps(value, default=str, indent=2, ensure_ascii=False) + "\n")


def print_rows(
    rows: Sequence[Mapping[str, object]], *, as_json: bool, title: str, empty: str
) -> None:
    """Print rows as a table, or as a JSON list."""
    if as_json:
        print_json(rows)
    elif not rows:
        console.print(empty)
    else:
        console.print(_table(rows, title))


def _table(rows: Sequence[Mapping[str, object]], title: str) -> Table:
    table = Table(title=title, title_justify="left")
    for name in rows[0]:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    return table
