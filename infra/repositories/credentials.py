"""Credentials and the sealed keys in them, in Postgres; the signer alone reads these rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, Select, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.market import Network, VenueName, Wallet
from domain.agents import CredentialStatus
from domain.credentials import USABLE, Credential, ended
from domain.errors import Conflict, NotFound
from infra.keys.sealing import Place, Sealed
from infra.tables.agents import CredentialRow

_PUBLIC: Final[tuple[Any, ...]] = (
    col(CredentialRow.id),
    col(CredentialRow.user_wallet),
    col(CredentialRow.venue),
    col(CredentialRow.network),
    col(CredentialRow.agent_address),
    col(CredentialRow.status),
    col(CredentialRow.kid),
    col(CredentialRow.created_at),
    col(CredentialRow.approved_at),
    col(CredentialRow.valid_until),
    col(CredentialRow.checked_at),
    col(CredentialRow.last_used_at),
    col(CredentialRow.detail),
)
_SEALED: Final[tuple[Any, ...]] = (
    col(CredentialRow.wrapped_dek),
    col(CredentialRow.dek_nonce),
    col(CredentialRow.ciphertext),
    col(CredentialRow.nonce),
    col(CredentialRow.algorithm),
)
_OLDEST_FIRST: Final = (col(CredentialRow.created_at), col(CredentialRow.id))
_LOCK = text("select pg_advisory_xact_lock(hashtextextended(:name, 0))")
_EXPOSED = text("""
    select count(*) from position p join deployment d on d.id = p.deployment_id
    where d.user_wallet = :user and p.venue = :venue and p.network = :network
      and p.status in ('OPENING', 'OPEN', 'CLOSING')""")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredKey:
    """A credential together with its sealed key."""

    credential: Credential
    sealed: Sealed

    @property
    def place(self) -> Place:
        """Where the key belongs, as its row says."""
        return place_of(self.credential)


def place_of(credential: Credential) -> Place:
    """Return the place that a credential's key is sealed for."""
    return Place(
        user=credential.user_wallet,
        venue=credential.venue,
        network=credential.network,
        address=credential.agent_address,
    )


class SqlCredentials:
    """Credentials in Postgres, within one transaction; those of other networks are not seen."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network

    async def lock(self, user: Wallet, venue: VenueName) -> None:
        """Wait for whoever changes a user's keys for a venue, and keep others waiting."""
        name = f"credential|{user}|{venue}|{self._network}"
        await self._connection.execute(_LOCK, {"name": name})

    async def by_address(self, address: Wallet) -> StoredKey | None:
        """Find a key by its address on any network, so that a wrong one can be told from none."""
        query = select(*_PUBLIC, *_SEALED).where(col(CredentialRow.agent_address) == address)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _stored(row)

    async def of(self, user: Wallet, venue: VenueName) -> Sequence[Credential]:
        """List all that a user ever had for a venue, oldest first."""
        query = self._list().where(
            col(CredentialRow.user_wallet) == user, col(CredentialRow.venue) == venue
        )
        return [_credential(row) for row in await self._connection.execute(query)]

    async def every(self) -> Sequence[Credential]:
        """List every credential, oldest first."""
        return [_credential(row) for row in await self._connection.execute(self._list())]

    async def usable(self) -> Sequence[StoredKey]:
        """List the keys that sign now or may yet be approved, oldest first."""
        query = (
            select(*_PUBLIC, *_SEALED)
            .where(
                col(CredentialRow.network) == self._network, col(CredentialRow.status).in_(USABLE)
            )
            .order_by(*_OLDEST_FIRST)
        )
        return [_stored(row) for row in await self._connection.execute(query)]

    async def kids(self, *, usable: bool = False) -> Mapping[str, int]:
        """Count, over all networks, the keys that each key-encryption key wraps.

        With `usable` only those count that sign now or may yet be approved.
        """
        query = select(col(CredentialRow.kid), func.count().label("n")).group_by(
            col(CredentialRow.kid)
        )
        if usable:
            query = query.where(col(CredentialRow.status).in_(USABLE))
        return {row.kid: row.n for row in await self._connection.execute(query)}

    async def other_networks(self) -> Collection[str]:
        """Name the other networks that keys are in use for."""
        query = (
            select(col(CredentialRow.network))
            .where(
                col(CredentialRow.network) != self._network, col(CredentialRow.status).in_(USABLE)
            )
            .distinct()
        )
        return sorted((await self._connection.execute(query)).scalars())

    async def wrapped_by(self, kids: Collection[str], limit: int) -> Sequence[StoredKey]:
        """Lock and return some keys, of any network and state, that one of these wraps."""
        query = (
            select(*_PUBLIC, *_SEALED)
            .where(col(CredentialRow.kid).in_(kids))
            .order_by(*_OLDEST_FIRST)
            .limit(limit)
            .with_for_update()
        )
        return [_stored(row) for row in await self._connection.execute(query)]

    async def exposed(self, user: Wallet, venue: VenueName) -> int:
        """Count the live positions of a user on a venue."""
        given = {"user": user, "venue": venue, "network": self._network}
        found: int = (await self._connection.execute(_EXPOSED, given)).scalar_one()
        return found

    async def revoke(
        self, user: Wallet, venue: VenueName, *, only_pending: bool, even_if_exposed: bool
    ) -> Sequence[Credential]:
        """End a user's keys for a venue for good, or only the one that waits for approval.

        The keys are locked before. Raises NotFound when there is none, and Conflict when one in
        use has positions to close, unless that is accepted.
        """
        chosen = [
            each
            for each in await self.of(user, venue)
            if each.usable and not (only_pending and each.status is CredentialStatus.APPROVED)
        ]
        if not chosen:
            raise NotFound(f"{user} has no such key on {venue}")
        in_use = any(each.status is CredentialStatus.APPROVED for each in chosen)
        if in_use and not even_if_exposed and (n := await self.exposed(user, venue)):
            raise Conflict(f"{user} has {n} live positions on {venue} that need the key")
        return [await self.end(each, "revoked by hand") for each in chosen]

    async def end(self, credential: Credential, why: str) -> Credential:
        """Store that a credential never signs again, and return it so."""
        over = ended(credential, CredentialStatus.REVOKED, why)
        await self.save(over, seen_as=credential.status)
        return over

    async def add(self, credential: Credential, sealed: Sealed) -> None:
        """Store a new key."""
        values = _changing(credential) | {
            "id": credential.id,
            "user_wallet": credential.user_wallet,
            "venue": credential.venue,
            "network": credential.network,
            "agent_address": credential.agent_address,
            "created_at": credential.created_at,
            "kid": sealed.kid,
            "wrapped_dek": sealed.wrapped_dek,
            "dek_nonce": sealed.dek_nonce,
            "ciphertext": sealed.ciphertext,
            "nonce": sealed.nonce,
            "algorithm": sealed.algorithm,
        }
        await self._connection.execute(insert(CredentialRow).values(**values))

    async def save(self, credential: Credential, *, seen_as: CredentialStatus) -> bool:
        """Store what became of a credential; False when another has changed its status since."""
        result = await self._connection.execute(
            update(CredentialRow)
            .where(
                col(CredentialRow.id) == credential.id,
                col(CredentialRow.status) == seen_as,
                col(CredentialRow.network) == self._network,
            )
            .values(**_changing(credential))
        )
        return result.rowcount == 1

    async def rewrapped(self, stored: StoredKey, sealed: Sealed) -> None:
        """Store a data key that was wrapped anew."""
        await self._connection.execute(
            update(CredentialRow)
            .where(col(CredentialRow.id) == stored.credential.id)
            .values(kid=sealed.kid, wrapped_dek=sealed.wrapped_dek, dek_nonce=sealed.dek_nonce)
        )

    async def used(self, credential: Credential, now: datetime, *, every: timedelta) -> None:
        """Note that a key signs now, unless that was noted a short while ago."""
        used = col(CredentialRow.last_used_at)
        await self._connection.execute(
            update(CredentialRow)
            .where(col(CredentialRow.id) == credential.id, or_(used.is_(None), used <= now - every))
            .values(last_used_at=now)
        )

    def _list(self) -> Select[Any]:
        query = select(*_PUBLIC).where(col(CredentialRow.network) == self._network)
        return query.order_by(*_OLDEST_FIRST)


def _changing(credential: Credential) -> dict[str, Any]:
    return {
        "status": credential.status,
        "approved_at": credential.approved_at,
        "valid_until": credential.valid_until,
        "checked_at": credential.checked_at,
        "detail": credential.detail,
    }


def _stored(row: Row[Any]) -> StoredKey:
    sealed = Sealed(
        kid=row.kid,
        wrapped_dek=row.wrapped_dek,
        dek_nonce=row.dek_nonce,
        ciphertext=row.ciphertext,
        nonce=row.nonce,
        algorithm=row.algorithm,
    )
    return StoredKey(credential=_credential(row), sealed=sealed)


def _credential(row: Row[Any]) -> Credential:
    return Credential(
        id=row.id,
        user_wallet=row.user_wallet,
        venue=VenueName(row.venue),
        network=Network(row.network),
        agent_address=row.agent_address,
        status=CredentialStatus(row.status),
        kid=row.kid,
        created_at=row.created_at,
        approved_at=row.approved_at,
        valid_until=row.valid_until,
        checked_at=row.checked_at,
        last_used_at=row.last_used_at,
        detail=row.detail,
    )
