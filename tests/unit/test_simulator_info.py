"""What the simulated Hyperliquid answers when it is asked, and what its ledger says."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from infra.simulators.hyperliquid.info import Info
from infra.simulators.hyperliquid.venue import SimVenue
from infra.simulators.hyperliquid.words import NotUnderstood
from tests.factories_simulator import (
    BTC,
    CLOID,
    NOON_MS,
    STRANGER,
    USER,
    a_request,
    a_venue,
    an_action,
    an_order,
    ask,
    sent,
    status_of,
)


@pytest.fixture
def venue() -> SimVenue:
    return a_venue()


def test_an_order_is_found_by_number_and_by_cloid(venue: SimVenue) -> None:
    answer = sent(venue, a_request(an_action(an_order(c=CLOID))))
    oid = status_of(answer)["filled"]["oid"]
    by_oid = ask(venue, "orderStatus", oid=oid)
    assert by_oid == ask(venue, "orderStatus", oid=CLOID.upper().replace("X", "x"))
    assert by_oid["status"] == "order"
    assert by_oid["order"]["status"] == "filled"
    assert by_oid["order"]["order"]["origSz"] == "0.01"
    assert by_oid["order"]["order"]["sz"] == "0.0"
    unknown = {"status": "unknownOid"}
    assert ask(venue, "orderStatus", oid=oid + 1_000) == unknown
    assert ask(venue, "orderStatus", oid="0x" + "0" * 32) == unknown
    assert ask(venue, "orderStatus", STRANGER, oid=oid) == unknown


def test_an_account_is_shown_as_the_venue_shows_it(venue: SimVenue) -> None:
    sent(venue, a_request(an_action()))
    venue.set_mark("BTC", Decimal(61000))
    state = ask(venue, "clearinghouseState")
    assert state["marginSummary"] == {
        "accountValue": "1009.73",
        "totalNtlPos": "610.0",
        "totalRawUsd": "399.73",
        "totalMarginUsed": "30.5",
    }
    assert state["withdrawable"] == "979.23"
    (row,) = state["assetPositions"]
    assert row["type"] == "oneWay"
    assert row["position"]["leverage"] == {"type": "cross", "value": 20}
    assert row["position"]["unrealizedPnl"] == "10.0"
    empty = ask(venue, "clearinghouseState", STRANGER)
    assert empty["marginSummary"]["accountValue"] == "0.0"
    assert empty["assetPositions"] == []


def test_an_isolated_position_tells_what_it_has_to_itself(venue: SimVenue) -> None:
    action = {"type": "updateLeverage", "asset": BTC, "isCross": False, "leverage": 10}
    sent(venue, a_request(action))
    sent(venue, a_request(an_action(), NOON_MS + 1))
    (row,) = ask(venue, "clearinghouseState")["assetPositions"]
    assert row["position"]["leverage"] == {"type": "isolated", "value": 10, "rawUsd": "-540.0"}
    assert row["position"]["marginUsed"] == "60.0"
    active = ask(venue, "activeAssetData", coin="BTC")
    assert active["leverage"] == {"type": "isolated", "value": 10}


def test_fills_are_told_newest_first_and_by_time_oldest_first(venue: SimVenue) -> None:
    sent(venue, a_request(an_action()))
    venue.offset = timedelta(seconds=1)
    sent(venue, a_request(an_action(), NOON_MS + 1))
    times = [NOON_MS, NOON_MS + 1_000]
    assert [row["time"] for row in ask(venue, "userFills")] == times[::-1]
    by_time = ask(venue, "userFillsByTime", startTime=NOON_MS)
    assert [row["time"] for row in by_time] == times
    early = ask(venue, "userFillsByTime", startTime=NOON_MS, endTime=NOON_MS + 999)
    assert [row["time"] for row in early] == times[:1]


def test_the_rest_of_the_questions_have_answers_too(venue: SimVenue) -> None:
    sent(venue, a_request(an_action()))
    venue.fund("BTC", Decimal("0.0001"))
    (funding,) = ask(venue, "userFunding", startTime=NOON_MS)
    assert funding["delta"]["usdc"] == "-0.06"
    assert ask(venue, "userRateLimit") == {
        "cumVlm": "600.0",
        "nRequestsUsed": 1,
        "nRequestsCap": 10_600,
        "nRequestsSurplus": 0,
    }
    assert ask(venue, "spotMeta")["universe"] == []
    assert ask(venue, "spotMetaAndAssetCtxs")[1] == []
    assert ask(venue, "spotClearinghouseState") == {"balances": []}
    assert ask(venue, "perpDexs") == [None]
    assert ask(venue, "exchangeStatus") == {"time": NOON_MS, "specialStatuses": None}
    assert ask(venue, "metaAndAssetCtxs")[1][BTC]["openInterest"] == "0.01"
    assert ask(venue, "l2Book", coin="BTC")["levels"][0][0]["px"] == "60000.0"


@pytest.mark.parametrize(
    "body",
    [None, {}, {"type": "candleSnapshot"}, {"type": "l2Book", "coin": "XYZ"}, {"type": "userRole"}],
)
def test_questions_that_make_no_sense_are_not_understood(venue: SimVenue, body: Any) -> None:
    with pytest.raises(NotUnderstood):
        Info(venue).answer(body)


def test_the_ledger_is_the_whole_truth(venue: SimVenue) -> None:
    sent(venue, a_request(an_action(an_order(c=CLOID))))
    venue.fund("BTC", Decimal("0.0001"))
    ledger = venue.ledger()
    account = ledger["accounts"][USER]
    assert (account["cash"], account["equity"]) == ("999.670000", "999.670000")
    assert account["positions"] == {"BTC": {"szi": "0.01", "entryPx": "60000.000"}}
    assert (account["deposited"], account["fees"]) == ("1000", "0.270000")
    assert ledger["accepted"] == [{"user": USER, "cloid": CLOID, "times": 1}]
    assert [row["cloid"] for row in ledger["fills"]] == [CLOID]
    assert [row["status"] for row in ledger["orders"]] == ["filled"]
    assert len(ledger["transfers"]) == len(ledger["fundings"]) == 1
