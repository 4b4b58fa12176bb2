"""A replay told on a terminal."""

from collections.abc import Mapping, Sequence

from rich.columns import Columns
from rich.table import Table

from cli.output import console
from cli.replay.figures import counted, headline, money
from cli.replay.outcome import Outcome, Share
from cli.replay.play import Played
from cli.replay.timings import Timing
from cli.replay.whatif import Paired

SIDE_BY_SIDE = (("ignored", "refused"), ("rejected", "exits"))
MOST_ROWS = 12


def tell(played: Played, outcome: Outcome) -> None:
    """Print what a replay came to."""
    console.rule(f"Replay: {played.began:%Y-%m-%d} to {played.ended:%Y-%m-%d}")
    console.print(_headlines({"": outcome}))
    for pair in SIDE_BY_SIDE:
        tables = [_reasons(name, getattr(outcome, name)) for name in pair]
        console.print(Columns(tables, padding=(0, 4)))
    console.print(_shares("agents", outcome.agents))
    console.print(_shares("sources", outcome.sources[:MOST_ROWS]))
    if outcome.parked:
        console.print(_reasons("parked messages", outcome.parked))
    console.print(_timings(played.timings))
    rate = played.events / played.seconds if played.seconds else 0
    console.print(f"{played.events:,} events in {played.seconds:.2f} s: {rate:,.0f} a second")
    console.print(f"digest over every decision:\n{played.digest}", highlight=False)


def tell_difference(outcome: Outcome, changed: Outcome, paired: Paired, rules: str) -> None:
    """Print what changed rules would have brought, and how sure that is."""
    console.rule(f"What if {rules}")
    console.print(_headlines({"as it is": outcome, "changed": changed}))
    console.print(str(paired), highlight=False, soft_wrap=True)


def _headlines(outcomes: Mapping[str, Outcome]) -> Table:
    """Lay figures out one a row, or a run a column."""
    table = Table(show_header=len(outcomes) > 1)
    table.add_column("figure")
    for name in outcomes:
        table.add_column(name, justify="right")
    spelled = [headline(outcome) for outcome in outcomes.values()]
    for figure in spelled[0]:
        table.add_row(figure, *(each[figure] for each in spelled))
    return table


def _reasons(name: str, counts: Mapping[str, int]) -> Table:
    return _table(counted(dict(list(counts.items())[:MOST_ROWS])), title=name)


def _shares(name: str, shares: Sequence[Share]) -> Table:
    rows = [
        {
            name.removesuffix("s"): share.name,
            "signals": share.signals,
            "trades": share.trades,
            "won": share.wins,
            "net PnL": money(share.net_pnl),
            "fees": money(share.fees),
        }
        for share in shares
    ]
    return _table(rows, title=name)


def _timings(timings: Sequence[Timing]) -> Table:
    rows = [
        {
            "stage": timing.stage,
            "handled": f"{timing.messages:,}",
            "mean µs": f"{timing.mean:,.0f}",
            "p50 µs": f"{timing.p50:,.0f}",
            "p99 µs": f"{timing.p99:,.0f}",
        }
        for timing in timings
    ]
    return _table(rows, title="time a message")


def _table(rows: Sequence[Mapping[str, object]], *, title: str | None = None) -> Table:
    table = Table(title=title, title_justify="left")
    for name in rows[0] if rows else ():
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    return table
