"""Lending: a key that leaves the signer, for the one API that wants the key itself.

Nothing else may come here: `tests/unit/test_keys_lending.py` lists who does.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NoReturn

from contracts.market import Wallet
from domain.errors import KeyLocked
from infra.keys.ring import KeyRing


class LentKey:
    """A key out of the house: it shows itself to nobody, and is empty once it is given back."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def spell(self) -> str:
        """Spell the key in hex, as it is sent. Raises KeyLocked once it is given back."""
        if not self._secret:
            raise KeyLocked("the key was given back")
        return "0x" + self._secret.hex()

    def give_back(self) -> None:
        """Forget the key."""
        self._secret = b""

    def __repr__(self) -> str:
        return "LentKey()"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a lent key is not written down")


class KeyLender(KeyRing):
    """The signer where a key must be lent: the same keys, under the same conditions."""

    @asynccontextmanager
    async def lend(self, address: Wallet, *, mainnet: bool) -> AsyncIterator[LentKey]:
        """Lend the key of an agent address for as long as the block lasts.

        Raises KeyUnavailable when the key is unknown, not approved or of another network, and
        KeyLocked when it cannot be opened now.
        """
        stored = await self._approved(address, mainnet=mainnet)
        key = LentKey(self._secret(stored))
        try:
            yield key
        finally:
            key.give_back()
