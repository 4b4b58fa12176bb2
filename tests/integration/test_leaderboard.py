"""The leaderboard from stored posts and prices, and how it is shown."""

import asyncio
import json
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from typer.testing import CliRunner

from cli import output
from cli.main import app
from contracts.market import Network, Side
from domain.policy import Policy
from domain.sources import Costs, Horizon, Verdict, net_return
from infra.reading.leaderboard import Line, _calls, _drift, leaderboard, save_leaderboard
from infra.tables.money import SourceScoreRow, SourceStandingRow
from scripts.power.market import START, Caller, Market
from tests.factories_positions import all_rows
from tests.factories_skill import store_bars, store_calls

D = Decimal
DAYS = 90
LATER = START + timedelta(days=DAYS + 10)
pytestmark = pytest.mark.integration


async def a_world_of_three(engine: AsyncEngine) -> Market:
    """Store a source that knows, one that guesses, and one that has just begun."""
    market = Market.drawn(3, DAYS)
    await store_bars(engine, market)
    await store_calls(engine, market, "oracle", Caller(name=1, calls_a_day=2, insight=0.8))
    await store_calls(engine, market, "guesser", Caller(name=2, calls_a_day=2))
    await store_calls(engine, market, "newcomer", Caller(name=3, calls_a_day=0.1, insight=1))
    return market


async def the_board(engine: AsyncEngine, now: datetime = LATER) -> dict[str, Line]:
    lines = await leaderboard(engine, Network.PAPER, now)
    return {line.handle: line for line in lines}


async def change(engine: AsyncEngine, statement: str, **values: object) -> int:
    async with engine.begin() as connection:
        return (await connection.execute(text(statement), values)).rowcount


async def test_skill_luck_and_too_little_are_told_apart(engine: AsyncEngine) -> None:
    await a_world_of_three(engine)
    board = await the_board(engine)
    told = {handle: (line.standing.verdict, line.standing.rank) for handle, line in board.items()}
    assert list(told.items()) == [
        ("oracle", (Verdict.SKILLED, 1)),
        ("guesser", (Verdict.NOT_PROVEN, 2)),
        ("newcomer", (Verdict.NOT_ENOUGH_DATA, None)),
    ]
    assert board["newcomer"].standing.by_horizon[Horizon.DAY].mean > D("0.01")


async def test_deleting_and_editing_posts_changes_nothing(engine: AsyncEngine) -> None:
    await a_world_of_three(engine)
    before = await the_board(engine)
    gone = "update post set gone_at = :at where text like 'LONG%'"
    assert await change(engine, gone, at=LATER) > 100
    edited = "update post set edit_id = '2', edited_at = :at where text like 'SHORT%'"
    assert await change(engine, edited, at=LATER) > 20
    assert await the_board(engine) == before


async def test_a_second_opinion_on_a_post_does_not_rewrite_its_past(engine: AsyncEngine) -> None:
    await a_world_of_three(engine)
    before = await the_board(engine)
    again = """
        insert into verdict (post_id, classifier, state, trace_id, attempts, candidate, verdict,
          classified_at)
        select post_id, 'rules-2', 'DONE', trace_id, 1, false, '{"calls": []}',
          classified_at + interval '1 day' from verdict"""
    assert await change(engine, again) > 300
    assert await the_board(engine) == before


async def test_what_was_seen_too_late_or_copied_is_no_call(engine: AsyncEngine) -> None:
    await a_world_of_three(engine)
    late = "update post set published_at = published_at - interval '16 minutes'"
    await change(engine, f"{late} where text like 'LONG%'")
    copied = "update verdict set echo_of = post_id from post where id = post_id"
    await change(engine, f"{copied} and text like 'SHORT%'")
    board = await the_board(engine)
    assert {line.standing.calls for line in board.values()} == {0}
    assert {line.standing.verdict for line in board.values()} == {Verdict.NOT_ENOUGH_DATA}


async def test_nothing_of_the_future_is_known(engine: AsyncEngine) -> None:
    await a_world_of_three(engine)
    early = (await the_board(engine, START + timedelta(days=30)))["oracle"].standing
    assert 0 < early.calls < (await the_board(engine))["oracle"].standing.calls / 2
    seen = [early.by_horizon[horizon].calls for horizon in Horizon]
    assert early.calls >= seen[0] > seen[2] > seen[3] > 0


async def test_a_call_is_entered_at_the_first_price_and_left_on_the_same_venue(
    engine: AsyncEngine,
) -> None:
    market = Market.drawn(3, 2)
    await store_bars(engine, market)
    await change(engine, "update price_bar set venue = 'GMX', price = price * 2")
    await store_bars(engine, market)
    later = "update price_bar set seen_at = seen_at + interval '1 second' where venue = 'GMX'"
    await change(engine, f"{later} and minute < :at", at=START + timedelta(days=2))
    (call,) = await store_calls(engine, market, "one", Caller(name=1, calls_a_day=0.5, leaning=1))
    assert call.side is Side.LONG
    (line,) = (await the_board(engine)).values()
    found = line.standing.by_horizon
    for horizon in Horizon:
        prices = [
            market.first(call.token, call.known_at + t, t)
            for t in (0 * horizon.value, horizon.value)
        ]
        assert prices[0] is not None
        assert prices[1] is not None
        expected = net_return(Side.LONG, prices[0], prices[1], Costs())
        assert found[horizon].mean == round(expected, 8)


async def test_a_call_without_a_price_soon_after_is_not_judged(engine: AsyncEngine) -> None:
    await a_world_of_three(engine)
    moved = "update price_bar set minute = minute + interval '5 minutes', "
    await change(engine, f"{moved} seen_at = seen_at + interval '5 minutes'")
    assert {line.standing.calls for line in (await the_board(engine)).values()} == {0}


async def test_leaning_with_a_rising_market_is_no_skill(engine: AsyncEngine) -> None:
    market = Market.drawn(4, DAYS, trend=0.015)
    await store_bars(engine, market)
    await store_calls(engine, market, "bull", Caller(name=1, calls_a_day=2, leaning=1))
    bull = (await the_board(engine))["bull"].standing
    assert (bull.by_horizon[Horizon.DAY].low or 0) > D("0.005")
    assert bull.verdict is Verdict.NOT_PROVEN
    async with engine.connect() as connection:
        calls = await _calls(connection, Policy(), LATER)
        drift = await _drift(connection, Network.PAPER, calls, START + DAYS * timedelta(days=1))
    assert drift == pytest.approx(market.daily_drift(), abs=0.002)


async def test_the_leaderboard_is_stored_in_place_of_the_one_before(engine: AsyncEngine) -> None:
    await a_world_of_three(engine)
    for now in (LATER - timedelta(days=60), LATER):
        lines = await leaderboard(engine, Network.PAPER, now)
        await save_leaderboard(engine, Network.PAPER, lines, now)
    standings = await all_rows(engine, SourceStandingRow)
    assert sorted(row["verdict"] for row in standings) == sorted(Verdict)
    assert {row["computed_at"] for row in standings} == {LATER}
    assert len(await all_rows(engine, SourceScoreRow)) == 3 * len(Horizon)


async def test_two_that_store_the_leaderboard_at_once_store_it_one_after_the_other(
    engine: AsyncEngine,
) -> None:
    await a_world_of_three(engine)
    lines = await leaderboard(engine, Network.PAPER, LATER)
    moments = [LATER + timedelta(minutes=n) for n in range(5)]
    await asyncio.gather(*(save_leaderboard(engine, Network.PAPER, lines, at) for at in moments))
    standings = await all_rows(engine, SourceStandingRow)
    assert len(standings) == len(lines)
    assert len({row["computed_at"] for row in standings}) == 1


def test_the_commands_show_it(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", store_url)
    runner = CliRunner()
    assert "no sources" in runner.invoke(app, ["sources", "leaderboard"]).stdout
    assert "No agent has closed" in runner.invoke(app, ["agents", "performance"]).stdout
    asyncio.run(_store(store_url))
    told = json.loads(runner.invoke(app, ["sources", "leaderboard", "--json"]).stdout)
    assert [(line["rank"], line["source"], line["verdict"]) for line in told] == [
        (1, "oracle", "SKILLED"),
        (2, "guesser", "NOT_PROVEN"),
        (None, "newcomer", "NOT_ENOUGH_DATA"),
    ]
    assert set(told[0]["by_horizon"]) == {"1h", "6h", "24h", "7d"}
    monkeypatch.setattr(output.console, "width", 140)
    shown = runner.invoke(app, ["sources", "leaderboard"]).stdout
    assert "NOT ENOUGH DATA" in shown


async def _store(url: str) -> None:
    engine = create_async_engine(url)
    await a_world_of_three(engine)
    await engine.dispose()
