"""Stops, children and liquidations of the simulated Hyperliquid: what follows from a mark."""

from decimal import Decimal

import pytest

from infra.simulators.hyperliquid.book import Depth, Level
from infra.simulators.hyperliquid.orders import Grouping, Tif, TpSl
from infra.simulators.hyperliquid.venue import SimVenue
from infra.simulators.hyperliquid.words import Status
from tests.factories_simulator import (
    BTC,
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


def test_a_stop_fires_at_its_mark_and_takes_its_sibling_with_it(venue: SimVenue) -> None:
    place(venue, wanted("0.01"))
    pair = [stop("0.01", "57000"), stop("0.01", "66000", tpsl=TpSl.TAKE_PROFIT)]
    answers = place(venue, *pair, grouping=Grouping.POSITION)
    assert answers == ["waitingForTrigger"] * 2
    (alone,) = place(venue, stop("0.01", "50000"))
    venue.set_mark("BTC", D("57000.5"))
    assert held(venue) == D("0.01")
    venue.set_mark("BTC", D(56990))
    assert held(venue) == 0
    assert venue.state.fills[-1].price == 56990
    assert statuses(venue)[1:] == [
        Status.FILLED,
        Status.SIBLING_FILLED_CANCELED,
        Status.REDUCE_ONLY_CANCELED,
    ]
    assert alone["resting"]["oid"] not in venue.state.resting


def test_a_stop_of_the_position_closes_all_that_is_held_by_then(venue: SimVenue) -> None:
    place(venue, wanted("0.01"))
    place(venue, stop("0.01", "57000"), grouping=Grouping.POSITION)
    place(venue, wanted("0.02"))
    venue.set_mark("BTC", D(57000))
    assert held(venue) == 0
    assert venue.state.fills[-1].size == D("0.03")


def test_a_short_is_stopped_above_and_takes_profit_below(venue: SimVenue) -> None:
    place(venue, wanted("0.01", "57000", buy=False))
    place(
        venue,
        stop("0.005", "63000", buy=True),
        stop("0.005", "57000", buy=True, tpsl=TpSl.TAKE_PROFIT),
    )
    venue.set_mark("BTC", D(57000))
    assert held(venue) == D("-0.005")
    venue.set_mark("BTC", D(63000))
    assert held(venue) == 0
    assert [fill.direction for fill in venue.state.fills[1:]] == ["Close Short"] * 2


def test_a_stop_that_finds_no_buyer_within_a_tenth_is_spent(venue: SimVenue) -> None:
    place(venue, wanted("0.01"))
    place(venue, stop("0.01", "57000"), stop("0.01", "56000"))
    venue.set_book("BTC", [Level(D(51000), D(1))], [])
    venue.set_mark("BTC", D(57000))
    assert held(venue) == D("0.01")
    assert statuses(venue)[1:] == [Status.NO_LIQUIDITY_REJECTED, Status.OPEN]
    venue.set_book("BTC", [Level(D(51000), D("0.004"))], [])
    venue.set_mark("BTC", D(56000))
    assert held(venue) == D("0.006")
    assert statuses(venue)[2] is Status.CANCELED


def test_a_stop_with_a_limit_rests_once_it_is_awake(venue: SimVenue) -> None:
    place(venue, wanted("0.01"))
    limited = stop("0.01", "57000")
    assert limited.trigger is not None
    trigger = type(limited.trigger)(price=D(57000), is_market=False, tpsl=TpSl.STOP_LOSS)
    (answer,) = place(
        venue, wanted("0.01", "57500", buy=False, tif=Tif.GTC, reduce_only=True, trigger=trigger)
    )
    venue.set_mark("BTC", D(57000))
    assert status(venue, answer["resting"]["oid"]) is Status.TRIGGERED
    venue.set_mark("BTC", D(57600))
    assert status(venue, answer["resting"]["oid"]) is Status.FILLED
    assert venue.state.fills[-1].price == 57500


def test_a_stop_that_opens_needs_no_position(venue: SimVenue) -> None:
    opening = stop("0.01", "63000", buy=True)
    (answer,) = place(venue, wanted("0.01", "63000", tif=Tif.GTC, trigger=opening.trigger))
    assert "resting" in answer
    venue.set_mark("BTC", D(63010))
    assert held(venue) == D("0.01")


def test_a_stop_wakes_to_nothing_when_the_position_turned_round(venue: SimVenue) -> None:
    place(venue, wanted("0.01"))
    (kept,) = place(venue, stop("0.01", "57000"))
    place(venue, wanted("0.03", "57000", buy=False))
    assert status(venue, kept["resting"]["oid"]) is Status.REDUCE_ONLY_CANCELED


def test_children_wait_for_their_parent_and_then_for_the_mark(venue: SimVenue) -> None:
    family = [wanted("0.01", "59000", tif=Tif.GTC), stop("0.01", "57000")]
    parent, child = place(venue, *family, grouping=Grouping.PARENT)
    assert "resting" in parent
    assert child == "waitingForFill"
    assert len([*venue.state.open_orders(USER)]) == 1
    venue.set_mark("BTC", D(59000))
    assert len([*venue.state.open_orders(USER)]) == 1
    venue.set_mark("BTC", D(57000))
    assert held(venue) == 0


def test_children_wake_with_a_parent_that_trades_at_once(venue: SimVenue) -> None:
    family = [wanted("0.01"), stop("0.01", "57000"), stop("0.01", "66000", tpsl=TpSl.TAKE_PROFIT)]
    answers = place(venue, *family, grouping=Grouping.PARENT)
    assert answers[1:] == ["waitingForTrigger"] * 2
    venue.set_mark("BTC", D(66000))
    assert statuses(venue)[1:] == [Status.SIBLING_FILLED_CANCELED, Status.FILLED]


def test_children_of_a_parent_that_trades_in_part_are_dropped(venue: SimVenue) -> None:
    venue.set_book("BTC", [], [Level(D(60000), D("0.004"))])
    _, child = place(venue, wanted("0.01"), stop("0.01", "57000"), grouping=Grouping.PARENT)
    assert child == "waitingForFill"
    assert statuses(venue)[1] is Status.CANCELED


def test_a_refused_parent_answers_for_its_children_too(venue: SimVenue) -> None:
    answers = place(venue, wanted("9"), stop("9", "57000"), grouping=Grouping.PARENT)
    assert answers == [{"error": "Insufficient margin to place order. asset=3"}]


def test_an_account_that_can_not_back_its_positions_is_liquidated() -> None:
    venue = a_venue("100")
    place(venue, wanted("0.03"))
    (kept,) = place(venue, stop("0.03", "50000"))
    worth = venue.state.valuation(venue.state.accounts[USER])
    limit = worth.liquidation_price(worth.account.positions["BTC"])
    assert limit is not None
    venue.set_mark("BTC", (limit + 1).quantize(D(1)))
    assert held(venue) == D("0.03")
    venue.set_mark("BTC", (limit - 1).quantize(D(1)))
    assert held(venue) == 0
    row = venue.state.fills[-1].row()
    assert row["dir"] == "Liquidated Cross Long"
    assert row["liquidation"]["liquidatedUser"] == USER
    assert status(venue, kept["resting"]["oid"]) is Status.LIQUIDATED_CANCELED


def test_an_isolated_short_is_liquidated_alone() -> None:
    venue = a_venue("10000")
    account = venue.state.accounts[USER]
    leverage = account.leverage(venue.asset("BTC"))
    account.leverages["BTC"] = type(leverage)(value=20, cross=False)
    place(venue, wanted("0.1", "57000", buy=False))
    venue.trade(USER, "ETH", is_buy=True, size=D(1))
    worth = venue.state.valuation(account)
    limit = worth.liquidation_price(account.positions["BTC"])
    assert limit is not None
    assert worth.used(account.positions["BTC"]) == 300
    venue.set_mark("BTC", (limit + 1).quantize(D(1)))
    assert set(account.positions) == {"ETH"}
    assert venue.state.fills[-1].direction == "Liquidated Isolated Short"


def test_a_position_backed_by_more_than_its_worth_is_never_liquidated(venue: SimVenue) -> None:
    place(venue, wanted("0.001"))
    worth = venue.state.valuation(venue.state.accounts[USER])
    assert worth.liquidation_price(worth.account.positions["BTC"]) is None


def test_longs_pay_shorts_their_funding(venue: SimVenue) -> None:
    place(venue, wanted("0.01"))
    venue.deposit(USER, D(0))
    before = venue.equity(USER)
    venue.fund("BTC", D("0.0001"))
    assert venue.equity(USER) == before - D("0.06")
    position = venue.position(USER, "BTC")
    assert position is not None
    assert position.funding == D("-0.06")


def test_the_oracle_can_be_set_apart_from_the_mark(venue: SimVenue) -> None:
    venue.set_mark("BTC", D(60000), oracle=D(30000))
    (answer,) = place(venue, wanted("0.01"))
    assert "reference price" in answer["error"]
    venue.set_mark("BTC", D(60000))
    (answer,) = place(venue, wanted("0.01"))
    assert "filled" in answer


def test_depth_is_that_of_the_coin_before_that_of_all(venue: SimVenue) -> None:
    venue.set_depth(Depth(usd=D(600), levels=1, half_spread=D(0)), "BTC")
    (answer,) = place(venue, wanted("0.02"))
    assert answer["filled"]["totalSz"] == "0.01"
    venue.set_depth(Depth())
    (answer,) = place(venue, wanted("0.02"))
    assert answer["filled"]["totalSz"] == "0.02"
    assert venue.state.orders[answer["filled"]["oid"]].wanted.asset == BTC


def test_nobody_unknown_holds_or_owns_anything(venue: SimVenue) -> None:
    assert venue.position("0x" + "9" * 40, "BTC") is None
    assert venue.equity("0x" + "9" * 40) == 0


def test_a_child_of_a_closing_order_wakes_to_nothing(venue: SimVenue) -> None:
    place(venue, wanted("0.01"))
    parent = wanted("0.01", "57000", buy=False, reduce_only=True)
    place(venue, parent, stop("0.01", "57000"), grouping=Grouping.PARENT)
    assert statuses(venue)[2] is Status.OPEN
    venue.set_mark("BTC", D(57000))
    assert statuses(venue)[2] is Status.REDUCE_ONLY_CANCELED


def test_a_child_that_waits_for_its_parent_does_not_wake(venue: SimVenue) -> None:
    family = [wanted("0.01", "59000", tif=Tif.GTC), stop("0.01", "62000")]
    place(venue, *family, grouping=Grouping.PARENT)
    venue.set_mark("BTC", D(61000))
    assert statuses(venue) == [Status.OPEN] * 2
