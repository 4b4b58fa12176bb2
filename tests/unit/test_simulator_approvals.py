"""What users of the simulated Hyperliquid sign in person: agents, and money that moves."""

from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data

from infra.simulators.hyperliquid.user_signed import typed_data
from infra.simulators.hyperliquid.venue import SimVenue
from infra.simulators.hyperliquid.words import NOWHERE, Json
from tests.factories_simulator import (
    AGENT,
    NOON_MS,
    STRANGER,
    USER,
    USER_KEY,
    a_venue,
    ask,
    sent,
)

DONE = {"status": "ok", "response": {"type": "default"}}


@pytest.fixture
def venue() -> SimVenue:
    return a_venue()


def refused(text: str) -> Json:
    return {"status": "err", "response": text}


def in_person(kind: str, key: str = USER_KEY, nonce: int = NOON_MS, **fields: Any) -> Json:
    """Sign an action the way a user's wallet does, and put it in its envelope."""
    stamp = "time" if kind in {"usdSend", "withdraw3", "spotSend"} else "nonce"
    action = {"type": kind, "signatureChainId": "0x66eee", "hyperliquidChain": "Testnet"}
    action |= fields | {stamp: nonce}
    data = typed_data(action, mainnet=False)
    signable = encode_typed_data(data["domain"], data["types"], data["message"])
    signed = Account.sign_message(signable, key)
    signature = {"r": hex(signed.r), "s": hex(signed.s), "v": signed.v}
    return {"action": action, "nonce": nonce, "signature": signature}


def test_a_user_approves_an_agent_in_person(venue: SimVenue) -> None:
    approval = in_person("approveAgent", agentAddress=STRANGER, agentName="maxxit")
    assert sent(venue, approval) == DONE
    assert ask(venue, "userRole", STRANGER) == {"role": "agent", "data": {"user": USER}}
    assert [row["name"] for row in ask(venue, "extraAgents")] == ["maxxit"]
    again = in_person("approveAgent", nonce=NOON_MS + 1, agentAddress=STRANGER, agentName="two")
    assert sent(venue, again) == refused("Extra agent already used.")
    gone = in_person("approveAgent", nonce=NOON_MS + 1, agentAddress=NOWHERE, agentName="maxxit")
    assert sent(venue, gone) == DONE
    assert ask(venue, "userRole", STRANGER) == {"role": "missing"}


def test_an_unnamed_approval_is_signed_with_an_empty_name(venue: SimVenue) -> None:
    approval = in_person("approveAgent", agentAddress=STRANGER, agentName="")
    del approval["action"]["agentName"]
    assert sent(venue, approval) == DONE
    assert ask(venue, "extraAgents") == []
    assert ask(venue, "userRole", AGENT) == {"role": "missing"}
    assert ask(venue, "userRole") == {"role": "user"}


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("usdSend", {"destination": STRANGER, "amount": "1"}),
        ("withdraw3", {"destination": STRANGER, "amount": "1"}),
        ("spotSend", {"destination": STRANGER, "token": "USDC:0x0", "amount": "1"}),
        ("usdClassTransfer", {"amount": "1", "toPerp": False}),
        ("approveAgent", {"agentAddress": STRANGER, "agentName": "x"}),
        ("approveBuilderFee", {"maxFeeRate": "0.001%", "builder": STRANGER}),
        (
            "sendAsset",
            {
                "destination": STRANGER,
                "sourceDex": "",
                "destinationDex": "spot",
                "token": "USDC:0x0",
                "amount": "1",
                "fromSubAccount": "",
            },
        ),
    ],
)
def test_what_only_a_user_may_sign_an_agent_may_not(
    venue: SimVenue, kind: str, fields: Json
) -> None:
    answer = sent(venue, in_person(kind, key="0x" + "22" * 32, **fields))
    assert answer == refused(f"Must deposit before performing actions. User: {AGENT}")


def test_a_user_sends_and_withdraws_what_is_free(venue: SimVenue) -> None:
    given = {"destination": STRANGER, "amount": "400"}
    assert sent(venue, in_person("usdSend", **given)) == DONE
    assert venue.equity(USER) == 600
    assert venue.equity(STRANGER) == 400
    assert sent(venue, in_person("withdraw3", nonce=NOON_MS + 1, **given)) == DONE
    assert venue.equity(USER) == 200
    answer = sent(venue, in_person("withdraw3", nonce=NOON_MS + 2, **given))
    assert answer == refused("Insufficient balance for withdrawal")
    odd = in_person("usdSend", nonce=NOON_MS + 2, destination=STRANGER, amount="much")
    assert sent(venue, odd) == refused("Invalid amount")


def test_what_is_not_simulated_is_said_so(venue: SimVenue) -> None:
    request = in_person("approveBuilderFee", maxFeeRate="0.001%", builder=STRANGER)
    answer = sent(venue, request)
    assert answer == refused("The simulator does not do approveBuilderFee.")


def test_the_nonce_inside_must_be_the_one_outside(venue: SimVenue) -> None:
    request = in_person("approveAgent", agentAddress=STRANGER, agentName="x")
    assert sent(venue, request | {"nonce": 1}) == refused("Nonce mismatch.")
