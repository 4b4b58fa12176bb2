"""`maxxit demo --venue hyperliquid`: what it plays, what it tells, and what it says of itself."""

from dataclasses import replace
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.demo.hyperliquid import script
from cli.demo.hyperliquid.books import Line, Side
from cli.demo.hyperliquid.play import play_days
from cli.demo.hyperliquid.report import Came, show
from cli.demo.hyperliquid.script import END, NAMES, SAID, steps
from cli.world import RECORDED
from infra.settings import Settings
from tests.factories import a_wallet

pytestmark = [pytest.mark.integration, pytest.mark.slow]
D = Decimal
SOME = Side(fills=frozenset(), gross=D(2), fees=D(1), net=D(1), held={})
CAME = Came(
    names={a_wallet(1): "ada"},
    positions=(),
    orders=(),
    lines=(Line(wallet=a_wallet(1), venue=SOME, ours=SOME),),
    doubled=0,
    resting=0,
)


def told(came: Came) -> str:
    out = StringIO()
    show(came, Console(file=out, width=100))
    return out.getvalue()


@pytest.mark.timeout(240)
async def test_the_days_end_with_the_venues_ledger_in_our_books_and_every_kind_of_end(
    engine: AsyncEngine, store_url: str, tmp_path: Path
) -> None:
    out = StringIO()
    console = Console(file=out, width=100)
    came = await play_days(store_url, engine, Settings(), tmp_path, console)
    show(came, console)

    assert came.agrees
    assert {came.names[line.wallet] for line in came.lines} == set(NAMES)
    assert all(line.venue.net != 0 == line.difference for line in came.lines)
    ends = {"the venue" if row["stop"] == "FILLED" else row["reason"] for row in came.positions}
    assert ends == {"the venue", "TRAILING_STOP", "KILL_SWITCH"}
    assert (
        sum(row["no_answer"] for row in came.orders)
        > 0
        == sum(row["sent_twice"] for row in came.orders)
    )
    opens = next(row for row in came.orders if row["purpose"] == "OPEN")
    assert opens["no_answer"] == opens["found_again"]
    story = out.getvalue()
    for words in (
        "signs ApproveAgent for our key",
        "@tidecaller  Just bought $BTC at the weekly open",
        "no answer to the BTC entry: found filled, not sent again",
        "a stop rests at the venue: BTC at 84,140.1 (ada, ben, cleo)",
        "no trade for ada, ben, cleo: already exposed",
        "the venue's stop fires: DOGE",
        "halt: FLATTEN",
        "the venue's ledger and our books are the same: difference 0",
    ):
        assert words in story
    assert "SCAM" in story
    assert all(row["symbol"] != "SCAM" for row in came.positions)


def test_every_post_that_is_let_in_is_one_of_the_recorded_week() -> None:
    posts = [post for step in steps(RECORDED) for post in step.posts]
    assert {post.external_id for post in posts} == SAID
    assert max(post.published_at for post in posts) < END
    assert script.LOST == 3


@pytest.mark.parametrize(
    "came",
    [
        replace(CAME, doubled=1),
        replace(CAME, resting=1),
        replace(CAME, lines=()),
        replace(
            CAME,
            lines=(Line(wallet=a_wallet(1), venue=SOME, ours=replace(SOME, net=D("1.000001"))),),
        ),
        replace(
            CAME,
            lines=(Line(wallet=a_wallet(1), venue=SOME, ours=replace(SOME, held={"BTC": D(1)})),),
        ),
    ],
)
def test_whatever_differs_is_said_and_fails(came: Came) -> None:
    assert CAME.agrees
    assert "are the same" in told(CAME)
    assert not came.agrees
    assert came.document()["agrees"] is False
    assert "the books differ" in told(came)


def test_what_differs_is_shown_to_the_last_digit() -> None:
    line = Line(wallet=a_wallet(1), venue=SOME, ours=replace(SOME, net=D("1.000001")))
    assert line.difference == D("0.000001")
    assert "0.000001" in told(replace(CAME, lines=(line,)))
