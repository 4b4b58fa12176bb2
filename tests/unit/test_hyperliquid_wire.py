"""Hyperliquid's actions: what we would sign is, to the byte, what its own SDK signs."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from eth_account import Account
from hyperliquid import exchange as sdk_exchange
from hyperliquid.exchange import Exchange
from hyperliquid.utils import constants, signing
from hyperliquid.utils.types import Cloid

from contracts.market import Network, Purpose, Side
from domain.ports.venue import OrderRequest, StopRequest
from infra.venues.hyperliquid.numbers import round_price
from infra.venues.hyperliquid.signing import action_hash, sign_l1_action
from infra.venues.hyperliquid.wire import (
    NOOP,
    Asset,
    approval_action,
    bounded,
    cancel_action,
    cancel_by_cloid_action,
    cloid,
    leverage_action,
    milliseconds,
    moment,
    order_action,
    stop_action,
    uncloid,
)
from tests.factories import NOON, a_wallet, an_id

KEY = "0x" + "0123" * 16
ACTIONS = 6_000
SIGNED = 40
"""How many are signed too: a signature is a function of the hash, and a slow one."""
ASSETS = [
    Asset(index=index, name=f"COIN{index}", sz_decimals=index % 6, max_leverage=50)
    for index in range(220)
]


@dataclass
class Sent:
    """What an SDK would have put on the wire, and the hash that it would have signed."""

    payload: dict[str, Any]
    hash: bytes


class Official:
    """The official SDK, whole, whose requests go nowhere: it is asked for what it would send."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        universe = [{"name": asset.name, "szDecimals": asset.sz_decimals} for asset in ASSETS]
        self._clients = [
            Exchange(
                Account.from_key(KEY),
                url,
                meta={"universe": universe},
                spot_meta={"tokens": [], "universe": []},
            )
            for url in (constants.TESTNET_API_URL, constants.MAINNET_API_URL)
        ]
        self._nonce, self._hash = 0, b""
        for client in self._clients:
            monkeypatch.setattr(client, "post", lambda _, payload: payload)
        self._sign = signing.sign_l1_action
        self.signs = False
        monkeypatch.setattr(sdk_exchange, "get_timestamp_ms", lambda: self._nonce)
        monkeypatch.setattr(sdk_exchange, "sign_l1_action", self._take)

    def _take(self, *asked: Any) -> Any:
        _, action, vault, nonce, expires, _ = asked
        self._hash = signing.action_hash(action, vault, nonce, expires)
        return self._sign(*asked) if self.signs else {}

    def send(self, say: Callable[[Exchange], Any], case: "Case", *, signs: bool) -> Sent:
        client = self._clients[case.mainnet]
        client.vault_address, client.expires_after = case.vault, case.expires
        self._nonce, self.signs = case.nonce, signs
        return Sent(say(client), self._hash)


@dataclass
class Case:
    """One action of ours, the same one asked of the SDK, and all else that is signed."""

    action: dict[str, Any]
    official: Callable[[Exchange], Any]
    nonce: int
    vault: str | None
    expires: int | None
    mainnet: bool


def _cases(seed: int, count: int) -> Iterator[Case]:
    chance = random.Random(seed)
    makers = [_an_order, _a_stop, _a_cancel, _a_cancel_by_name, _a_leverage, _a_noop]
    for n in range(count):
        nonce = chance.randrange(1, 2**45)
        action, official = makers[n % len(makers)](chance, nonce)
        yield Case(
            action=action,
            official=official,
            nonce=nonce,
            vault=chance.choice([None, None, f"0x{chance.randrange(16**40):040x}"]),
            expires=chance.choice([None, nonce + chance.randrange(60_000)]),
            mainnet=chance.random() < 0.5,
        )


Pair = tuple[dict[str, Any], Callable[[Exchange], Any]]


def _price(chance: random.Random, asset: Asset) -> Decimal:
    raw = Decimal(chance.randrange(1, 10**5)).scaleb(chance.randrange(-6, 3))
    return max(round_price(raw, asset.sz_decimals), Decimal(1).scaleb(asset.sz_decimals - 6))


def _an_order(chance: random.Random, nonce: int) -> Pair:
    asset, name = chance.choice(ASSETS), UUID(int=chance.getrandbits(128))
    side, purpose = chance.choice(list(Side)), chance.choice(list(Purpose))
    price, size = _price(chance, asset), asset.lot * chance.randrange(1, 10**6)
    order = OrderRequest(
        client_order_id=name,
        wallet=a_wallet(1),
        network=Network.TESTNET,
        symbol=asset.name,
        side=side,
        purpose=purpose,
        quantity=size,
        leverage=Decimal(2),
        limit_price=price,
        expires_at=NOON,
    )
    buy = (side is Side.LONG) == (purpose is Purpose.OPEN)
    request = {"coin": asset.name, "is_buy": buy, "sz": float(size), "limit_px": float(price)}
    request |= {"order_type": {"limit": {"tif": "Ioc"}}, "cloid": Cloid(f"0x{name.hex}")}
    request["reduce_only"] = purpose is Purpose.CLOSE
    return order_action(order, asset, price=price), lambda sdk: sdk.bulk_orders([request])


def _a_stop(chance: random.Random, nonce: int) -> Pair:
    asset, name = chance.choice(ASSETS), UUID(int=chance.getrandbits(128))
    side, size = chance.choice(list(Side)), asset.lot * chance.randrange(1, 10**6)
    trigger, worst = _price(chance, asset), _price(chance, asset)
    stop = StopRequest(
        client_order_id=name,
        wallet=a_wallet(1),
        signer=a_wallet(2),
        symbol=asset.name,
        side=side,
        quantity=size,
        trigger_price=trigger,
    )
    request = {"coin": asset.name, "is_buy": side is Side.SHORT, "sz": float(size)}
    kind = {"isMarket": True, "triggerPx": float(trigger), "tpsl": "sl"}
    request |= {"limit_px": float(worst), "order_type": {"trigger": kind}, "reduce_only": True}
    request["cloid"] = Cloid(f"0x{name.hex}")
    action = stop_action(stop, asset, worst=worst)
    return action, lambda sdk: sdk.bulk_orders([request], grouping="positionTpsl")


def _a_cancel(chance: random.Random, nonce: int) -> Pair:
    asset, oid = chance.choice(ASSETS), chance.randrange(1, 2**50)
    return cancel_action(asset, oid), lambda sdk: sdk.cancel(asset.name, oid)


def _a_cancel_by_name(chance: random.Random, nonce: int) -> Pair:
    asset, name = chance.choice(ASSETS), UUID(int=chance.getrandbits(128))
    action = cancel_by_cloid_action(asset, name)
    return action, lambda sdk: sdk.cancel_by_cloid(asset.name, Cloid(f"0x{name.hex}"))


def _a_leverage(chance: random.Random, nonce: int) -> Pair:
    asset, value = chance.choice(ASSETS), chance.randrange(1, 51)
    action = leverage_action(asset, value)
    return action, lambda sdk: sdk.update_leverage(value, asset.name, is_cross=False)


def _a_noop(chance: random.Random, nonce: int) -> Pair:
    return dict(NOOP), lambda sdk: sdk.noop(nonce)


def test_what_we_sign_is_what_the_official_sdk_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    official, every = Official(monkeypatch), ACTIONS // SIGNED
    for n, case in enumerate(_cases(20261122, ACTIONS)):
        signs = n % every == n // every % 6
        sent = official.send(case.official, case, signs=signs)
        envelope: dict[str, Any] = {"vault_address": case.vault, "expires_after": case.expires}

        assert list(case.action.items()) == list(sent.payload["action"].items())
        assert action_hash(case.action, case.nonce, **envelope) == sent.hash
        assert (sent.payload["nonce"], sent.payload["expiresAfter"]) == (case.nonce, case.expires)
        if signs:
            signature = sign_l1_action(
                KEY, case.action, case.nonce, **envelope, mainnet=case.mainnet
            )
            assert signature == sent.payload["signature"]


def test_an_approval_is_what_the_official_sdk_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Exchange(
        Account.from_key(KEY),
        constants.MAINNET_API_URL,
        meta={"universe": []},
        spot_meta={"tokens": [], "universe": []},
    )
    monkeypatch.setattr(client, "post", lambda _, payload: payload)
    sent, _ = client.approve_agent("maxxit")
    told = sent["action"]
    approval = {
        "domain": {"chainId": 0x66EEE},
        "message": {name: told[name] for name in ("hyperliquidChain", "agentAddress")}
        | {"agentName": "maxxit", "nonce": told["nonce"]},
    }

    assert approval_action(approval) == told


@pytest.mark.parametrize(
    ("side", "purpose", "buys"),
    [
        (Side.LONG, Purpose.OPEN, True),
        (Side.LONG, Purpose.CLOSE, False),
        (Side.SHORT, Purpose.OPEN, False),
        (Side.SHORT, Purpose.CLOSE, True),
    ],
)
def test_a_close_trades_against_its_position_and_only_reduces(
    side: Side, purpose: Purpose, buys: bool
) -> None:
    order = OrderRequest(
        client_order_id=an_id("one"),
        wallet=a_wallet(1),
        network=Network.TESTNET,
        symbol="COIN5",
        side=side,
        purpose=purpose,
        quantity=Decimal("0.123456789"),
        leverage=Decimal(1),
        limit_price=None,
        expires_at=NOON,
    )
    [placed] = order_action(order, ASSETS[5], price=Decimal("50000.6"))["orders"]

    assert (placed["b"], placed["r"]) == (buys, purpose is Purpose.CLOSE)
    assert placed["s"] == "0.12345"
    assert placed["p"] == ("50000" if buys else "50001")


@pytest.mark.parametrize(("buy", "wire"), [(True, "1234.5"), (False, "1234.6")])
def test_a_bound_is_never_rounded_beyond_itself(buy: bool, wire: str) -> None:
    assert bounded(Decimal("1234.56"), ASSETS[2], buy=buy) == Decimal(wire)


def test_a_bound_too_fine_to_be_spelled_is_none() -> None:
    assert bounded(Decimal("0.0000001"), ASSETS[0], buy=True) == 0


def test_a_trigger_is_reached_no_later_than_asked() -> None:
    def price(side: Side) -> str:
        stop = StopRequest(
            client_order_id=an_id("stop"),
            wallet=a_wallet(1),
            signer=a_wallet(2),
            symbol="COIN2",
            side=side,
            quantity=Decimal(1),
            trigger_price=Decimal("1234.56"),
        )
        action = stop_action(stop, ASSETS[2], worst=Decimal(1000))
        return str(action["orders"][0]["t"]["trigger"]["triggerPx"])

    assert price(Side.LONG) == "1234.6"
    assert price(Side.SHORT) == "1234.5"


def test_a_moment_is_cut_to_whole_milliseconds_and_comes_back() -> None:
    fine = NOON + timedelta(microseconds=1999)

    assert moment(milliseconds(fine)) == NOON + timedelta(milliseconds=1)


def test_our_names_come_back_from_the_wire_and_strange_ones_are_none() -> None:
    assert uncloid(cloid(an_id("one"))) == an_id("one")
    assert [uncloid(name) for name in (None, "", "0x12", "zz" * 16)] == [None] * 4
