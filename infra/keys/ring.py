"""The signer: the one place where an agent key is opened, and only for the time of a signature."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network, VenueName, Wallet
from domain.agents import CredentialStatus
from domain.credentials import Credential
from domain.errors import KeyLocked, KeyUnavailable
from domain.ports.clock import Clock
from infra.keys.address import address_of
from infra.keys.kek import Kek, Keks, KeyDirectory, KeysUnusable
from infra.keys.sealing import unseal
from infra.keys.trades import require_trade, require_well_formed
from infra.repositories.credentials import SqlCredentials, StoredKey
from infra.venues.hyperliquid.signing import Signature, sign_l1_action

USE_NOTED_EVERY: Final = timedelta(minutes=1)


class KeyRing:
    """Signs trades with agent keys that it never gives away and keeps nowhere.

    Key-encryption keys stay in memory; one that is new is read when a row first names it.
    """

    def __init__(
        self, engine: AsyncEngine, directory: KeyDirectory, network: Network, clock: Clock
    ) -> None:
        self._engine = engine
        self._directory = directory
        self._network = network
        self._clock = clock
        self._keks: Keks | None = None

    async def sign(
        self,
        address: Wallet,
        action: Mapping[str, Any],
        nonce: int,
        *,
        expires_after: int | None = None,
        vault_address: str | None = None,
        mainnet: bool,
    ) -> Mapping[str, Any]:
        """Sign a trade with the key of an agent address: the `r`, `s` and `v` of its envelope.

        Raises NeverSigned for what is no trade, KeyUnavailable when the key is unknown, not
        approved or of another network, and KeyLocked when it cannot be opened now.
        """
        trade = dict(action)
        require_trade(trade)
        require_well_formed(trade, nonce, vault_address, expires_after)
        stored = await self._approved(address, mainnet=mainnet)
        signature = self._signed(
            stored, trade, nonce, {"vault_address": vault_address, "expires_after": expires_after}
        )
        return {"r": signature["r"], "s": signature["s"], "v": signature["v"]}

    async def _approved(self, address: Wallet, *, mainnet: bool) -> StoredKey:
        """Read a key's row and note its use. Raises KeyUnavailable when it may not sign."""
        now = self._clock.now()
        async with self._engine.begin() as connection:
            store = SqlCredentials(connection, self._network)
            stored = await store.by_address(address)
            if stored is None:
                raise KeyUnavailable(f"there is no key of agent {address}")
            self._require_fit(stored.credential, mainnet=mainnet)
            if _due(stored.credential, now):
                await store.used(stored.credential, now, every=USE_NOTED_EVERY)
        return stored

    def _require_fit(self, credential: Credential, *, mainnet: bool) -> None:
        agent = f"the key of agent {credential.agent_address}"
        if credential.status is not CredentialStatus.APPROVED:
            raise KeyUnavailable(f"{agent} is {credential.status}")
        if credential.venue is not VenueName.HYPERLIQUID:
            raise KeyUnavailable(f"{agent} is for {credential.venue}")
        asked = Network.MAINNET if mainnet else Network.TESTNET
        if not credential.network is self._network is asked:
            raise KeyUnavailable(
                f"{agent} is for {credential.network}, asked for {asked} on {self._network}"
            )

    def _signed(
        self, stored: StoredKey, trade: dict[str, Any], nonce: int, bounds: Mapping[str, Any]
    ) -> Signature:
        """Open the key, sign, and forget it with the end of this call."""
        secret = self._secret(stored)
        mainnet = self._network is Network.MAINNET
        return sign_l1_action("0x" + secret.hex(), trade, nonce, mainnet=mainnet, **bounds)

    def _secret(self, stored: StoredKey) -> bytes:
        """Open a key that may be used. Raises KeyLocked when it does not open."""
        return opened(stored, self._kek(stored.sealed.kid))

    def _kek(self, kid: str) -> Kek:
        """Return a key-encryption key; one never heard of makes the directory be read anew."""
        try:
            if self._keks is None or kid not in self._keks.every:
                self._keks = self._directory.load()
            return self._keks.named(kid)
        except KeysUnusable as error:
            raise KeyLocked(str(error)) from error


def opened(stored: StoredKey, kek: Kek) -> bytes:
    """Open a stored key. Raises KeyLocked unless it opens in its row and is the address's key."""
    secret = unseal(stored.sealed, stored.place, kek)
    if address_of(secret) != stored.place.address:
        raise KeyLocked(f"what is sealed for agent {stored.place.address} is another's key")
    return secret


def _due(credential: Credential, now: datetime) -> bool:
    used = credential.last_used_at
    return used is None or used <= now - USE_NOTED_EVERY
