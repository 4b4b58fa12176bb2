"""Scores and preferences from files: what is not told is not known, and bad rows are named."""

import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from domain.preferences import Preferences
from domain.scores import Snapshot
from infra.feeds.lines import BadLine
from infra.feeds.preferences_csv import Liking, read_preferences
from infra.feeds.scores_csv import read_scores

WALLET = f"0x{10:040x}"


def scores(text: str) -> list[Snapshot | BadLine]:
    return list(read_scores(io.StringIO(text)))


def preferences(text: str) -> list[Liking | BadLine]:
    return list(read_preferences(io.StringIO(text)))


def test_an_empty_cell_is_a_figure_that_was_not_known() -> None:
    (told,) = scores("time,token,galaxy,sentiment,rank\n2026-01-05T12:00:00Z,BTC,60.5,,3\n")
    assert isinstance(told, Snapshot)
    assert (told.token, told.seen_at) == ("BTC", datetime(2026, 1, 5, 12, tzinfo=UTC))
    assert (told.figures.galaxy, told.figures.rank) == (Decimal("60.5"), Decimal(3))
    assert (told.figures.sentiment, told.figures.momentum) == (None, None)


@pytest.mark.parametrize(
    ("text", "number", "reason"),
    [
        ("time,galaxy\n", 1, "header: no column token"),
        ("time,token,galaxi\n", 1, "header: nobody knows a column galaxi"),
        ("time,token,rank,rank\n", 1, "header: more than one column rank"),
        ("time,token,galaxy\n2026-01-05T12:00:00Z,BTC,101\n", 2, "galaxy: "),
        ("time,token,galaxy\n2026-01-05T12:00:00,BTC,1\n", 2, "time: "),
        ("time,token,rank\n\n2026-01-05T12:00:00Z,BTC\n", 3, "2 fields, the header names 3"),
        ("", 1, "header: the file is empty"),
    ],
)
def test_a_row_of_scores_that_is_none_is_named(text: str, number: int, reason: str) -> None:
    (bad,) = scores(text)
    assert isinstance(bad, BadLine)
    assert bad.number == number
    assert bad.reason.startswith(reason)


def test_a_dial_that_is_not_told_stands_in_the_middle() -> None:
    (told,) = preferences(f"wallet,risk_tolerance,trade_frequency\n{WALLET.upper()},90,\n")
    assert told == Liking(wallet=WALLET, preferences=Preferences(risk_tolerance=90))


@pytest.mark.parametrize(
    ("text", "number", "reason"),
    [
        ("risk_tolerance\n", 1, "header: no column wallet"),
        ("wallet,risk\n", 1, "header: nobody knows a column risk"),
        (f"wallet,risk_tolerance\n{WALLET},50\n{WALLET},101\n", 3, "risk_tolerance: "),
        ("wallet\nbob\n", 2, "wallet: "),
    ],
)
def test_a_row_of_preferences_that_is_none_is_named(text: str, number: int, reason: str) -> None:
    bad = preferences(text)[-1]
    assert isinstance(bad, BadLine)
    assert bad.number == number
    assert bad.reason.startswith(reason)
