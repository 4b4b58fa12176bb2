"""The list of coins as it comes: numbers exact, what is missing unknown, rubbish refused."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from contracts.scores import MarketFigures
from domain.errors import FeedUnavailable
from domain.scores import Coin, Listing, Reading, largest, snapshots
from infra.scores.lunarcrush import read_listing
from tests.factories import NOON
from tests.fake_lunarcrush import a_coin

D = Decimal


def read(*coins: Any, **config: Any) -> Listing:
    return read_listing(json.dumps({"config": config, "data": list(coins)}).encode())


def figures(**values: Any) -> MarketFigures:
    (reading,) = read(a_coin(**values)).readings
    return reading.figures


def test_a_sound_row_is_read_whole() -> None:
    assert read(a_coin(social_volume_24h=600)).readings == (
        Reading(
            coin=Coin(id=1, symbol="BTC", name="BTC coin", market_cap=D("1000000000.25")),
            figures=MarketFigures(
                galaxy=D(60), sentiment=D("0.6"), social_change=D(20), momentum=D(0), rank=D(200)
            ),
        ),
    )


def test_numbers_keep_every_digit() -> None:
    body = b'{"data": [{"id": 1, "symbol": "btc", "percent_change_24h": 0.1234567890123456789}]}'
    (reading,) = read_listing(body).readings
    assert reading.figures.momentum == D("0.1234567890123456789")
    assert (reading.coin.symbol, reading.coin.name) == ("BTC", "BTC")


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("galaxy_score", "galaxy"),
        ("sentiment", "sentiment"),
        ("social_volume_24h", "social_change"),
        ("social_volume", "social_change"),
        ("percent_change_24h", "momentum"),
        ("alt_rank", "rank"),
    ],
)
@pytest.mark.parametrize("value", [None, "60", True, [], {}, -101, 1e18])
def test_a_figure_that_is_none_or_no_such_number_is_not_known(
    name: str, figure: str, value: Any
) -> None:
    found = figures(**{name: value})
    assert getattr(found, figure) is None
    assert sum(each is None for each in found.model_dump().values()) == 1


def test_a_figure_that_is_absent_is_not_known() -> None:
    assert read({"id": 1, "symbol": "BTC"}).readings[0].figures == MarketFigures()


def test_a_figure_of_zero_is_a_figure() -> None:
    found = figures(galaxy_score=0, sentiment=0, percent_change_24h=0, social_volume_24h=0)
    assert [found.galaxy, found.sentiment, found.momentum, found.social_change] == [0, 0, 0, -100]


def test_no_change_can_be_told_from_nothing() -> None:
    assert figures(social_volume=0).social_change is None


@pytest.mark.parametrize(
    "row",
    [
        {"id": "1"},
        {"id": True},
        {"id": 0},
        {"id": 2**63},
        {"symbol": None},
        {"symbol": "B$C"},
        {"symbol": "TOOLONGSYMBOL"},
    ],
)
def test_a_row_that_is_no_coin_of_ours_is_left_out(row: dict[str, Any]) -> None:
    good = a_coin("ETH", 2)
    assert [each.coin.id for each in read(a_coin(**row), good).readings] == [2]


def test_a_name_the_store_could_not_keep_is_made_one_it_can() -> None:
    (reading,) = read(a_coin(name="a\0b\ud800" + "c" * 500)).readings
    assert reading.coin.name == "ab?" + "c" * 197


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"data": {}}',
        b'{"data": []}',
        b'{"data": [1]}',
        b'{"data": [{"id": 1, "symbol": "BTC", "alt_rank": Infinity}]}',
        b'{"data": [{"id": 1, "symbol": "BTC", "alt_rank": 1e9999999999999999999}]}',
        b'{"data": [{"id": 1' + b"1" * 5000 + b', "symbol": "BTC"}]}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_list_is_an_unavailable_feed(body: bytes) -> None:
    with pytest.raises(FeedUnavailable):
        read_listing(body)


@pytest.mark.parametrize("generated", [None, "1767614400", True, -1, 2**60, 1.5])
def test_a_date_that_is_none_is_not_believed(generated: Any) -> None:
    listing = read(a_coin(), generated=generated)
    assert listing.generated_at is None
    assert listing.seen_at(NOON) == NOON


def test_figures_are_as_old_as_the_list_and_never_from_the_future() -> None:
    old = read(a_coin(), generated=1767610800)
    assert old.seen_at(NOON) == datetime(2026, 1, 5, 11, 0, tzinfo=UTC)
    assert read(a_coin(), generated=1999999999).seen_at(NOON) == NOON


def test_of_coins_with_one_symbol_the_largest_is_ours_and_then_the_oldest() -> None:
    listing = read(
        a_coin("PEPE", 30, market_cap=None),
        a_coin("PEPE", 20, market_cap=5),
        a_coin("PEPE", 10, market_cap=5),
        a_coin("ETH", 2),
        a_coin("DOGE", 4),
    )
    assert {
        token: coin.id for token, coin in largest(listing.readings, {"PEPE", "ETH"}).items()
    } == {"PEPE": 10, "ETH": 2}


def test_a_coin_without_a_market_cap_is_smaller_than_one_worth_nothing() -> None:
    listing = read(a_coin(coin_id=1, market_cap=None), a_coin(coin_id=2, market_cap=0))
    assert largest(listing.readings, {"BTC"})["BTC"].id == 2


def test_a_token_keeps_its_coin_whatever_others_call_themselves() -> None:
    listing = read(a_coin("BTC", 9, market_cap=10**14), a_coin("XBT", 1, galaxy_score=70))
    (snapshot,) = snapshots(listing, {"BTC": 1, "ETH": 2}, NOON)
    assert (snapshot.token, snapshot.figures.galaxy) == ("BTC", D(70))
