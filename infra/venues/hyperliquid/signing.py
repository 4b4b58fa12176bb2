"""Signatures that Hyperliquid takes: what is signed is what is sent, in the very same order."""

from collections.abc import Mapping
from typing import Any, Final, TypedDict

import msgpack
from eth_account import Account
from eth_account.messages import SignableMessage, encode_typed_data
from eth_utils.crypto import keccak

Action = Mapping[str, Any]
"""One request as the venue reads it; the order of its keys is part of what is signed."""


class Signature(TypedDict):
    """The three numbers of a signature, as they stand in a request's envelope."""

    r: str
    s: str
    v: int


_ADDRESS_BYTES: Final = 20
_NOWHERE: Final = "0x" + "0" * 40
_L1_DOMAIN: Final = {
    "name": "Exchange",
    "version": "1",
    "chainId": 1337,
    "verifyingContract": _NOWHERE,
}
_AGENT: Final = {
    "Agent": [
        {"name": "source", "type": "string"},
        {"name": "connectionId", "type": "bytes32"},
    ]
}
_APPROVE_AGENT: Final = {
    "HyperliquidTransaction:ApproveAgent": [
        {"name": "hyperliquidChain", "type": "string"},
        {"name": "agentAddress", "type": "address"},
        {"name": "agentName", "type": "string"},
        {"name": "nonce", "type": "uint64"},
    ]
}


def action_hash(
    action: Action,
    nonce: int,
    *,
    vault_address: str | None = None,
    expires_after: int | None = None,
) -> bytes:
    """Hash an action with all that its signature covers: 32 bytes.

    `nonce` and `expires_after` are milliseconds. Raises ValueError for a malformed address and
    OverflowError for a number that does not fit in eight bytes.
    """
    parts = [msgpack.packb(action), nonce.to_bytes(8, "big"), _vault(vault_address)]
    if expires_after is not None:
        parts.append(b"\x00" + expires_after.to_bytes(8, "big"))
    return bytes(keccak(b"".join(parts)))


def sign_l1_action(
    key: str,
    action: Action,
    nonce: int,
    *,
    vault_address: str | None = None,
    expires_after: int | None = None,
    mainnet: bool,
) -> Signature:
    """Sign an action that trades; `mainnet` comes from NETWORK and never from a URL."""
    digest = action_hash(action, nonce, vault_address=vault_address, expires_after=expires_after)
    return _signed(key, _l1_message(digest, mainnet=mainnet))


def recover_l1_signer(
    signature: Signature,
    action: Action,
    nonce: int,
    *,
    vault_address: str | None = None,
    expires_after: int | None = None,
    mainnet: bool,
) -> str:
    """Tell whose signature is on an action, in lower case; a wrong one gives a stranger."""
    digest = action_hash(action, nonce, vault_address=vault_address, expires_after=expires_after)
    return _signer(signature, _l1_message(digest, mainnet=mainnet))


def agent_approval(
    *, agent_address: str, agent_name: str, nonce: int, chain_id: int, mainnet: bool
) -> dict[str, Any]:
    """Write what a user signs, as EIP-712 typed data, to let an agent wallet trade for them.

    `chain_id` is that of the user's wallet and may be any chain; `nonce` is in milliseconds.
    """
    (primary, fields), *_ = _APPROVE_AGENT.items()
    return {
        "domain": {
            "name": "HyperliquidSignTransaction",
            "version": "1",
            "chainId": chain_id,
            "verifyingContract": _NOWHERE,
        },
        "types": {primary: fields},
        "primaryType": primary,
        "message": {
            "hyperliquidChain": "Mainnet" if mainnet else "Testnet",
            "agentAddress": agent_address,
            "agentName": agent_name,
            "nonce": nonce,
        },
    }


def approver(approval: Mapping[str, Any], signature: Signature) -> str:
    """Tell who signed an approval, in lower case."""
    return _signer(signature, _typed(approval["domain"], approval["types"], approval["message"]))


def _vault(address: str | None) -> bytes:
    if address is None:
        return b"\x00"
    raw = bytes.fromhex(address.removeprefix("0x"))
    if len(raw) != _ADDRESS_BYTES:
        raise ValueError(f"not an address: {address}")
    return b"\x01" + raw


def _l1_message(digest: bytes, *, mainnet: bool) -> SignableMessage:
    agent = {"source": "a" if mainnet else "b", "connectionId": digest}
    return _typed(_L1_DOMAIN, _AGENT, agent)


def _typed(
    domain: Mapping[str, Any], types: Mapping[str, Any], message: Mapping[str, Any]
) -> SignableMessage:
    return encode_typed_data(dict(domain), dict(types), dict(message))


def _signed(key: str, message: SignableMessage) -> Signature:
    signed = Account.sign_message(message, key)
    return Signature(r=hex(signed.r), s=hex(signed.s), v=signed.v)


def _signer(signature: Signature, message: SignableMessage) -> str:
    numbers = (signature["v"], int(signature["r"], 16), int(signature["s"], 16))
    recovered: str = Account.recover_message(message, vrs=numbers)
    return recovered.lower()
