"""What the simulated Hyperliquid does with an order: refuses, trades, lays down, wakes, seizes."""

from decimal import Decimal
from typing import Any

import pytest

from infra.simulators.hyperliquid.book import Level
from infra.simulators.hyperliquid.orders import Tif, TpSl, Wanted
from infra.simulators.hyperliquid.venue import SimVenue
from infra.simulators.hyperliquid.words import Status
from tests.factories_simulator import (
    USER,
    a_venue,
    held,
    place,
    status,
    statuses,
    stop,
    wanted,
)

D = Decimal


@pytest.fixture
def venue() -> SimVenue:
    return a_venue()


def test_an_ioc_trades_at_the_mark_and_pays_the_takers_fee(venue: SimVenue) -> None:
    (answer,) = place(venue, wanted("0.01", cloid="0x" + "0" * 32))
    assert answer["filled"]["totalSz"] == "0.01"
    assert answer["filled"]["avgPx"] == "60000.0"
    assert answer["filled"]["cloid"] == "0x" + "0" * 32
    (fill,) = venue.state.fills
    assert (fill.fee, fill.direction, fill.crossed) == (D("0.27"), "Open Long", True)
    assert venue.equity(USER) == D("999.73")


def test_an_ioc_takes_what_the_book_holds_and_its_rest_is_cancelled(venue: SimVenue) -> None:
    venue.set_book("BTC", [], [Level(D(60000), D("0.004")), Level(D(60010), D("0.002"))])
    (answer,) = place(venue, wanted("0.01", "60010"))
    assert answer["filled"]["totalSz"] == "0.006"
    assert statuses(venue) == [Status.CANCELED]
    (answer,) = place(venue, wanted("0.01", "60010"))
    assert "could not immediately match" in answer["error"]
    venue.clear_book("BTC")
    (answer,) = place(venue, wanted("0.01", "60010"))
    assert answer["filled"]["totalSz"] == "0.01"


@pytest.mark.parametrize(
    ("asked", "text", "ended"),
    [
        (
            wanted("0.01", "59999"),
            "Order could not immediately match against any resting orders. asset=3",
            Status.NO_MATCH_REJECTED,
        ),
        (
            wanted("0.0001"),
            "Order must have minimum value of $10. asset=3",
            Status.MIN_VALUE_REJECTED,
        ),
        (
            wanted("1"),
            "Insufficient margin to place order. asset=3",
            Status.MARGIN_REJECTED,
        ),
        (
            wanted("0.01", reduce_only=True),
            "Reduce only order would increase position. asset=3",
            Status.REDUCE_ONLY_REJECTED,
        ),
        (
            wanted("0.01", "109000"),
            "Order price cannot be more than 80% away from the reference price. asset=3",
            Status.ORACLE_REJECTED,
        ),
        (
            wanted("0.01", "60000", tif=Tif.ALO),
            "Post only order would have immediately matched, bbo was 60000@60000. asset=3",
            Status.POST_ONLY_REJECTED,
        ),
    ],
)
def test_a_refused_order_is_told_and_remembered(
    venue: SimVenue, asked: Wanted, text: str, ended: Status
) -> None:
    (answer,) = place(venue, asked)
    assert answer == {"error": text}
    assert statuses(venue) == [ended]
    assert venue.state.fills == []


@pytest.mark.parametrize(
    ("buy", "price", "tpsl"),
    [
        (False, "60000", TpSl.STOP_LOSS),
        (False, "60000", TpSl.TAKE_PROFIT),
        (True, "60000", TpSl.STOP_LOSS),
        (True, "60001", TpSl.TAKE_PROFIT),
    ],
)
def test_a_trigger_on_the_wrong_side_of_the_mark_is_refused(
    venue: SimVenue, buy: bool, price: str, tpsl: TpSl
) -> None:
    place(venue, wanted("0.01", "30000" if buy else "63000", buy=not buy))
    (answer,) = place(venue, stop("0.01", price, tpsl=tpsl, buy=buy))
    assert answer == {"error": "Invalid TP/SL price. asset=3"}


def test_a_close_is_capped_at_the_position_and_the_next_one_refused(venue: SimVenue) -> None:
    place(venue, wanted("0.01"))
    close = wanted("0.05", "57000", buy=False, reduce_only=True)
    (answer,) = place(venue, close)
    assert answer["filled"]["totalSz"] == "0.01"
    (answer,) = place(venue, close)
    assert answer == {"error": "Reduce only order would increase position. asset=3"}


def test_a_small_rest_can_be_closed_whole_unless_the_venue_is_strict(venue: SimVenue) -> None:
    place(venue, wanted("0.001"))
    place(venue, wanted("0.0009", "57000", buy=False, reduce_only=True))
    rest = wanted("0.0001", "57000", buy=False, reduce_only=True)
    venue.state.strict_minimum = True
    (answer,) = place(venue, rest)
    assert "minimum value" in answer["error"]
    venue.state.strict_minimum = False
    (answer,) = place(venue, rest)
    assert answer["filled"]["totalSz"] == "0.0001"


def test_a_flip_needs_margin_only_for_what_it_opens() -> None:
    venue = a_venue("100")
    place(venue, wanted("0.03"))
    (answer,) = place(venue, wanted("0.07", "57000", buy=False))
    assert answer == {"error": "Insufficient margin to place order. asset=3"}
    (answer,) = place(venue, wanted("0.06", "57000", buy=False))
    assert answer["filled"]["totalSz"] == "0.06"
    assert venue.state.fills[-1].direction == "Long > Short"
    assert held(venue) == D("-0.03")


def test_a_resting_order_holds_margin_back_until_the_mark_comes(venue: SimVenue) -> None:
    (answer,) = place(venue, wanted("0.3", "59000", tif=Tif.GTC))
    oid = answer["resting"]["oid"]
    (answer,) = place(venue, wanted("0.1"))
    assert "Insufficient margin" in answer["error"]
    venue.set_mark("BTC", D(58990))
    assert status(venue, oid) is Status.FILLED
    (fill,) = venue.state.fills
    assert (fill.price, fill.crossed, fill.fee) == (D(59000), False, D("2.655"))


def test_an_order_that_may_stay_trades_what_it_can_at_once(venue: SimVenue) -> None:
    venue.set_book("BTC", [Level(D(59000), D(1))], [Level(D(60000), D("0.004"))])
    (answer,) = place(venue, wanted("0.01", "60000", tif=Tif.GTC))
    oid = answer["resting"]["oid"]
    assert held(venue) == D("0.004")
    venue.set_book("BTC", [], [Level(D(59990), D("0.001"))])
    assert held(venue) == D("0.005")
    venue.set_book("BTC", [], [Level(D(59990), D(1))])
    assert status(venue, oid) is Status.FILLED
    (answer,) = place(venue, wanted("0.01", "59000", tif=Tif.ALO))
    assert "resting" in answer


def test_of_two_resting_closes_that_take_too_much_the_older_goes(venue: SimVenue) -> None:
    place(venue, wanted("0.01"))
    closing: dict[str, Any] = {"buy": False, "tif": Tif.GTC, "reduce_only": True}
    (first,) = place(venue, wanted("0.01", "65000", **closing))
    (second,) = place(venue, wanted("0.01", "66000", **closing))
    assert status(venue, first["resting"]["oid"]) is Status.REDUCE_ONLY_CANCELED
    assert status(venue, second["resting"]["oid"]) is Status.OPEN
    place(venue, wanted("0.004", "57000", buy=False))
    assert status(venue, second["resting"]["oid"]) is Status.REDUCE_ONLY_CANCELED
