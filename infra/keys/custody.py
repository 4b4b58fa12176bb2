"""Custody: making agent keys, and putting them under another key-encryption key."""

from typing import Final
from uuid import UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network, VenueName, Wallet
from domain.agents import CredentialStatus
from domain.credentials import Credential
from domain.errors import Conflict, NotFound
from domain.ports.clock import Clock
from infra.keys.address import address_of, new_key
from infra.keys.kek import KeyDirectory
from infra.keys.records import Records
from infra.keys.sealing import Sealed, rewrap, seal
from infra.repositories.credentials import SqlCredentials, place_of

KEYED_VENUES: Final = frozenset({VenueName.HYPERLIQUID, VenueName.OSTIUM})
"""The venues on which users let a key of ours trade."""
_NAMESPACE: Final = UUID("5b0cbb2e-9a5f-5d5f-8f0e-6d1a1c3f7a52")


class Custody:
    """Everything that is done to agent keys but signing; each step is one transaction."""

    def __init__(
        self, engine: AsyncEngine, directory: KeyDirectory, network: Network, clock: Clock
    ) -> None:
        self._engine = engine
        self._directory = directory
        self._network = network
        self._clock = clock
        self._records = Records(engine, network, clock)

    async def create(self, user: Wallet, venue: VenueName) -> Credential:
        """Return the key a user trades with on a venue, or a new one that waits for approval.

        Asking again, or twice at once, makes no second key, unless the venue forgot the first.
        Raises Conflict where there are no agent keys.
        """
        _require_keyed(venue, self._network)
        async with self._records.changing(user, venue) as (store, found):
            by_status = {each.status: each for each in found}
            if CredentialStatus.APPROVED in by_status:
                return by_status[CredentialStatus.APPROVED]
            waiting = by_status.get(CredentialStatus.PENDING)
            if waiting is not None and not waiting.lost:
                return waiting
            if waiting is not None:
                await store.end(waiting, "given up for a new one")
            return await self._add(store, user, venue)

    async def rotate(self, user: Wallet, venue: VenueName) -> Credential:
        """Return the key that is to replace the one in use, made now if there is none yet.

        The old one signs on until a venue says that the new one is approved. Raises NotFound
        when there is no approved key.
        """
        async with self._records.changing(user, venue) as (store, found):
            by_status = {each.status: each for each in found}
            if CredentialStatus.APPROVED not in by_status:
                raise NotFound(f"{user} has no approved key on {venue} to rotate")
            waiting = by_status.get(CredentialStatus.PENDING)
            return waiting or await self._add(store, user, venue)

    async def rotate_kek(self) -> tuple[str, int]:
        """Seal under another key-encryption key from now on, and what is sealed already too.

        Takes the newest one when it is not active yet, ends what was begun when some keys are
        under others still, and makes a new one otherwise. Returns the id of the active one and
        how many keys were moved to it; raises as `rewrap` does.
        """
        keks = self._directory.load()
        newest = max(keks.every)
        begun = set(await self._records.kids(usable=False)) & set(keks.every) - {newest}
        if newest == keks.active.kid and not begun:
            newest = self._directory.make().kid
        if newest != keks.active.kid:
            self._directory.activate(newest)
        return newest, await self.rewrap()

    async def rewrap(self, *, batch: int = 100) -> int:
        """Put every data key under the active key-encryption key; return how many were not.

        Each batch is its own transaction: whatever ends it, doing it again does the rest. Keys
        that ended and whose key-encryption key is gone are left as they are. Raises KeysUnusable
        when that of a usable key is gone.
        """
        done = 0
        while moved := await self._rewrap_some(batch):
            done += moved
        keks = self._directory.load()
        for kid in sorted(await self._records.kids(usable=True)):
            keks.named(kid)
        return done

    async def _add(self, store: SqlCredentials, user: Wallet, venue: VenueName) -> Credential:
        credential, sealed = self._made(user, venue)
        await store.add(credential, sealed)
        return credential

    def _made(self, user: Wallet, venue: VenueName) -> tuple[Credential, Sealed]:
        """Make a key and seal it; it is known to nobody once this returns."""
        kek = self._directory.load().active
        secret = new_key()
        address = address_of(secret)
        credential = Credential(
            id=uuid5(_NAMESPACE, address),
            user_wallet=user,
            venue=venue,
            network=self._network,
            agent_address=address,
            status=CredentialStatus.PENDING,
            kid=kek.kid,
            created_at=self._clock.now(),
        )
        return credential, seal(secret, place_of(credential), kek)

    async def _rewrap_some(self, batch: int) -> int:
        keks = self._directory.load()
        others = set(keks.every) - {keks.active.kid}
        async with self._engine.begin() as connection:
            store = SqlCredentials(connection, self._network)
            strays = await store.wrapped_by(others, batch)
            for stray in strays:
                old = keks.named(stray.sealed.kid)
                await store.rewrapped(stray, rewrap(stray.sealed, stray.place, old, keks.active))
        return len(strays)


def _require_keyed(venue: VenueName, network: Network) -> None:
    if venue not in KEYED_VENUES:
        raise Conflict(f"{venue} is not traded with agent keys")
    if network is Network.PAPER:
        raise Conflict("NETWORK is paper: nothing is signed there")
