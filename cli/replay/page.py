"""The report as one HTML file: nothing in it is fetched from anywhere."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from cli.replay import charts
from cli.replay.figures import headline
from cli.replay.outcome import Outcome
from cli.replay.play import Played
from cli.replay.whatif import Paired

MOST_SYMBOLS = 8
"""How many symbols' prices are drawn, those with the most trades."""
STYLE = """
*{box-sizing:border-box}
body{margin:0;background:#f5f7fa;color:#1f2933;font:15px/1.5 system-ui,sans-serif}
main{max-width:1240px;margin:0 auto;padding:20px 16px 48px}
h1{font-size:22px;margin:0 0 4px}
p{margin:0 0 12px;color:#52606d}
code{font-size:12px;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(132px,1fr));gap:8px;margin:16px 0}
dl div{background:#fff;border:1px solid #e4e7eb;border-radius:8px;padding:10px 12px}
dt{font-size:12px;color:#7b8794}
dd{margin:0;font-size:18px;font-variant-numeric:tabular-nums}
section{display:grid;grid-template-columns:1fr;gap:12px}
@media(min-width:900px){section{grid-template-columns:1fr 1fr}}
.chart,.told{background:#fff;border:1px solid #e4e7eb;border-radius:8px;padding:8px;min-width:0}
.told{padding:12px 16px;margin:0 0 12px}
"""
CONFIG = {"displaylogo": False, "responsive": True, "displayModeBar": False}


def page(
    base: Played,
    outcomes: Mapping[str, Outcome],
    paired: Paired | None = None,
    changes: Sequence[str] = (),
) -> str:
    """Write the report of a replay, or of one with what changed beside it."""
    drawn = "".join(_chart(n, figure) for n, figure in enumerate(_figures(base, outcomes)))
    first = next(iter(outcomes.values()))
    return (
        "<!doctype html><html lang=en><head><meta charset=utf-8>"
        '<meta name=viewport content="width=device-width,initial-scale=1">'
        f"<title>Replay {base.began:%Y-%m-%d}</title><style>{STYLE}</style>"
        f"<script>{get_plotlyjs()}</script></head><body><main>"
        f"<h1>Replay, {base.began:%d %b %Y} to {base.ended:%d %b %Y}</h1>"
        f"<p>{base.events:,} events; digest over every decision <code>{base.digest}</code></p>"
        f"{_cards(first)}{_told(paired, changes)}"
        f"<section>{drawn}</section></main></body></html>\n"
    )


def _figures(base: Played, outcomes: Mapping[str, Outcome]) -> Iterator[go.Figure]:
    first = next(iter(outcomes.values()))
    yield charts.equity(outcomes)
    yield charts.drawdown(outcomes)
    counts = {
        symbol: sum(trade.symbol == symbol for trade in first.trades)
        for symbol in sorted({trade.symbol for trade in first.trades})
    }
    most = sorted(counts, key=lambda symbol: -counts[symbol])[:MOST_SYMBOLS]
    for symbol, marks in base.scene.prices.series():
        if symbol in most:
            yield charts.trades_on_price(symbol, marks, first.trades)
    yield charts.by_source(first.sources)
    yield charts.by_reason(first)


def _chart(number: int, figure: go.Figure) -> str:
    drawn: str = figure.to_html(
        full_html=False, include_plotlyjs=False, config=CONFIG, div_id=f"chart-{number}"
    )
    return f"<div class=chart>{drawn}</div>"


def _cards(outcome: Outcome) -> str:
    cards = (
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in headline(outcome).items()
    )
    return f"<dl>{''.join(cards)}</dl>"


def _told(paired: Paired | None, changes: Sequence[str]) -> str:
    if paired is None:
        return ""
    named = ", ".join(escape(change) for change in changes)
    return f"<div class=told><strong>With {named}:</strong> {escape(str(paired))}</div>"
