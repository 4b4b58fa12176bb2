"""`maxxit sources`: whose calls are worth following, as far as the data can tell."""

from collections.abc import Sequence
from typing import Annotated, Any, assert_never

import typer
from rich.table import Table
from rich.text import Text

from cli.embedded import opened
from cli.figures import UNKNOWN, figures_table, interval, share
from cli.output import console, print_json, run, settings_or_exit
from domain.sources import HORIZONS, Horizon, Standing, Verdict
from infra.clock import SystemClock
from infra.reading.leaderboard import Line, leaderboard, save_leaderboard
from infra.reading.skill import FALSE_RATE, MIN_BLOCKS, MIN_CALLS, PRIMARY, block_length
from infra.settings import Settings

app = typer.Typer(help="Whose posts are followed.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.callback()
def sources() -> None:
    """Whose posts are followed."""


@app.command("leaderboard")
def show_leaderboard(as_json: Json = False) -> None:
    """Judge every source by all its calls, after costs, and store the verdicts."""
    lines = run(_compute(settings_or_exit()))
    if as_json:
        print_json([_document(line) for line in lines])
    elif not lines:
        console.print("There are no sources yet.")
    else:
        console.print(_table(lines))
        console.print(_foot(lines))


async def _compute(settings: Settings) -> list[Line]:
    now = SystemClock().now()
    async with opened(settings) as engine:
        lines = await leaderboard(engine, settings.network, now, policy=settings.policy())
        await save_leaderboard(engine, settings.network, lines, now)
    return lines


def _document(line: Line) -> dict[str, Any]:
    standing = line.standing
    return {
        "rank": standing.rank,
        "source": line.handle,
        "source_id": standing.source_id,
        "verdict": standing.verdict,
        "calls": standing.calls,
        "by_horizon": {
            horizon.label: {
                "calls": estimate.calls,
                "blocks": estimate.blocks,
                "mean": estimate.mean,
                "low": estimate.low,
                "high": estimate.high,
            }
            for horizon, estimate in standing.by_horizon.items()
        },
        "shrunk": standing.shrunk,
        "shrunk_low": standing.shrunk_low,
        "shrunk_high": standing.shrunk_high,
        "p_value": standing.p_value,
    }


def _table(lines: Sequence[Line]) -> Table:
    horizons = [horizon.label for horizon in HORIZONS]
    title = "Sources, by what a call returned after costs"
    table = figures_table(
        title, "source", "#", "calls", *horizons, f"95 % of {PRIMARY.label}", "expected"
    )
    table.add_column("verdict")
    for line in lines:
        table.add_row(*_cells(line))
    return table


def _cells(line: Line) -> list[str | Text]:
    standing = line.standing
    primary = standing.by_horizon.get(PRIMARY)
    return [
        line.handle,
        UNKNOWN if standing.rank is None else str(standing.rank),
        str(standing.calls),
        *(_mean(standing, horizon) for horizon in HORIZONS),
        interval(primary.low, primary.high) if primary else UNKNOWN,
        share(standing.shrunk),
        _verdict(standing.verdict),
    ]


def _mean(standing: Standing, horizon: Horizon) -> str:
    estimate = standing.by_horizon.get(horizon)
    return share(estimate.mean if estimate else None)


def _verdict(verdict: Verdict) -> Text:
    match verdict:
        case Verdict.SKILLED:
            return Text("SKILLED", style="bold green")
        case Verdict.NOT_PROVEN:
            return Text("NOT PROVEN")
        case Verdict.NOT_ENOUGH_DATA:
            return Text("NOT ENOUGH DATA", style="dim")
        case _:
            assert_never(verdict)


def _foot(lines: Sequence[Line]) -> Text:
    tested = sum(line.standing.rank is not None for line in lines)
    days = block_length(PRIMARY).days
    return Text(
        f"Means over blocks of a day ({days} days for {PRIMARY.label}); {PRIMARY.label} is what is "
        f"tested. {tested} of {len(lines)} sources have {MIN_CALLS} calls in {MIN_BLOCKS} blocks; "
        f"of those called SKILLED {FALSE_RATE:.0%} may be lucky. Expected: drawn towards all "
        "tested. Percent of what was traded, after fees and slippage both ways.",
        style="dim",
    )
