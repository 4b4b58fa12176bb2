"""What is known of agent keys, changed without opening any: lists, revocation, approval."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network, VenueName, Wallet
from domain.agents import CredentialStatus
from domain.credentials import Approval, Credential, judged
from domain.errors import VenueUnavailable
from domain.ports.approvals import Approvals
from domain.ports.clock import Clock
from infra.repositories.credentials import SqlCredentials

NEW_FOR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What came of asking venues about keys."""

    told: Sequence[Credential]
    """What each became that a venue spoke about."""
    silent: Sequence[Credential]
    """Those about which no answer was to be had; they are as they were."""


class Records:
    """The rows of agent keys; each step is one transaction, and no key is opened by any."""

    def __init__(self, engine: AsyncEngine, network: Network, clock: Clock) -> None:
        self._engine = engine
        self._network = network
        self._clock = clock

    async def revoke(
        self, user: Wallet, venue: VenueName, *, only_pending: bool, even_if_exposed: bool
    ) -> Sequence[Credential]:
        """End a user's keys for a venue for good, or only the one that waits for approval.

        Raises NotFound when there is none, and Conflict when one in use has positions to close,
        unless that is accepted.
        """
        async with self.changing(user, venue) as (store, _):
            return await store.revoke(
                user, venue, only_pending=only_pending, even_if_exposed=even_if_exposed
            )

    async def verify(
        self, venues: Mapping[VenueName, Approvals], *, every: timedelta = timedelta(0)
    ) -> Verified:
        """Ask venues about usable keys, between transactions, and believe what they say.

        Keys that wait come first, so that a key is known as replaced and not as lost. One that
        was made within the hour is always asked about, any other when it was last asked about so
        long ago. A venue that does not answer changes nothing.
        """
        now = self._clock.now()
        found = [each for each in await self.every() if each.usable and each.venue in venues]
        asked = [each for each in found if _due(each, now, every)]
        asked.sort(key=lambda each: each.status is CredentialStatus.APPROVED)
        told: list[Credential] = []
        silent: list[Credential] = []
        for each in asked:
            try:
                told.append(await self._believe(each, venues[each.venue]))
            except VenueUnavailable:
                silent.append(each)
        return Verified(told=told, silent=silent)

    async def every(self) -> Sequence[Credential]:
        """List every credential of this network, oldest first."""
        async with self._engine.connect() as connection:
            return await SqlCredentials(connection, self._network).every()

    async def kids(self, *, usable: bool) -> Mapping[str, int]:
        """Count the keys that each key-encryption key wraps, or only the usable ones."""
        async with self._engine.connect() as connection:
            return await SqlCredentials(connection, self._network).kids(usable=usable)

    @asynccontextmanager
    async def changing(
        self, user: Wallet, venue: VenueName
    ) -> AsyncIterator[tuple[SqlCredentials, Sequence[Credential]]]:
        """Hold a user's keys for a venue while they change."""
        async with self._engine.begin() as connection:
            store = SqlCredentials(connection, self._network)
            await store.lock(user, venue)
            yield store, await store.of(user, venue)

    async def _believe(self, credential: Credential, venue: Approvals) -> Credential:
        told = await venue.check(credential.user_wallet, credential.agent_address)
        return await self._learn(credential, told)

    async def _learn(self, seen: Credential, told: Approval) -> Credential:
        """Store what a venue told, unless the credential has changed since it was asked about."""
        known = judged(seen, told, self._clock.now())
        async with self.changing(seen.user_wallet, seen.venue) as (store, found):
            now_stored = next(each for each in found if each.id == seen.id)
            if now_stored.status is not seen.status:
                return now_stored
            if known.status is CredentialStatus.APPROVED is not seen.status:
                await _replace(store, found, known)
            if known.lost and any(_waits_beside(each, known) for each in found):
                return await store.end(seen, "the venue does not know it any more")
            await store.save(known, seen_as=seen.status)
        return known


def _due(credential: Credential, now: datetime, every: timedelta) -> bool:
    """Tell whether to ask about a key: somebody may be signing for a new one at this moment."""
    new = credential.status is CredentialStatus.PENDING and now - credential.created_at < NEW_FOR
    return new or credential.checked_at is None or now - credential.checked_at >= every


def _waits_beside(other: Credential, credential: Credential) -> bool:
    return other.id != credential.id and other.status is CredentialStatus.PENDING


async def _replace(store: SqlCredentials, found: Sequence[Credential], new: Credential) -> None:
    """End the key in use, for its successor was approved."""
    for old in found:
        if old.status is CredentialStatus.APPROVED:
            await store.end(old, f"replaced by {new.agent_address}")
