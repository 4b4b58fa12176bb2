"""What is decided about the service without asking it: evidence, bounds, words, and settings."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.market import Network, Side
from domain.errors import Conflict, FateUnknown, VenueRefused, VenueUnavailable
from infra.clock import ManualClock
from infra.settings import Settings
from infra.venues.hyperliquid.shapes import FillShape
from infra.venues.hyperliquid.wire import Asset, milliseconds
from infra.venues.hyperliquid_service.accounts import Held
from infra.venues.hyperliquid_service.client import Client, Reply
from infra.venues.hyperliquid_service.evidence import LATE, begun, matching
from infra.venues.hyperliquid_service.hiding import HIDDEN, quotable, without_key
from infra.venues.hyperliquid_service.orders import halved, spelled
from infra.venues.hyperliquid_service.sent import Sent, Taken
from infra.venues.hyperliquid_service.words import refusal
from tests.factories import NOON
from tests.factories_hyperliquid_service import Drawer, a_service_exit, a_service_order

BTC = Asset(index=0, name="BTC", sz_decimals=5, max_leverage=1)
KEY = "0x" + bytes(range(100, 132)).hex()
URL = "http://127.0.0.1:5001"


def a_row(oid: int = 1, *, at: float = 1.0, **values: Any) -> FillShape:
    row = {
        "coin": "BTC",
        "px": "50000",
        "sz": "0.01",
        "side": "B",
        "time": milliseconds(NOON + timedelta(seconds=at)),
        "oid": oid,
        "tid": oid * 10 + int(at),
        "fee": "0.1",
    }
    return FillShape.model_validate(row | values)


def held(net: str = "0.01") -> Held:
    return Held(symbol="BTC", net=Decimal(net))


def test_one_order_of_our_side_size_and_time_is_ours() -> None:
    row = a_row()
    assert matching(a_service_order(), [row], BTC, held()) == [row]


def test_the_parts_of_one_order_are_added_up() -> None:
    parts = [a_row(sz="0.004"), a_row(at=2, sz="0.006")]
    assert matching(a_service_order(), parts, BTC, held("0.02")) == parts


def test_a_short_is_sold_and_its_exit_bought() -> None:
    sold = a_row(side="A")
    assert matching(a_service_order(side=Side.SHORT), [sold], BTC, held("-0.01")) == [sold]
    bought = a_row()
    assert matching(a_service_exit(side=Side.SHORT), [bought], BTC, held("0")) == [bought]


@pytest.mark.parametrize(
    "row",
    [
        a_row(at=-1),
        a_row(at=15 + LATE.total_seconds() + 1),
        a_row(side="A"),
        a_row(coin="ETH"),
    ],
)
def test_what_is_not_like_it_is_not_it(row: FillShape) -> None:
    assert matching(a_service_order(), [row], BTC, held()) == ()


@pytest.mark.parametrize(
    ("rows", "net"),
    [
        ([a_row(1), a_row(2)], "0.02"),
        ([a_row(1), a_row(2, sz="0.5")], "0.51"),
        ([a_row(sz="0.009")], "0.009"),
        ([a_row(sz="0.011")], "0.011"),
        ([a_row()], "0"),
        ([a_row()], "-0.01"),
        ([a_row()], "0.009"),
    ],
)
def test_what_may_be_anothers_is_never_guessed(rows: list[FillShape], net: str) -> None:
    with pytest.raises(VenueUnavailable):
        matching(a_service_order(), rows, BTC, held(net))


def test_an_order_without_a_number_was_begun_nobody_knows_when() -> None:
    with pytest.raises(VenueUnavailable):
        begun(a_service_order(nonce=None))


@given(slippage=st.decimals("0.001", "0.1", places=4))
def test_widened_twice_a_slippage_is_not_exceeded_on_either_side(slippage: Decimal) -> None:
    once = halved(slippage)
    assert once > 0
    assert (1 + once) ** 2 <= 1 + slippage
    assert (1 - once) ** 2 >= 1 - slippage


@given(units=st.integers(1, 10**14), decimals=st.integers(0, 6))
def test_a_number_is_sent_as_it_is_or_not_at_all(units: int, decimals: int) -> None:
    value = Decimal(units).scaleb(-decimals)
    assert Decimal(repr(spelled(value))) == value


def test_a_number_that_json_would_round_is_refused() -> None:
    with pytest.raises(VenueRefused):
        spelled(Decimal("12345678901234567.00001"))


def test_what_was_sent_is_remembered_once_and_not_for_ever() -> None:
    sent, first = Sent(), uuid4()
    assert sent.begin(first)
    assert not sent.begin(first)
    assert sent.taken(first) is None
    sent.took(first, Taken(7, Decimal(1)))
    assert sent.taken(first) == Taken(7, Decimal(1))
    for _ in range(10_000):
        sent.begin(uuid4())
    assert not sent.knows(first)


@pytest.mark.parametrize(
    "said", [KEY, KEY.upper(), KEY[2:], f"bad key {KEY[2:30]}", f"...{KEY[-20:]}"]
)
def test_an_answer_with_a_piece_of_the_key_is_not_kept(said: str) -> None:
    assert without_key(said, KEY) == HIDDEN


def test_an_answer_without_it_is_kept() -> None:
    assert without_key("asset 0x" + "ab" * 20, KEY) == "asset 0x" + "ab" * 20


def test_what_is_as_long_as_a_key_is_not_quoted() -> None:
    number = str(int(KEY, 16))
    assert quotable(f"no {KEY} nor {number}, 0x{'ab' * 20}") == (
        f"no {HIDDEN} nor {HIDDEN}, 0x{'ab' * 20}"
    )
    assert len(quotable("so " * 500)) == 200


@pytest.mark.parametrize(
    ("status", "text", "kind"),
    [
        (403, '{"error": "x"}', VenueRefused),
        (400, '{"error": "Missing required fields"}', VenueRefused),
        (400, '{"error": "Failed to fetch the price"}', VenueUnavailable),
        (400, '{"error": "something"}', FateUnknown),
        (400, "[hidden]", FateUnknown),
        (404, '{"error": "Order must have minimum value of $10"}', FateUnknown),
        (500, '{"error": "Order must have minimum value of $10"}', FateUnknown),
        (400, '{"error": NaN}', FateUnknown),
    ],
)
def test_only_what_comes_before_an_order_is_a_no(status: int, text: str, kind: type) -> None:
    assert type(refusal(Reply(status, text), frozenset())) is kind


async def test_no_client_is_made_for_a_way_that_can_be_overheard() -> None:
    for url, right in [("http://service.test", False), (URL, True), ("http://[::1]:1", True)]:
        async with httpx.AsyncClient(base_url=url) as http:
            args = (http, Drawer(), ManualClock(NOON))
            if right:
                Client(*args, network=Network.TESTNET)
            else:
                with pytest.raises(Conflict):
                    Client(*args, network=Network.TESTNET)


def a_setting(**values: Any) -> Settings:
    return Settings(**({"network": Network.MAINNET, "hyperliquid_service_url": URL} | values))


@pytest.mark.parametrize("url", [URL, "https://service.test/api", "http://localhost:5001"])
def test_the_service_may_be_here_or_behind_tls(url: str) -> None:
    assert a_setting(hyperliquid_service_url=url).hyperliquid_service_url is not None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"hyperliquid_service_url": "http://service.test"}, "hyperliquid_service_url"),
        ({"network": Network.PAPER}, "hyperliquid_service_url"),
        ({"hyperliquid_url": "https://venue.test"}, "hyperliquid_service_url"),
        ({"hyperliquid_service_coins": "BTC,ALL"}, "hyperliquid_service_coins"),
        ({"hyperliquid_service_coins": "btc"}, "hyperliquid_service_coins"),
        ({"hyperliquid_service_coins": []}, "hyperliquid_service_coins"),
    ],
)
def test_what_does_not_go_with_the_service_names_its_field(values: Any, field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        a_setting(**values)
    assert {error["loc"][0] for error in caught.value.errors()} == {field}


def test_the_service_is_off_unless_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().hyperliquid_service_url is None
    assert Settings().hyperliquid_service_coins == ("BTC", "ETH", "SOL")
    monkeypatch.setenv("HYPERLIQUID_SERVICE_COINS", "BTC, DOGE")
    assert Settings().hyperliquid_service_coins == ("BTC", "DOGE")
