"""Making agent keys, and telling the address that belongs to one."""

import os
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from eth_utils.crypto import keccak

from contracts.market import Wallet
from domain.errors import KeyLocked

KEY_BYTES: Final = 32
_CURVE: Final = ec.SECP256K1()


def new_key() -> bytes:
    """Return a fresh private key from the system's randomness."""
    while True:
        secret = os.urandom(KEY_BYTES)
        if 0 < int.from_bytes(secret, "big") < _CURVE.group_order:
            return secret


def address_of(secret: bytes) -> Wallet:
    """Return the address of a private key, in lower case. Raises KeyLocked when it is none."""
    number = int.from_bytes(secret, "big")
    if len(secret) != KEY_BYTES or not 0 < number < _CURVE.group_order:
        raise KeyLocked("what was sealed is no private key")
    point = ec.derive_private_key(number, _CURVE).public_key().public_numbers()
    public = point.x.to_bytes(KEY_BYTES, "big") + point.y.to_bytes(KEY_BYTES, "big")
    return "0x" + bytes(keccak(public))[-20:].hex()
