"""What must hold before anything is signed: start-up refuses, rather than the first order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network, VenueName
from domain.errors import KeyLocked
from infra.keys.address import address_of, new_key
from infra.keys.kek import Kek, Keks, KeyDirectory, KeysUnusable
from infra.keys.ring import opened
from infra.keys.sealing import Place, seal, unseal
from infra.repositories.credentials import SqlCredentials, StoredKey
from infra.venues.hyperliquid.signing import recover_l1_signer, sign_l1_action

_NOBODY: Final = "0x" + "0" * 40
_NOTHING: Final = {"type": "noop"}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysFound:
    """What the self-test saw: keys in use, and how many keys each key-encryption key wraps."""

    active: str
    usable: int
    kids: Mapping[str, int]
    spare: Sequence[str]
    """Key-encryption keys that wrap nothing and are not active."""


async def check_keys(directory: KeyDirectory, engine: AsyncEngine, network: Network) -> KeysFound:
    """Try everything that signing needs, on every key in use.

    Raises KeysUnusable when a key-encryption key is missing or unsafe, when a key does not open
    or is not its address's, when signing does not come out right, and when the database holds
    keys in use for another network.
    """
    keks = directory.load()
    async with engine.connect() as connection:
        store = SqlCredentials(connection, network)
        kids, needed = await store.kids(), await store.kids(usable=True)
        others, usable = await store.other_networks(), await store.usable()
    if others:
        raise KeysUnusable(f"NETWORK is {network}, the database has keys for {', '.join(others)}")
    for kid in sorted(needed):
        keks.named(kid)
    _require_round_trip(keks.active, network)
    _require_all_open(usable, keks)
    spare = [kid for kid in sorted(keks.every) if kid not in kids and kid != keks.active.kid]
    return KeysFound(active=keks.active.kid, usable=len(usable), kids=kids, spare=spare)


def _require_round_trip(kek: Kek, network: Network) -> None:
    """Seal, open, sign with, and recognise a key that is used for nothing else."""
    secret = new_key()
    address = address_of(secret)
    place = Place(user=_NOBODY, venue=VenueName.HYPERLIQUID, network=network, address=address)
    found = unseal(seal(secret, place, kek), place, kek)
    mainnet = network is Network.MAINNET
    signature = sign_l1_action("0x" + found.hex(), _NOTHING, 1, mainnet=mainnet)
    if recover_l1_signer(signature, _NOTHING, 1, mainnet=mainnet) != address:
        raise KeysUnusable("a signature of ours is not recognised as ours")


def _require_all_open(usable: Sequence[StoredKey], keks: Keks) -> None:
    for stored in usable:
        try:
            opened(stored, keks.named(stored.sealed.kid))
        except KeyLocked as error:
            raise KeysUnusable(str(error)) from error
