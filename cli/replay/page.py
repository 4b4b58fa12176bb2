"""The report as one HTML file: nothing in it is fetched from anywhere."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from html import escape

from plotly.offline import get_plotlyjs

from cli.replay import charts
from cli.replay.charts import Chart
from cli.replay.figures import headline
from cli.replay.outcome import Outcome
from cli.replay.play import Played
from cli.replay.whatif import Paired

MOST_SYMBOLS = 8
"""How many symbols' prices are drawn, those with the most trades."""
STYLE = """
:root{color-scheme:light dark}
:root{--page:#f5f7fa;--card:#fff;--line:#e4e7eb;--ink:#1f2933;--quiet:#52606d}
@media(prefers-color-scheme:dark){
:root{--page:#12181f;--card:#1b232c;--line:#323f4b;--ink:#e4e7eb;--quiet:#a9b6c4}
.js-plotly-plot text:not(.hovertext text){fill:var(--quiet)!important}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:1240px;margin:0 auto;padding:20px 16px 48px}
h1{font-size:22px;line-height:1.25;margin:0 0 6px;text-wrap:balance}
h2{font-size:15px;margin:0}
p{margin:0 0 12px;color:var(--quiet)}
code{font-size:12px;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(132px,1fr));gap:8px;margin:16px 0}
dl div,.chart,.told{background:var(--card);border:1px solid var(--line);border-radius:8px}
dl div{padding:10px 12px}
dt{font-size:12px;color:var(--quiet)}
dd{margin:0;font-size:18px;font-variant-numeric:tabular-nums}
section{display:grid;grid-template-columns:minmax(0,1fr);gap:12px}
.chart{padding:12px}
.chart p{margin:8px 0 4px}
.chart ul{display:flex;flex-wrap:wrap;gap:2px 14px;margin:2px 0 0;padding:0;list-style:none}
.chart li{font-size:13px;color:var(--quiet)}
.told{padding:12px 16px;margin:0 0 12px;overflow-wrap:anywhere}
@media(max-width:480px){main{padding:16px 10px 32px}dl{grid-template-columns:1fr 1fr}
dl div:last-child:nth-child(odd){grid-column:1/-1}}
@media(min-width:900px){section{grid-template-columns:repeat(2,minmax(0,1fr))}
.wide{grid-column:1/-1}}
"""
CONFIG = {"displaylogo": False, "responsive": True, "displayModeBar": False}
ON_TOUCH = """
if(matchMedia("(pointer:coarse)").matches)
for(const chart of document.querySelectorAll(".js-plotly-plot"))
Plotly.relayout(chart,{"xaxis.fixedrange":true,"yaxis.fixedrange":true,dragmode:false})
"""
"""A finger that drags over a chart is to move the page."""


def page(
    base: Played,
    outcomes: Mapping[str, Outcome],
    paired: Paired | None = None,
    changes: Sequence[str] = (),
) -> str:
    """Write the report of a replay, or of one with what changed beside it."""
    drawn = _side_by_side(list(_charts(base, outcomes)))
    first = next(iter(outcomes.values()))
    return (
        "<!doctype html><html lang=en><head><meta charset=utf-8>"
        '<meta name=viewport content="width=device-width,initial-scale=1">'
        f"<title>Replay {base.began:%Y-%m-%d}</title><style>{STYLE}</style>"
        f"<script>{get_plotlyjs()}</script></head><body><main>"
        f"<h1>Replay, {_day(base.began)} to {_day(base.ended)}</h1>"
        f"<p>{base.events:,} events; digest over every decision <code>{base.digest}</code></p>"
        f"{_cards(first)}{_told(paired, changes)}"
        f"<section>{drawn}</section></main><script>{ON_TOUCH}</script></body></html>\n"
    )


def _charts(base: Played, outcomes: Mapping[str, Outcome]) -> Iterator[Chart]:
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


def _side_by_side(charts: Sequence[Chart]) -> str:
    """Lay charts out; where two stand in a row, one that would stand alone has it all."""
    alone = len(charts) - 1 if len(charts) % 2 else None
    kinds = ('"chart wide"' if n == alone else "chart" for n in range(len(charts)))
    cards = zip(kinds, enumerate(charts), strict=True)
    return "".join(f"<div class={kind}>{_drawn(n, chart)}</div>" for kind, (n, chart) in cards)


def _drawn(number: int, chart: Chart) -> str:
    keys = "".join(
        f"<li><span style=color:{key.colour}>{key.sign}</span> {escape(key.name)}</li>"
        for key in chart.keys
    )
    told = f"<h2>{escape(chart.title)}</h2>" + (f"<ul>{keys}</ul>" if keys else "")
    if chart.figure is None:
        return f"{told}<p>{escape(chart.instead)}</p>"
    drawn: str = chart.figure.to_html(
        full_html=False, include_plotlyjs=False, config=CONFIG, div_id=f"chart-{number}"
    )
    return told + drawn


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y}"


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
