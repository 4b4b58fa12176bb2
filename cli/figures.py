"""How figures are shown to people: unknown is a dash, never a zero."""

from decimal import Decimal

from rich.box import SIMPLE_HEAD
from rich.table import Table

UNKNOWN = "-"


def share(value: Decimal | None, *, signed: bool = True) -> str:
    """Show a fraction as a percentage."""
    if value is None:
        return UNKNOWN
    return f"{value:+.2%}" if signed else f"{value:.1%}"


def number(value: Decimal | None) -> str:
    """Show a ratio or an amount with two places."""
    return UNKNOWN if value is None else f"{value:,.2f}"


def plain(value: object) -> object:
    """Write a decimal out, without the zeros the store pads it with; leave others alone."""
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


def interval(low: Decimal | None, high: Decimal | None) -> str:
    """Show the two ends of an interval of fractions, in percent."""
    if low is None or high is None:
        return UNKNOWN
    return f"{100 * low:+.2f}…{100 * high:+.2f}"


def figures_table(title: str, *columns: str) -> Table:
    """Make a table of a first column of names that may fold, and figures that never do."""
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    name, *figures = columns
    table.add_column(name, overflow="fold", min_width=8)
    for figure in figures:
        style = "dim" if figure.startswith("old") else None
        table.add_column(figure, justify="right", no_wrap=True, style=style)
    return table
