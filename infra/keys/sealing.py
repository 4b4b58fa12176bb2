"""Sealing: each key under a data key of its own, each data key under a key-encryption key.

AES-256-GCM twice. What is sealed is bound to its row: user, venue, network and address are
authenticated with it, so that a row's secret opens in no other row.
"""

import os
from dataclasses import dataclass, field, replace
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from contracts.market import Network, VenueName, Wallet
from domain.errors import KeyLocked
from infra.keys.kek import Kek

ALGORITHM: Final = 1
_NONCE_BYTES: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a sealed key belongs; it opens nowhere else."""

    user: Wallet
    venue: VenueName
    network: Network
    address: Wallet

    def bound(self, what: str) -> bytes:
        """Spell what is authenticated along with a ciphertext."""
        parts = (what, f"v{ALGORITHM}", self.user, self.venue, self.network, self.address)
        return "|".join(parts).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A key that nobody can read without the key-encryption key `kid`."""

    kid: str
    wrapped_dek: bytes = field(repr=False)
    dek_nonce: bytes = field(repr=False)
    ciphertext: bytes = field(repr=False)
    nonce: bytes = field(repr=False)
    algorithm: int = ALGORITHM


def seal(secret: bytes, place: Place, kek: Kek) -> Sealed:
    """Seal a key for its place, under a data key that is used for nothing else."""
    dek = AESGCM.generate_key(bit_length=256)
    nonce = os.urandom(_NONCE_BYTES)
    ciphertext = AESGCM(dek).encrypt(nonce, secret, place.bound("agent_key"))
    dek_nonce, wrapped = _wrap(dek, place, kek)
    return Sealed(
        kid=kek.kid,
        wrapped_dek=wrapped,
        dek_nonce=dek_nonce,
        ciphertext=ciphertext,
        nonce=nonce,
    )


def unseal(sealed: Sealed, place: Place, kek: Kek) -> bytes:
    """Open a sealed key. Raises KeyLocked when it was sealed elsewhere, otherwise, or altered."""
    dek = _unwrap(sealed, place, kek)
    return _opened(dek, sealed.nonce, sealed.ciphertext, place.bound("agent_key"), place)


def rewrap(sealed: Sealed, place: Place, old: Kek, new: Kek) -> Sealed:
    """Put the data key under another key-encryption key; the key itself stays as it is sealed.

    Raises KeyLocked when `old` does not open it.
    """
    dek_nonce, wrapped = _wrap(_unwrap(sealed, place, old), place, new)
    return replace(sealed, kid=new.kid, wrapped_dek=wrapped, dek_nonce=dek_nonce)


def _wrap(dek: bytes, place: Place, kek: Kek) -> tuple[bytes, bytes]:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce, AESGCM(kek.secret).encrypt(nonce, dek, place.bound(f"dek|{kek.kid}"))


def _unwrap(sealed: Sealed, place: Place, kek: Kek) -> bytes:
    if sealed.algorithm != ALGORITHM:
        raise KeyLocked(f"the key of agent {place.address} is sealed in an unknown way")
    bound = place.bound(f"dek|{sealed.kid}")
    return _opened(kek.secret, sealed.dek_nonce, sealed.wrapped_dek, bound, place)


def _opened(secret: bytes, nonce: bytes, ciphertext: bytes, bound: bytes, place: Place) -> bytes:
    try:
        return AESGCM(secret).decrypt(nonce, ciphertext, bound)
    except (InvalidTag, ValueError):
        locked = KeyLocked(f"the key of agent {place.address} does not open in its row")
    raise locked
