"""Hyperliquid's wire: our bytes, hashes and signatures are those of the venue's own SDK."""

from decimal import Decimal
from typing import Any

import pytest
from eth_account import Account
from hyperliquid.utils import signing as sdk
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.venues.hyperliquid.numbers import round_price, round_size, wire_number
from infra.venues.hyperliquid.signing import (
    action_hash,
    agent_approval,
    approver,
    recover_l1_signer,
    sign_l1_action,
)

KEY = "0x" + "0123" * 16
WALLET = Account.from_key(KEY)
VAULT = "0x1719884eb866cb12b2287399b15f7db5e7d775ea"

amounts = st.decimals(min_value="0.00000001", max_value=10**7, places=8)
moments = st.integers(min_value=0, max_value=2**53)
cloids = st.none() | st.binary(min_size=16, max_size=16).map(lambda raw: "0x" + raw.hex())
vaults = st.none() | st.binary(min_size=20, max_size=20).map(lambda raw: "0x" + raw.hex())
kinds = st.one_of(
    st.sampled_from(["Alo", "Ioc", "Gtc"]).map(lambda tif: {"limit": {"tif": tif}}),
    st.builds(
        lambda market, price, kind: {
            "trigger": {"isMarket": market, "triggerPx": wire_number(price), "tpsl": kind}
        },
        st.booleans(),
        amounts,
        st.sampled_from(["tp", "sl"]),
    ),
)


def _order(
    asset: int, buy: bool, price: Decimal, size: Decimal, kind: dict[str, Any], cloid: str | None
) -> dict[str, Any]:
    order = {"a": asset, "b": buy, "p": wire_number(price), "s": wire_number(size), "r": not buy}
    return order | {"t": kind} | ({} if cloid is None else {"c": cloid})


orders = st.builds(_order, st.integers(0, 200_000), st.booleans(), amounts, amounts, kinds, cloids)
actions = st.one_of(
    st.builds(
        lambda placed, grouping: {"type": "order", "orders": placed, "grouping": grouping},
        st.lists(orders, min_size=1, max_size=3),
        st.sampled_from(["na", "normalTpsl", "positionTpsl"]),
    ),
    st.builds(
        lambda asset, cross, leverage: {
            "type": "updateLeverage",
            "asset": asset,
            "isCross": cross,
            "leverage": leverage,
        },
        st.integers(0, 200_000),
        st.booleans(),
        st.integers(1, 50),
    ),
    st.builds(
        lambda asset, oid: {"type": "cancel", "cancels": [{"a": asset, "o": oid}]},
        st.integers(0, 200_000),
        moments,
    ),
    st.just({"type": "noop"}),
)


@pytest.mark.slow
@settings(max_examples=1500, deadline=None)
@given(actions, moments, vaults, st.none() | moments)
def test_our_hash_is_the_official_hash(
    action: dict[str, Any], nonce: int, vault: str | None, expires: int | None
) -> None:
    ours = action_hash(action, nonce, vault_address=vault, expires_after=expires)

    assert ours == sdk.action_hash(action, vault, nonce, expires)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(actions, moments, vaults, st.none() | moments, st.booleans())
def test_our_signature_is_the_official_signature(
    action: dict[str, Any], nonce: int, vault: str | None, expires: int | None, mainnet: bool
) -> None:
    envelope: dict[str, Any] = {"vault_address": vault, "expires_after": expires}
    ours = sign_l1_action(KEY, action, nonce, **envelope, mainnet=mainnet)

    assert ours == sdk.sign_l1_action(WALLET, action, vault, nonce, expires, mainnet)
    signer = recover_l1_signer(ours, action, nonce, **envelope, mainnet=mainnet)
    assert signer == WALLET.address.lower()


def test_the_venues_published_hash_is_ours() -> None:
    order = {
        "a": 4,
        "b": True,
        "p": "1670.1",
        "s": "0.0147",
        "r": False,
        "t": {"limit": {"tif": "Ioc"}},
    }
    action = {"type": "order", "orders": [order], "grouping": "na"}

    published = "0fcbeda5ae3c4950a548021552a4fea2226858c4453571bf3f24ba017eac2908"
    assert action_hash(action, 1677777606040).hex() == published


@pytest.mark.parametrize("changed", ["nonce", "vault", "expiry", "network", "order of keys"])
def test_whatever_a_signature_covers_gives_a_stranger_when_it_changes(changed: str) -> None:
    action = {"type": "cancel", "cancels": [{"a": 1, "o": 2}]}
    signature = sign_l1_action(KEY, action, 7, expires_after=9, mainnet=True)
    changes: dict[str, dict[str, Any]] = {
        "vault": {"vault_address": VAULT},
        "expiry": {"expires_after": 10},
        "network": {"mainnet": False},
    }
    told = {"expires_after": 9, "mainnet": True} | changes.get(changed, {})
    heard = dict(reversed(action.items())) if changed == "order of keys" else action
    nonce = 8 if changed == "nonce" else 7

    assert recover_l1_signer(signature, heard, nonce, **told) != WALLET.address.lower()


def test_a_malformed_vault_is_refused() -> None:
    with pytest.raises(ValueError, match="not an address"):
        action_hash({"type": "noop"}, 1, vault_address="0x12")


@pytest.mark.parametrize("mainnet", [True, False])
@pytest.mark.parametrize("name", ["", "maxxit"])
def test_an_approval_is_what_the_official_sdk_has_its_user_sign(name: str, mainnet: bool) -> None:
    official = {"agentAddress": VAULT, "agentName": name, "nonce": 1700000000000}
    signature = sdk.sign_agent(WALLET, dict(official), mainnet)
    ours = agent_approval(
        agent_address=VAULT, agent_name=name, nonce=1700000000000, chain_id=0x66EEE, mainnet=mainnet
    )

    assert approver(ours, signature) == WALLET.address.lower()
    other = agent_approval(
        agent_address=VAULT, agent_name=name, nonce=1700000000001, chain_id=0x66EEE, mainnet=mainnet
    )
    assert approver(other, signature) != WALLET.address.lower()


@settings(max_examples=1000)
@given(st.floats(min_value=0.0001, max_value=10**7).map(lambda x: round(x, 6)))
def test_our_numbers_are_spelled_as_the_official_ones(value: float) -> None:
    assert wire_number(Decimal(repr(value))) == sdk.float_to_wire(value)


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("0.00076000", "0.00076"),
        ("87654321.12345678", "87654321.12345678"),
        ("987654321.0", "987654321"),
        ("1E+3", "1000"),
        ("-1.50", "-1.5"),
    ],
)
def test_a_number_is_spelled_plainly(value: str, spelled: str) -> None:
    assert wire_number(Decimal(value)) == spelled


@pytest.mark.parametrize("value", ["0.000000001", "NaN", "Infinity", "1.123456789"])
def test_what_cannot_be_sent_whole_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"decimals|number"):
        wire_number(Decimal(value))


@pytest.mark.parametrize(
    ("price", "sz_decimals", "perp", "rounded"),
    [
        ("70956.12312321", 5, True, "70956"),
        ("100000.42343243", 5, True, "100000"),
        ("123456", 5, True, "123456"),
        ("3500.12345", 4, True, "3500.1"),
        ("0.043423423434", 0, True, "0.043423"),
        ("0.043423423434", 0, False, "0.043423"),
        ("0.0000123456", 0, False, "0.00001235"),
        ("83416.725", 5, True, "83417"),
        ("3150.0525", 4, True, "3150.1"),
        ("9.99996", 1, True, "10"),
    ],
)
def test_a_price_is_rounded_to_what_the_venue_accepts(
    price: str, sz_decimals: int, perp: bool, rounded: str
) -> None:
    assert round_price(Decimal(price), sz_decimals, perp=perp) == Decimal(rounded)


@given(amounts, st.integers(0, 5))
def test_a_rounded_price_has_few_enough_digits_and_is_near(
    price: Decimal, sz_decimals: int
) -> None:
    rounded = round_price(price, sz_decimals)

    digits = rounded.normalize().as_tuple()
    assert isinstance(digits.exponent, int)
    assert rounded == rounded.to_integral_value() or len(digits.digits) <= 5
    assert -digits.exponent <= max(6 - sz_decimals, 0)
    coarsest = max(abs(price) * Decimal("0.0001"), Decimal(1).scaleb(sz_decimals - 6))
    assert abs(rounded - price) <= max(coarsest, Decimal("0.5"))


@given(amounts, st.integers(0, 8))
def test_a_size_is_never_rounded_up(size: Decimal, sz_decimals: int) -> None:
    rounded = round_size(size, sz_decimals)

    assert 0 <= size - rounded < Decimal(1).scaleb(-sz_decimals)
    assert wire_number(rounded) == wire_number(round_size(rounded, sz_decimals))


def test_the_published_size_is_cut_not_rounded() -> None:
    assert wire_number(round_size(Decimal("0.001409324"), 5)) == "0.0014"
