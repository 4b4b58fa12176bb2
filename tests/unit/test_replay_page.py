"""The report's charts: what there is nothing to draw of is said, and no two bars become one."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from cli.demo.script import START
from cli.replay import charts
from cli.replay.inputs import Files, read_scene
from cli.replay.log import within
from cli.replay.outcome import Outcome, Share, outcome_of
from cli.replay.page import page
from cli.replay.play import Played, Remembered, play
from cli.replay.rules import Rules
from cli.world import RECORDED, paper_behaviour
from contracts.market import Network
from infra.classifiers.rules import RulesClassifier
from infra.settings import Settings


@pytest.fixture
async def silent() -> Played:
    """Replay some hours in which nobody said anything."""
    scene = read_scene(Files.beside(RECORDED / "posts.jsonl", None, None), Network.PAPER)
    day = within(scene, START, START + timedelta(hours=6))
    rules = Rules(policy=Settings().policy(), behaviour=paper_behaviour(Settings()))
    return await play(replace(day, posts=[]), rules, Remembered(RulesClassifier()))


def a_share(name: str) -> Share:
    return Share(name=name, signals=1, trades=1, wins=1, net_pnl=Decimal(1), fees=Decimal(0))


async def test_a_replay_without_trades_says_so_and_draws_nothing(silent: Played) -> None:
    outcome = outcome_of(silent)
    drawn = [
        charts.equity({"as it is": outcome}),
        charts.drawdown({"as it is": outcome}),
        charts.by_source(outcome.sources),
        charts.by_reason(outcome),
    ]
    assert [chart.figure for chart in drawn] == [None] * 4
    written = page(silent, {"as it is": outcome})
    assert all(chart.instead in written for chart in drawn)
    assert "Plotly.newPlot" not in written.split("<body>")[1]


async def test_names_too_long_for_a_phone_are_cut_and_stay_two_bars(silent: Played) -> None:
    names = [f"somebody_with_a_long_name_{n}" for n in (1, 2)]
    figure = charts.by_source([a_share(name) for name in names]).figure
    assert figure is not None
    assert figure.layout.yaxis.ticktext == ("somebody_with_a… ",) * 2
    assert tuple(figure.data[0].y) == (0, 1)
    assert [row[0] for row in figure.data[0].customdata] == names[::-1]


async def test_every_no_is_named_in_plain_words(silent: Played) -> None:
    outcome: Outcome = replace(
        outcome_of(silent), ignored={"no_market": 2}, rejected={"KEEPER_CANCELLED": 1}
    )
    chart = charts.by_reason(outcome)
    assert chart.figure is not None
    assert chart.figure.layout.yaxis.ticktext == ("no market ", "keeper cancelled ")
    assert [key.name for key in chart.keys] == ["order rejected", "post ignored"]
