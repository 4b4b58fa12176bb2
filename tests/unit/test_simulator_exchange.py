"""Whose request it is and whether it may act: signatures, nonces, deadlines, agents, answers."""

import copy
from datetime import timedelta
from typing import Any

import pytest

from infra.simulators.hyperliquid.exchange import Exchange, read
from infra.simulators.hyperliquid.venue import SimVenue
from infra.simulators.hyperliquid.words import Json, NotUnderstood
from infra.venues.hyperliquid.signing import sign_l1_action
from tests.factories_simulator import (
    AGENT,
    BTC,
    CLOID,
    NOON_MS,
    STRANGER,
    STRANGER_KEY,
    USER,
    USER_KEY,
    a_request,
    a_venue,
    an_action,
    an_order,
    ask,
    sent,
    status_of,
)

DONE = {"status": "ok", "response": {"type": "default"}}


@pytest.fixture
def venue() -> SimVenue:
    return a_venue()


def refused(text: str) -> Json:
    return {"status": "err", "response": text}


def test_an_agent_trades_for_its_user(venue: SimVenue) -> None:
    answer = sent(venue, a_request(an_action()))
    assert status_of(answer)["filled"]["totalSz"] == "0.01"
    assert venue.state.fills[0].user == USER


def test_a_user_trades_with_his_own_key_too(venue: SimVenue) -> None:
    assert "filled" in status_of(sent(venue, a_request(an_action(), key=USER_KEY)))


def test_a_replay_is_a_duplicate_however_it_is_spelled(venue: SimVenue) -> None:
    request = a_request(an_action(an_order(c=CLOID)))
    assert "filled" in status_of(sent(venue, request))
    again = copy.deepcopy(request)
    (order,) = again["action"]["orders"]
    order["p"], order["s"], order["c"] = "63000.00", "0.010", "0x" + "AB" * 16
    again["action"] = {
        "grouping": "na",
        "orders": [dict(reversed(order.items()))],
        "type": "order",
    }
    assert sent(venue, again) == refused(f"Invalid nonce: duplicate nonce {NOON_MS}")
    assert venue.state.accepted == {(USER, CLOID): 1}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda request: request.update(nonce=NOON_MS + 1),
        lambda request: request["action"]["orders"][0].update(s="0.02"),
        lambda request: request.update(expiresAfter=NOON_MS + 1),
        lambda request: request.update(vaultAddress=USER),
    ],
)
def test_what_was_not_signed_belongs_to_a_stranger(venue: SimVenue, spoil: Any) -> None:
    request = a_request(an_action())
    spoil(request)
    answer = sent(venue, request)
    assert answer["status"] == "err"
    assert answer["response"].startswith("User or API Wallet 0x")
    assert answer["response"].endswith(" does not exist.")
    assert venue.state.fills == []


def test_a_signature_for_the_other_network_belongs_to_a_stranger(venue: SimVenue) -> None:
    request = a_request(an_action())
    signature = sign_l1_action(USER_KEY, request["action"], NOON_MS, mainnet=True)
    answer = sent(venue, request | {"signature": signature})
    assert "does not exist" in answer["response"]


def test_numbers_that_are_no_signature_recover_nobody(venue: SimVenue) -> None:
    request = a_request(an_action()) | {"signature": {"r": "0x0", "s": "0x0", "v": 27}}
    assert sent(venue, request) == refused("Unable to recover signer.")


def test_an_unknown_wallet_is_named(venue: SimVenue) -> None:
    answer = sent(venue, a_request(an_action(), key=STRANGER_KEY))
    assert answer == refused(f"User or API Wallet {STRANGER} does not exist.")


def test_an_agent_of_an_empty_account_is_told_whose_it_is(venue: SimVenue) -> None:
    venue.approve("0x" + "9" * 40, STRANGER)
    answer = sent(venue, a_request(an_action(), key=STRANGER_KEY))
    text = f"Must deposit before performing actions. User: 0x{'9' * 40}"
    assert answer == refused(text)


def test_a_replaced_agent_is_told_its_masters_name_and_later_nothing(venue: SimVenue) -> None:
    venue.approve(USER, STRANGER)
    answer = sent(venue, a_request(an_action()))
    assert answer == refused(f"Must deposit before performing actions. User: {USER}")
    venue.offset = timedelta(seconds=6)
    answer = sent(venue, a_request(an_action()))
    assert answer == refused(f"User or API Wallet {AGENT} does not exist.")


def test_a_revoked_agent_trades_no_more(venue: SimVenue) -> None:
    venue.revoke(USER)
    assert sent(venue, a_request(an_action()))["status"] == "err"


def test_a_refused_request_does_not_spend_its_nonce(venue: SimVenue) -> None:
    bad = {"type": "updateLeverage", "asset": BTC, "isCross": True, "leverage": 41}
    assert sent(venue, a_request(bad)) == refused("Invalid leverage value")
    bad_tick = a_request(an_action(an_order(price="60000.5")))
    text = "Price must be divisible by tick size. asset=3"
    assert status_of(sent(venue, bad_tick)) == {"error": text}
    assert "filled" in status_of(sent(venue, a_request(an_action())))


def test_one_error_stands_for_a_batch_that_is_spelled_wrong(venue: SimVenue) -> None:
    action = an_action(an_order(), an_order("0.000001"), an_order())
    assert status_of(sent(venue, a_request(action))) == {"error": "Order has invalid size."}
    assert venue.state.orders == {}


@pytest.mark.parametrize(
    ("order", "text"),
    [
        (an_order("0"), "Order has zero size."),
        (an_order(price="0"), "Order has invalid price."),
        (an_order(price="-1"), "Order has invalid price."),
        (an_order("-0.01"), "Order has invalid size."),
    ],
)
def test_numbers_no_order_can_have_are_refused(venue: SimVenue, order: Json, text: str) -> None:
    assert status_of(sent(venue, a_request(an_action(order)))) == {"error": text}


def test_a_late_request_is_refused_and_costs_five(venue: SimVenue) -> None:
    request = a_request(an_action(), expires_after=NOON_MS + 5_000)
    venue.offset = timedelta(milliseconds=5_001)
    assert sent(venue, request) == refused("Action already expired")
    assert venue.limits.used[USER] == 5
    venue.offset = timedelta(seconds=5)
    assert "filled" in status_of(sent(venue, request))


def test_a_noop_spends_a_nonce_so_that_nothing_else_can(venue: SimVenue) -> None:
    assert sent(venue, a_request({"type": "noop"})) == DONE
    answer = sent(venue, a_request(an_action()))
    assert answer == refused(f"Invalid nonce: duplicate nonce {NOON_MS}")


def test_a_vault_of_somebody_else_is_not_registered(venue: SimVenue) -> None:
    request = a_request(an_action(), vault_address=STRANGER)
    assert sent(venue, request) == refused(f"Vault not registered: {STRANGER}")


def test_what_small_accounts_may_not_do_is_refused(venue: SimVenue) -> None:
    answer = sent(venue, a_request({"type": "scheduleCancel", "time": NOON_MS + 10_000}))
    assert answer["response"].startswith("Cannot set scheduled cancel time until enough volume")
    assert "err" in sent(venue, a_request({"type": "scheduleCancel"}))["status"]
    action = an_action() | {"builder": {"b": STRANGER, "f": 10}}
    assert sent(venue, a_request(action)) == refused("Builder fee has not been approved.")


def test_an_asset_nobody_listed_is_refused(venue: SimVenue) -> None:
    answer = sent(venue, a_request(an_action(an_order() | {"a": 999})))
    assert answer == refused("Unknown asset: 999")


def test_leverage_is_kept_and_its_kind_stays_while_a_position_is_open(venue: SimVenue) -> None:
    action = {"type": "updateLeverage", "asset": BTC, "isCross": True, "leverage": 40}
    assert sent(venue, a_request(action)) == DONE
    assert "filled" in status_of(sent(venue, a_request(an_action(an_order("0.6")), NOON_MS + 1)))
    isolated = action | {"isCross": False}
    answer = sent(venue, a_request(isolated, NOON_MS + 2))
    assert answer == refused("Cannot switch leverage type with open position.")
    lower = action | {"leverage": 2}
    answer = sent(venue, a_request(lower, NOON_MS + 2))
    assert "sufficient margin available to decrease leverage" in answer["response"]
    assert venue.state.accounts[USER].leverage(venue.asset("BTC")).value == 40


def test_orders_are_cancelled_by_either_name_and_only_once(venue: SimVenue) -> None:
    rest: dict[str, Any] = {"t": {"limit": {"tif": "Gtc"}}}
    action = an_action(an_order(price="50000", **rest), an_order(price="51000", c=CLOID, **rest))
    first, _ = sent(venue, a_request(action))["response"]["data"]["statuses"]
    oid = first["resting"]["oid"]
    by_oid = {"type": "cancel", "cancels": [{"a": BTC, "o": oid}]}
    by_cloid = {"type": "cancelByCloid", "cancels": [{"asset": BTC, "cloid": CLOID}]}
    wrong = {"type": "cancel", "cancels": [{"a": BTC + 1, "o": oid}]}
    never = "Order was never placed, already canceled, or filled. asset={}"
    assert status_of(sent(venue, a_request(wrong, NOON_MS + 1))) == {"error": never.format(4)}
    assert status_of(sent(venue, a_request(by_oid, NOON_MS + 2))) == "success"
    assert status_of(sent(venue, a_request(by_cloid, NOON_MS + 3))) == "success"
    assert status_of(sent(venue, a_request(by_cloid, NOON_MS + 4))) == {"error": never.format(3)}
    assert ask(venue, "openOrders") == []
    assert [row["status"] for row in ask(venue, "historicalOrders")] == ["canceled"] * 2


def spoilt(**changes: Any) -> Json:
    return a_request(an_action()) | changes


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        spoilt(action=None),
        spoilt(nonce=-1),
        spoilt(nonce=True),
        spoilt(nonce="1"),
        spoilt(signature=[]),
        spoilt(signature={"r": 1, "s": "0x1", "v": 27}),
        spoilt(vaultAddress="0x1"),
        spoilt(action={"type": "twapOrder"}),
        spoilt(action={"type": 7}),
        spoilt(action={"type": "order", "orders": [], "grouping": "na"}),
        spoilt(action=an_action(grouping="all")),
        spoilt(action=an_action(an_order(p="1e5"))),
        spoilt(action=an_action(an_order(p=60000))),
        spoilt(action=an_action(an_order(p="1.123456789"))),
        spoilt(action=an_action(an_order(b="yes"))),
        spoilt(action=an_action(an_order(c="0x1"))),
        spoilt(action=an_action(an_order(t={"limit": {"tif": "Fok"}}))),
        spoilt(action={"type": "approveAgent", "agentAddress": STRANGER, "nonce": NOON_MS}),
        spoilt(
            action={
                "type": "approveAgent",
                "agentAddress": STRANGER,
                "nonce": NOON_MS,
                "signatureChainId": "arbitrum",
            }
        ),
    ],
)
def test_what_is_no_request_is_not_understood(venue: SimVenue, body: Any) -> None:
    with pytest.raises(NotUnderstood):
        read(venue, body)


def test_a_request_shows_the_faults_what_it_is(venue: SimVenue) -> None:
    asked = Exchange(venue).asked(read(venue, a_request(an_action(an_order(c=CLOID)))))
    assert (asked.kind, asked.user, asked.cloids) == ("order", USER, (CLOID,))
    stranger = read(venue, a_request({"type": "noop"}, key=STRANGER_KEY))
    assert Exchange(venue).asked(stranger).user == STRANGER
