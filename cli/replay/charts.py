"""The charts of a replay's report; money becomes floating point here, where it is only drawn."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import plotly.graph_objects as go

from cli.replay.outcome import Outcome, Share, Trade
from contracts.market import Side, Symbol
from contracts.positions import PriceMarked

INK, FAINT, GRID = "#1f2933", "#7b8794", "#e4e7eb"
BASE, CHANGED, WON, LOST = "#2563eb", "#d97706", "#15803d", "#b91c1c"
MOST_POINTS = 1500
"""More points of one line than this cannot be told apart on a screen."""
MOST_BARS = 14


def equity(outcomes: Mapping[str, Outcome]) -> go.Figure:
    """Draw what was earned so far, after fees, for each run."""
    figure = go.Figure()
    for (name, outcome), colour in zip(outcomes.items(), (BASE, CHANGED), strict=False):
        figure.add_scatter(
            x=[trade.closed_at for trade in outcome.trades],
            y=[float(sum_) for sum_ in outcome.equity],
            name=name,
            line={"color": colour, "width": 2, "shape": "hv"},
        )
    return _dressed(figure, "Net PnL of closed positions, USD")


def drawdown(outcomes: Mapping[str, Outcome]) -> go.Figure:
    """Draw how far each run was below its height so far."""
    figure = go.Figure()
    for (name, outcome), colour in zip(outcomes.items(), (BASE, CHANGED), strict=False):
        figure.add_scatter(
            x=[trade.closed_at for trade in outcome.trades],
            y=[float(depth) for depth in outcome.drawdown],
            name=name,
            fill="tozeroy",
            line={"color": colour, "width": 1, "shape": "hv"},
        )
    return _dressed(figure, "Drawdown, USD")


def trades_on_price(
    symbol: Symbol, marks: Sequence[PriceMarked], trades: Iterable[Trade]
) -> go.Figure:
    """Draw a symbol's price with the entries and exits of its trades."""
    every = max(1, len(marks) // MOST_POINTS)
    mine = [trade for trade in trades if trade.symbol == symbol]
    shown = marks[::every]
    figure = go.Figure()
    figure.add_scatter(
        x=[mark.seen_at for mark in shown],
        y=[float(mark.price) for mark in shown],
        name="price",
        line={"color": FAINT, "width": 1},
        hoverinfo="skip",
    )
    for side, shape in ((Side.LONG, "triangle-up"), (Side.SHORT, "triangle-down")):
        entered = [trade for trade in mine if trade.side is side]
        points = [(trade.opened_at, float(trade.entry_price), _told(trade)) for trade in entered]
        _mark(figure, points, f"{side.lower()} entry", shape, BASE)
    for won, colour, name in ((True, WON, "exit, won"), (False, LOST, "exit, lost")):
        left = [trade for trade in mine if (trade.net_pnl > 0) is won]
        points = [(trade.closed_at, float(trade.exit_price), _told(trade)) for trade in left]
        _mark(figure, points, name, "x", colour)
    return _dressed(figure, f"{symbol}: {len(mine)} trades")


def by_source(sources: Sequence[Share]) -> go.Figure:
    """Draw what the trades of each source came to."""
    shown = [source for source in sources if source.trades][:MOST_BARS][::-1]
    figure = go.Figure()
    figure.add_bar(
        x=[float(source.net_pnl) for source in shown],
        y=[source.name for source in shown],
        orientation="h",
        marker={"color": [WON if source.net_pnl > 0 else LOST for source in shown]},
        customdata=[[source.trades, source.wins, source.signals] for source in shown],
        hovertemplate="%{y}: %{x:,.2f} USD<br>%{customdata[0]} trades, %{customdata[1]} won, "
        "%{customdata[2]} signals<extra></extra>",
    )
    return _dressed(figure, "Net PnL by source, USD", rows=len(shown))


def by_reason(outcome: Outcome) -> go.Figure:
    """Draw every no by its reason: posts ignored, deployments refused, orders rejected."""
    figure = go.Figure()
    kinds = (
        ("post ignored", outcome.ignored, FAINT),
        ("intent refused", outcome.refused, BASE),
        ("order rejected", outcome.rejected, CHANGED),
    )
    rows = 0
    for kind, counts, colour in kinds:
        shown = list(counts.items())[:MOST_BARS][::-1]
        rows += len(shown)
        figure.add_bar(
            x=[count for _, count in shown],
            y=[f"{reason.lower()} " for reason, _ in shown],
            name=kind,
            orientation="h",
            marker={"color": colour},
        )
    figure.update_layout(barmode="stack")
    return _dressed(figure, "No, by reason", rows=rows)


def _mark(
    figure: go.Figure,
    points: Sequence[tuple[datetime, float, str]],
    name: str,
    shape: str,
    colour: str,
) -> None:
    if points:
        times, prices, words = zip(*points, strict=True)
        figure.add_scatter(
            x=times,
            y=prices,
            text=words,
            name=name,
            mode="markers",
            marker={"symbol": shape, "size": 8, "color": colour, "opacity": 0.85},
            hovertemplate="%{text}<extra></extra>",
        )


def _told(trade: Trade) -> str:
    return (
        f"{trade.agent}, {trade.source}<br>{trade.side} {trade.entry_price:f} to "
        f"{trade.exit_price:f}<br>{trade.reason}: {trade.net_pnl:,.2f} USD"
    )


def _dressed(figure: go.Figure, title: str, *, rows: int | None = None) -> go.Figure:
    height = 320 if rows is None else max(220, 90 + 24 * rows)
    figure.update_layout(
        title={"text": title, "font": {"size": 15}, "x": 0, "xanchor": "left", "xref": "paper"},
        font={"family": "system-ui, sans-serif", "size": 12, "color": INK},
        paper_bgcolor="white",
        plot_bgcolor="white",
        height=height,
        margin={"l": 8, "r": 8, "t": 40, "b": 8},
        legend={"orientation": "h", "y": -0.18, "x": 0},
        showlegend=len(figure.data) > 1,
    )
    figure.update_xaxes(gridcolor=GRID, zerolinecolor=GRID, automargin=True)
    figure.update_yaxes(gridcolor=GRID, zerolinecolor=FAINT, automargin=True)
    return figure
