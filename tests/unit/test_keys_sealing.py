"""Sealing: what was sealed opens in its own row, with its own key, unaltered, or not at all."""

from dataclasses import replace
from typing import Any

import pytest
from eth_account import Account
from hypothesis import given
from hypothesis import strategies as st

from contracts.market import Network, VenueName
from domain.errors import KeyLocked
from infra.keys.address import address_of, new_key
from infra.keys.kek import Kek
from infra.keys.sealing import Place, Sealed, rewrap, seal, unseal
from tests.factories_keys import a_kek, a_place

wallets = st.integers(0, 2**160 - 1).map(lambda n: f"0x{n:040x}")
places = st.builds(
    Place,
    user=wallets,
    venue=st.sampled_from(VenueName),
    network=st.sampled_from(Network),
    address=wallets,
)
secrets = st.binary(min_size=32, max_size=32)
keks = st.builds(Kek, kid=st.sampled_from(["k0001", "k0002"]), secret=secrets)
PARTS = ("wrapped_dek", "dek_nonce", "ciphertext", "nonce")


def altered(sealed: Sealed, **values: Any) -> Sealed:
    return replace(sealed, **values)


def locked(sealed: Sealed, place: Place, kek: Kek) -> str:
    with pytest.raises(KeyLocked) as refusal:
        unseal(sealed, place, kek)
    return str(refusal.value)


@given(secret=secrets, place=places, kek=keks)
def test_what_was_sealed_opens_in_its_place(secret: bytes, place: Place, kek: Kek) -> None:
    assert unseal(seal(secret, place, kek), place, kek) == secret


@given(secret=secrets, place=places, other=places, kek=keks)
def test_it_opens_in_no_other_row(secret: bytes, place: Place, other: Place, kek: Kek) -> None:
    if place != other:
        told = locked(seal(secret, place, kek), other, kek)
        assert secret.hex() not in told


@pytest.mark.parametrize("part", ["user", "venue", "network", "address"])
def test_every_part_of_a_row_is_bound(part: str) -> None:
    others = {"user": "0x" + "9" * 40, "venue": VenueName.GMX, "network": Network.MAINNET}
    other: dict[str, Any] = {part: others.get(part, "0x" + "8" * 40)}
    locked(seal(b"s" * 32, a_place(), a_kek()), a_place(**other), a_kek())


@given(secret=secrets, place=places, kek=keks, other=secrets)
def test_another_key_encryption_key_does_not_open_it(
    secret: bytes, place: Place, kek: Kek, other: bytes
) -> None:
    if other != kek.secret:
        locked(seal(secret, place, kek), place, replace(kek, secret=other))


@given(part=st.sampled_from(PARTS), bit=st.integers(0, 95), secret=secrets)
def test_one_flipped_bit_is_noticed(part: str, bit: int, secret: bytes) -> None:
    sealed = seal(secret, a_place(), a_kek())
    value = bytearray(getattr(sealed, part))
    value[bit // 8] ^= 1 << bit % 8
    locked(altered(sealed, **{part: bytes(value)}), a_place(), a_kek())


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("value", [b"", b"-", b"x" * 200])
def test_garbage_in_a_row_is_a_locked_key(part: str, value: bytes) -> None:
    sealed = seal(b"s" * 32, a_place(), a_kek())
    locked(altered(sealed, **{part: value}), a_place(), a_kek())


def test_a_data_key_moved_from_another_row_does_not_serve() -> None:
    mine, theirs = (seal(b"s" * 32, a_place(n), a_kek()) for n in (1, 2))
    mixed = replace(mine, wrapped_dek=theirs.wrapped_dek, dek_nonce=theirs.dek_nonce)
    locked(mixed, a_place(1), a_kek())


def test_a_data_key_is_bound_to_the_id_of_what_wraps_it() -> None:
    sealed = seal(b"s" * 32, a_place(), a_kek("k0001"))
    locked(replace(sealed, kid="k0002"), a_place(), a_kek("k0002"))


def test_an_algorithm_of_another_day_is_not_guessed_at() -> None:
    sealed = seal(b"s" * 32, a_place(), a_kek())
    assert "unknown way" in locked(replace(sealed, algorithm=2), a_place(), a_kek())


@given(secret=secrets, place=places)
def test_wrapping_anew_changes_who_opens_it_and_nothing_that_is_sealed(
    secret: bytes, place: Place
) -> None:
    old, new = a_kek("k0001", 1), a_kek("k0002", 2)
    sealed = seal(secret, place, old)
    moved = rewrap(sealed, place, old, new)
    assert (moved.kid, moved.ciphertext, moved.nonce) == ("k0002", sealed.ciphertext, sealed.nonce)
    assert unseal(moved, place, new) == secret
    locked(moved, place, old)


def test_nothing_random_is_ever_used_twice() -> None:
    many = [seal(b"s" * 32, a_place(), a_kek()) for _ in range(200)]
    for part in PARTS:
        assert len({getattr(each, part) for each in many}) == len(many)
    assert {len(each.nonce) for each in many} == {len(each.dek_nonce) for each in many} == {12}


def test_what_is_shown_of_keys_and_seals_has_no_bytes_in_it() -> None:
    kek, sealed = a_kek(), seal(b"s" * 32, a_place(), a_kek())
    assert repr(kek) == "Kek(kid='k0001')"
    assert repr(sealed) == "Sealed(kid='k0001', algorithm=1)"


@given(secret=st.integers(1, 2**255).map(lambda n: n.to_bytes(32, "big")))
def test_an_address_is_what_everybody_takes_it_for(secret: bytes) -> None:
    assert address_of(secret) == Account.from_key(secret).address.lower()


@pytest.mark.parametrize("secret", [b"", b"\0" * 32, b"\xff" * 32, b"s" * 31, b"s" * 33])
def test_what_is_no_private_key_has_no_address(secret: bytes) -> None:
    with pytest.raises(KeyLocked, match="no private key"):
        address_of(secret)


def test_new_keys_are_keys_and_never_the_same() -> None:
    assert len({address_of(new_key()) for _ in range(50)}) == 50
