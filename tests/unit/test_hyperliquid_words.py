"""Hyperliquid's answers and words: each that is known has one meaning, the others prove nothing."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.orders import RejectReason
from domain.errors import FateUnknown, VenueRefused
from infra.simulators.hyperliquid import words as simulated
from infra.venues.hyperliquid.answers import (
    Done,
    Errored,
    Filled,
    Refusal,
    Resting,
    Unread,
    Waiting,
    read_answer,
)
from infra.venues.hyperliquid.errors import Meaning, as_error, understood
from tests.factories import a_wallet

OURS = frozenset({a_wallet(1), a_wallet(2)})
R = RejectReason
REFUSALS = {
    "Order must have minimum value of $10. asset=3": R.BELOW_MINIMUM,
    "Order must have minimum value of 10 USDC.": R.BELOW_MINIMUM,
    "Insufficient margin to place order. asset=3": R.INSUFFICIENT_BALANCE,
    "Order has insufficient spot balance to trade": R.INSUFFICIENT_BALANCE,
    "Cross position does not have sufficient margin available to decrease leverage.": (
        R.INSUFFICIENT_BALANCE
    ),
    "Reduce only order would increase position. asset=3": R.NOTHING_TO_CLOSE,
    "Order could not immediately match against any resting orders. asset=3": R.NO_LIQUIDITY,
    "No liquidity available for market order.": R.NO_LIQUIDITY,
    "Invalid TP/SL price. asset=3": R.PRICE_BEYOND_LIMIT,
    "Order price too far from oracle": R.PRICE_BEYOND_LIMIT,
    "Order price cannot be more than 80% away from the reference price": R.PRICE_BEYOND_LIMIT,
    "Order would increase open interest while open interest is capped": R.VENUE_REFUSED,
    "Order rejected due to price more aggressive than oracle while at open interest cap": (
        R.VENUE_REFUSED
    ),
    "Order would increase open interest too quickly": R.VENUE_REFUSED,
    "Order would cause position to exceed margin tier limit at current leverage": R.VENUE_REFUSED,
    "Invalid leverage value": R.VENUE_REFUSED,
    "Cannot switch leverage type with open position.": R.VENUE_REFUSED,
    "Cross margin is not allowed for this asset.": R.VENUE_REFUSED,
    "Asset is delisted": R.NO_MARKET,
    "Trading is halted.": R.VENUE_REFUSED,
    "Extra agent already used.": R.VENUE_REFUSED,
    "Order was never placed, already canceled, or filled. asset=3": R.VENUE_REFUSED,
    "Action already expired": R.EXPIRED,
    "L1 error: Insufficient margin to place order.": R.INSUFFICIENT_BALANCE,
}
BUGS = [
    "Price must be divisible by tick size. asset=3",
    "Order has invalid size.",
    "Order has invalid price.",
    "Order has zero size.",
    "Post only order would have immediately matched, bbo was 1@2. asset=3",
    "Unknown asset: 999",
    "Vault not registered: 0x1",
    "Builder fee has not been approved.",
]
UNPROVED = [
    "Invalid nonce: duplicate nonce 7",
    "Invalid nonce: nonce too low 7 < 8",
    "Invalid nonce: nonce too high 9 > 8",
    "Too many cumulative requests sent (10001 > 10000) for cumulative volume traded $1.",
    "Something else entirely",
    "",
]


@pytest.mark.parametrize(("text", "reason"), REFUSALS.items())
def test_a_known_no_is_refused_for_its_reason(text: str, reason: RejectReason) -> None:
    error = as_error(text, ours=OURS)

    assert isinstance(error, VenueRefused)
    assert (error.reason, error.detail) == (reason, text)


@pytest.mark.parametrize("text", BUGS)
def test_what_we_should_never_have_sent_is_logged_and_called_our_fault(
    text: str, caplog: pytest.LogCaptureFixture
) -> None:
    error = as_error(text, ours=OURS)

    assert isinstance(error, VenueRefused)
    assert "our fault" in error.detail
    assert text in caplog.text


@pytest.mark.parametrize("text", UNPROVED)
def test_what_proves_nothing_is_of_unknown_fate(text: str) -> None:
    assert isinstance(as_error(text, ours=OURS), FateUnknown)


@given(st.text())
def test_no_text_at_all_breaks_the_reading(text: str) -> None:
    assert isinstance(as_error(text, ours=OURS), VenueRefused | FateUnknown)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("User or API Wallet {} does not exist.", R.NOT_APPROVED),
        ("L1 error: User or API Wallet {} does not exist.", R.NOT_APPROVED),
        ("Must deposit before performing actions. User: {}", R.INSUFFICIENT_BALANCE),
    ],
)
def test_an_address_of_ours_needs_the_user_and_another_is_our_bug(
    text: str, reason: RejectReason, caplog: pytest.LogCaptureFixture
) -> None:
    ours = as_error(text.format(a_wallet(1).upper().replace("X", "x")), ours=OURS)
    assert isinstance(ours, VenueRefused)
    assert ours.reason is reason
    assert caplog.text == ""

    strange = as_error(text.format(a_wallet(3)), ours=OURS)
    assert isinstance(strange, VenueRefused)
    assert strange.reason is R.VENUE_REFUSED
    assert "OUR SIGNATURE IS WRONG" in strange.detail
    assert a_wallet(3) in caplog.text


def test_every_refusal_of_an_order_that_the_simulator_says_is_known() -> None:
    said = [
        text for name, text in vars(simulated).items() if isinstance(text, str) and name.isupper()
    ]
    unknown = {text for text in said if understood(text).meaning is Meaning.UNKNOWN}

    assert unknown == {
        simulated.NOWHERE,
        simulated.UNPARSED,
        simulated.SCHEDULE,
        simulated.TOO_MUCH,
        simulated.NO_SUCH_WALLET,
    }
    wallet = simulated.NO_SUCH_WALLET.format(address=a_wallet(1))
    assert understood(wallet).meaning is Meaning.STRANGER


def _order(*statuses: Any) -> dict[str, Any]:
    return {"status": "ok", "response": {"type": "order", "data": {"statuses": list(statuses)}}}


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (
            _order({"filled": {"totalSz": "0.02", "avgPx": "1891.4", "oid": 77}}),
            Filled(77, Decimal("0.02")),
        ),
        (_order({"resting": {"oid": 77, "cloid": "0x1"}}), Resting(77)),
        (_order({"error": "No."}), Errored("No.")),
        (_order("waitingForFill"), Waiting()),
        (_order("waitingForTrigger"), Waiting()),
        (_order("success"), Done()),
        ({"status": "ok", "response": {"type": "default"}}, Done()),
        ({"status": "err", "response": "No."}, Refusal("No.")),
        (
            {
                "status": "ok",
                "response": {"type": "cancel", "data": {"statuses": [{"error": "Gone."}]}},
            },
            Errored("Gone."),
        ),
    ],
)
def test_an_answer_is_read(body: Any, answer: object) -> None:
    assert read_answer(body) == answer


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "ok",
        {},
        {"status": "ok"},
        {"status": "err"},
        {"status": "err", "response": 7},
        {"status": "err", "response": "x" * 501},
        {"status": "ok", "response": {"type": "order"}},
        {"status": "ok", "response": {"type": "order", "data": {"statuses": "success"}}},
        _order(),
        _order({"resting": {"oid": 1}}, {"resting": {"oid": 2}}),
        _order("soon"),
        _order(7),
        _order({"filled": {"totalSz": "0.02"}}),
        _order({"filled": {"totalSz": "NaN", "oid": 1}}),
        _order({"filled": {"totalSz": "-1", "oid": 1}}),
        _order({"filled": {"totalSz": 0.5, "oid": 1}}),
        _order({"filled": {"totalSz": True, "oid": 1}}),
        _order({"filled": {"totalSz": "1", "oid": "1"}}),
        _order({"resting": {"oid": -1}}),
        _order({"resting": 5}),
        _order({"error": None}),
    ],
)
def test_an_answer_of_another_shape_is_unread_and_never_a_no(body: Any) -> None:
    assert isinstance(read_answer(body), Unread)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(json_values)
def test_no_json_at_all_breaks_the_reading(body: Any) -> None:
    assert not isinstance(read_answer(json.loads(json.dumps(body))), Filled)
