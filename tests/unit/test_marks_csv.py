"""Recorded marks: the header names the columns, and bad lines are told by number and field."""

import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from contracts.market import VenueName
from contracts.positions import PriceMarked
from infra.feeds.lines import BadLine
from infra.feeds.marks_csv import read_marks


def read(text: str) -> list[PriceMarked | BadLine]:
    return list(read_marks(io.StringIO(text)))


def test_a_line_with_a_venue_is_a_mark_of_that_venue() -> None:
    (mark,) = read("time,venue,symbol,price\n2026-01-05T12:00:00Z,HYPERLIQUID,BTC,60000.5\n")
    assert isinstance(mark, PriceMarked)
    assert (mark.venue, mark.symbol, mark.price) == (
        VenueName.HYPERLIQUID,
        "BTC",
        Decimal("60000.5"),
    )
    assert mark.seen_at == mark.occurred_at == datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


def test_without_a_venue_the_mark_is_one_of_paper() -> None:
    (mark,) = read("time,symbol,price\n2026-01-05T12:00:00+01:00,ETH,3000\n")
    assert isinstance(mark, PriceMarked)
    assert mark.venue is VenueName.PAPER


def test_columns_may_come_in_any_order_and_others_are_passed_over() -> None:
    (mark,) = read('Price,note,Symbol,Time\n3000,"a, b",ETH,2026-01-05T12:00:00Z\n')
    assert isinstance(mark, PriceMarked)
    assert mark.price == Decimal(3000)


def test_the_same_mark_is_the_same_message_and_another_moment_is_not() -> None:
    lines = ("2026-01-05T12:00:00Z", "2026-01-05T12:00:00Z", "2026-01-05T12:00:01Z")
    marks = read("time,symbol,price\n" + "\n".join(f"{time},ETH,3000" for time in lines))
    ids = [mark.id for mark in marks if isinstance(mark, PriceMarked)]
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("yesterday,BTC,1", "time: "),
        ("2026-01-05T12:00:00,BTC,1", "time: "),
        ("1767614400,BTC,1", "time: "),
        ("2026-01-05T12:00:00Z,btc,1", "symbol: "),
        ("2026-01-05T12:00:00Z,BTC,0", "price: "),
        ("2026-01-05T12:00:00Z,BTC,-1", "price: "),
        ("2026-01-05T12:00:00Z,BTC,NaN", "price: "),
        ("2026-01-05T12:00:00Z,BTC,1e30", "price: "),
        ("2026-01-05T12:00:00Z,BTC,1e-19", "price: "),
        ("2026-01-05T12:00:00Z,BTC", "2 fields"),
    ],
)
def test_a_bad_line_is_told_and_the_next_one_is_read(line: str, reason: str) -> None:
    bad, good = read(f"time,symbol,price\n{line}\n2026-01-05T12:00:00Z,BTC,1\n")
    assert isinstance(bad, BadLine)
    assert (bad.number, bad.reason[: len(reason)]) == (2, reason)
    assert isinstance(good, PriceMarked)


def test_an_unknown_venue_is_told_by_its_field() -> None:
    (bad,) = read("time,venue,symbol,price\n2026-01-05T12:00:00Z,MULTI,BTC,1\n")
    assert isinstance(bad, BadLine)
    assert bad.reason.startswith("venue: ")


@pytest.mark.parametrize("text", ["", "2026-01-05T12:00:00Z,BTC,1\n", "time,price\n1,2\n"])
def test_without_a_header_there_is_one_bad_line_and_no_mark(text: str) -> None:
    (bad,) = read(text)
    assert isinstance(bad, BadLine)
    assert bad.reason.startswith("header: ")
