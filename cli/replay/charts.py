"""The charts of a replay's report; money becomes floating point here, where it is only drawn."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import plotly.graph_objects as go

from cli.replay.outcome import Outcome, Share, Trade
from contracts.market import Side, Symbol
from contracts.positions import PriceMarked

INK, FAINT, GRID = "#52606d", "#829ab1", "#829ab140"
BASE, CHANGED, WON, LOST = "#3b82f6", "#d97706", "#16a34a", "#dc2626"
"""Every colour can be told from a white page and from a dark one."""
MOST_POINTS = 1500
"""More points of one line than this cannot be told apart on a screen."""
MOST_BARS = 14
LONGEST_NAME = 16
"""Longer names beside bars would leave no room for the bars on a phone."""
_RUNS = (BASE, CHANGED)


@dataclass(frozen=True, slots=True)
class Key:
    """What a sign of a chart stands for."""

    sign: str
    colour: str
    name: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its title and its signs; without a figure it says why there is none."""

    title: str
    figure: go.Figure | None
    keys: Sequence[Key] = ()
    instead: str = ""


def equity(outcomes: Mapping[str, Outcome]) -> Chart:
    """Draw what was earned so far, after fees, for each run."""
    figure = go.Figure()
    for outcome, colour in zip(outcomes.values(), _RUNS, strict=False):
        figure.add_scatter(
            x=[trade.closed_at for trade in outcome.trades],
            y=[float(sum_) for sum_ in outcome.equity],
            line={"color": colour, "width": 2, "shape": "hv"},
        )
    return _of_runs("Net PnL of closed positions, USD", figure, outcomes)


def drawdown(outcomes: Mapping[str, Outcome]) -> Chart:
    """Draw how far each run was below its height so far."""
    figure = go.Figure()
    for outcome, colour in zip(outcomes.values(), _RUNS, strict=False):
        figure.add_scatter(
            x=[trade.closed_at for trade in outcome.trades],
            y=[float(depth) for depth in outcome.drawdown],
            fill="tozeroy",
            line={"color": colour, "width": 1, "shape": "hv"},
        )
    return _of_runs("Drawdown, USD", figure, outcomes)


def trades_on_price(symbol: Symbol, marks: Sequence[PriceMarked], trades: Iterable[Trade]) -> Chart:
    """Draw a symbol's price with the entries and exits of its trades."""
    every = max(1, len(marks) // MOST_POINTS)
    mine = [trade for trade in trades if trade.symbol == symbol]
    shown = marks[::every]
    figure = go.Figure()
    figure.add_scatter(
        x=[mark.seen_at for mark in shown],
        y=[float(mark.price) for mark in shown],
        line={"color": FAINT, "width": 1},
        hoverinfo="skip",
    )
    keys = [Key("―", FAINT, "price")]
    for side, shape, sign in ((Side.LONG, "triangle-up", "▲"), (Side.SHORT, "triangle-down", "▼")):
        entered = [trade for trade in mine if trade.side is side]
        points = [(trade.opened_at, float(trade.entry_price), _told(trade)) for trade in entered]
        if _mark(figure, points, shape, BASE):
            keys.append(Key(sign, BASE, side.lower()))
    for won, colour, name in ((True, WON, "exit won"), (False, LOST, "exit lost")):
        left = [trade for trade in mine if (trade.net_pnl > 0) is won]
        points = [(trade.closed_at, float(trade.exit_price), _told(trade)) for trade in left]
        if _mark(figure, points, "x", colour):
            keys.append(Key("✖", colour, name))
    return Chart(f"{symbol}: {_counted(len(mine), 'trade')}", _dressed(figure), keys)


def by_source(sources: Sequence[Share]) -> Chart:
    """Draw what the trades of each source came to."""
    title = "Net PnL by source, USD"
    shown = [source for source in sources if source.trades][:MOST_BARS][::-1]
    if not shown:
        return Chart(title, None, instead="No post led to a trade that closed.")
    figure = go.Figure()
    figure.add_bar(
        x=[float(source.net_pnl) for source in shown],
        y=list(range(len(shown))),
        orientation="h",
        marker={"color": [WON if source.net_pnl > 0 else LOST for source in shown]},
        customdata=[[s.name, s.trades, s.wins, s.signals] for s in shown],
        hovertemplate="%{customdata[0]}: %{x:,.2f} USD<br>%{customdata[1]} trades, "
        "%{customdata[2]} won, %{customdata[3]} signals<extra></extra>",
    )
    return Chart(title, _named(figure, [source.name for source in shown]))


def by_reason(outcome: Outcome) -> Chart:
    """Draw every no by its reason: posts ignored, deployments refused, orders rejected."""
    kinds = (
        ("post ignored", outcome.ignored, FAINT),
        ("intent refused", outcome.refused, BASE),
        ("order rejected", outcome.rejected, CHANGED),
    )
    figure = go.Figure()
    names: list[str] = []
    for kind, counts, colour in kinds:
        shown = list(counts.items())[:MOST_BARS][::-1]
        figure.add_bar(
            x=[count for _, count in shown],
            y=list(range(len(names), len(names) + len(shown))),
            customdata=[_spoken(reason) for reason, _ in shown],
            orientation="h",
            marker={"color": colour},
            hovertemplate=f"{kind}, %{{customdata}}: %{{x}}<extra></extra>",
        )
        names += [_spoken(reason) for reason, _ in shown]
    if not names:
        return Chart("No, by reason", None, instead="Nothing was refused.")
    keys = [Key("■", colour, kind) for kind, counts, colour in reversed(kinds) if counts]
    return Chart("No, by reason", _named(figure, names), keys)


def _of_runs(title: str, figure: go.Figure, outcomes: Mapping[str, Outcome]) -> Chart:
    if not any(outcome.trades for outcome in outcomes.values()):
        return Chart(title, None, instead="No position closed.")
    names = zip(outcomes, _RUNS, strict=False) if len(outcomes) > 1 else ()
    return Chart(title, _dressed(figure), [Key("―", colour, name) for name, colour in names])


def _mark(
    figure: go.Figure, points: Sequence[tuple[datetime, float, str]], shape: str, colour: str
) -> bool:
    if points:
        times, prices, words = zip(*points, strict=True)
        figure.add_scatter(
            x=times,
            y=prices,
            text=words,
            mode="markers",
            marker={"symbol": shape, "size": 9, "color": colour, "opacity": 0.85},
            hovertemplate="%{text}<extra></extra>",
        )
    return bool(points)


def _told(trade: Trade) -> str:
    return (
        f"{trade.agent}, {trade.source}<br>{trade.side} {trade.entry_price:f} to "
        f"{trade.exit_price:f}<br>{_spoken(trade.reason)}: {trade.net_pnl:,.2f} USD"
    )


def _spoken(reason: str) -> str:
    return reason.lower().replace("_", " ")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _named(figure: go.Figure, names: Sequence[str]) -> go.Figure:
    """Name bars that stand at 0, 1, 2 …, so that two names cut short remain two bars."""
    cut = [n if len(n) <= LONGEST_NAME else f"{n[: LONGEST_NAME - 1]}…" for n in names]
    ticks = {"tickvals": list(range(len(cut))), "ticktext": [f"{name} " for name in cut]}
    figure.update_layout(barmode="stack", bargap=0.3)
    figure.update_traces(marker_line_width=0)
    dressed = _dressed(figure, height=max(110, 50 + 26 * len(cut)))
    return dressed.update_yaxes(showgrid=False, zeroline=False, **ticks)


def _dressed(figure: go.Figure, *, height: int = 280) -> go.Figure:
    figure.update_layout(
        font={"family": "system-ui, sans-serif", "size": 12, "color": INK},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        height=height,
        margin={"l": 4, "r": 12, "t": 8, "b": 4},
        showlegend=False,
    )
    figure.update_xaxes(gridcolor=GRID, zerolinecolor=FAINT, automargin=True)
    figure.update_yaxes(gridcolor=GRID, zerolinecolor=FAINT, automargin=True)
    return figure
