"""What an agent key signs, and what it never signs, whoever asks."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.orders import RejectReason
from domain.errors import NeverSigned, VenueRefused
from infra.keys.trades import FIELDS, require_trade, require_well_formed
from tests.factories_keys import BUY

MONEY = [
    "usdSend",
    "spotSend",
    "sendAsset",
    "withdraw3",
    "usdClassTransfer",
    "approveAgent",
    "approveBuilderFee",
    "vaultTransfer",
    "subAccountTransfer",
    "createSubAccount",
    "setReferrer",
    "convertToMultiSigUser",
    "tokenDelegate",
    "cDeposit",
    "agentSendAsset",
]


@pytest.mark.parametrize("kind", sorted(FIELDS))
def test_trades_are_signed(kind: str) -> None:
    require_trade({name: kind if name == "type" else 1 for name in FIELDS[kind]})


@pytest.mark.parametrize("kind", MONEY)
def test_what_moves_money_or_rights_is_never_signed(kind: str) -> None:
    with pytest.raises(NeverSigned, match=kind) as refusal:
        require_trade({"type": kind, "amount": "1"})
    assert isinstance(refusal.value, VenueRefused)
    assert refusal.value.reason is RejectReason.VENUE_REFUSED


@given(kind=st.one_of(st.text(), st.none(), st.integers(), st.lists(st.text())))
def test_anything_else_is_never_signed_either(kind: Any) -> None:
    if not isinstance(kind, str) or kind not in FIELDS:
        with pytest.raises(NeverSigned):
            require_trade({"type": kind})


def test_an_action_without_a_type_is_not_signed() -> None:
    with pytest.raises(NeverSigned):
        require_trade({"orders": []})


def test_an_order_that_pays_a_builder_is_not_signed() -> None:
    fee = {"b": "0x" + "1" * 40, "f": 100}
    with pytest.raises(NeverSigned, match="order with builder"):
        require_trade({**BUY, "builder": fee})


@pytest.mark.parametrize(
    ("action", "nonce", "vault", "expires"),
    [
        ({"type": "noop"}, -1, None, None),
        ({"type": "noop"}, 2**64, None, None),
        ({"type": "noop"}, 1, "0x12", None),
        ({"type": "noop"}, 1, "nonsense", None),
        ({"type": "noop"}, 1, None, -5),
        ({"type": "order", "orders": [Decimal(1)]}, 1, None, None),
    ],
)
def test_what_cannot_be_written_down_is_not_signed(
    action: dict[str, Any], nonce: int, vault: str | None, expires: int | None
) -> None:
    with pytest.raises(NeverSigned, match="cannot be signed"):
        require_well_formed(action, nonce, vault, expires)


def test_what_can_be_written_down_passes() -> None:
    require_well_formed(BUY, 1, "0x" + "1" * 40, 2)
