"""`maxxit agents performance`: what is published of every agent."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from cli.embedded import opened
from cli.figures import figures_table, number, plain, share
from cli.output import console, print_json, run, settings_or_exit
from infra.reading.performance import agents_performance
from infra.settings import Settings

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
FOOT = (
    "APR: net PnL over time-weighted collateral at work, a year's worth. Sharpe, Sortino: daily, "
    "30 days, annualised. A dash: not enough data. Old: the former formulas, for comparison only."
)


def performance(as_json: Json = False) -> None:
    """Show the published figures of every agent, and beside them what the old formulas say."""
    rows = run(_read(settings_or_exit()))
    if as_json:
        print_json([{name: plain(value) for name, value in row.items()} for row in rows])
    elif not rows:
        console.print("No agent has closed a position yet.")
    else:
        console.print(_results(rows))
        console.print(_ratios(rows))
        console.print(Text(FOOT, style="dim"))


async def _read(settings: Settings) -> list[dict[str, Any]]:
    async with opened(settings) as engine:
        return await agents_performance(engine)


def _results(rows: Sequence[Mapping[str, Any]]) -> Table:
    columns = ("closed", "net PnL", "fees", "won", "won / lost", "per close", "deepest fall")
    table = figures_table("Results", "agent", *columns)
    for row in rows:
        table.add_row(
            str(row["agent"]),
            str(row["closed"]),
            number(row["net_pnl"]),
            number(row["fees"]),
            share(row["win_rate"], signed=False),
            number(row["profit_factor"]),
            number(row["expectancy"]),
            share(row["max_drawdown"], signed=False),
        )
    return table


def _ratios(rows: Sequence[Mapping[str, Any]]) -> Table:
    columns = ("capital", "APR 30d", "90d", "inception", "Sharpe", "Sortino")
    table = figures_table("Ratios", "agent", *columns, "old APR 30d", "old Sharpe")
    for row in rows:
        table.add_row(
            str(row["agent"]),
            number(row["capital"]),
            *(share(row[f"apr_{window}"]) for window in ("30d", "90d", "inception")),
            number(row["sharpe_30d"]),
            number(row["sortino_30d"]),
            share(row["legacy_apr_30d"]),
            number(row["legacy_sharpe_30d"]),
        )
    return table
