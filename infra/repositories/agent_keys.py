"""Agent keys in Postgres as those see them who may not open any: nothing sealed is read here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.market import Network, VenueName, Wallet
from domain.agents import CredentialStatus
from domain.credentials import USABLE, Credential
from domain.ports.agent_keys import Asked
from infra.repositories.credentials import SqlCredentials
from infra.tables.agents import CredentialRow, KeyRequestRow

KEYS_CHANNEL = "key_requests"
LOOKS_CHANNEL = "approvals"
_RING = text("select pg_notify(:channel, '')")
R = KeyRequestRow


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRequest:
    """Somebody waits for a key since a moment."""

    user: Wallet
    venue: VenueName
    asked_at: datetime


class SqlAgentKeys:
    """Credentials and requests for keys in Postgres, within one transaction."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network
        self._credentials = SqlCredentials(connection, network)

    async def current(self, user: Wallet, venue: VenueName) -> Credential | None:
        """Return what a user trades with on a venue, or is to approve; None without either."""
        usable = [each for each in await self._credentials.of(user, venue) if each.usable]
        usable.sort(key=lambda each: each.status is not CredentialStatus.APPROVED)
        return next(iter(usable), None)

    async def ask(self, user: Wallet, venue: VenueName, now: datetime) -> None:
        """Ask for a key and ring for whoever makes them; asking again asks for no second one."""
        values = {"user_wallet": user, "venue": venue, "network": self._network, "asked_at": now}
        statement = insert(R).values(**values)
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["user_wallet", "venue", "network"],
                set_={"asked_at": now, "done_at": None, "refused": None},
            )
        )
        await self._connection.execute(_RING, {"channel": KEYS_CHANNEL})

    async def asked(self, user: Wallet, venue: VenueName) -> Asked | None:
        """Tell what became of asking for a key; None when nobody asked."""
        found = await self._connection.execute(
            select(col(R.done_at), col(R.refused)).where(
                col(R.user_wallet) == user,
                col(R.venue) == venue,
                col(R.network) == self._network,
            )
        )
        row = found.first()
        return None if row is None else Asked(waiting=row.done_at is None, refused=row.refused)

    async def look_again(self, user: Wallet, venue: VenueName) -> None:
        """Let the venue be asked about a user's keys soon, and ring for whoever asks."""
        c = CredentialRow
        await self._connection.execute(
            update(c)
            .where(
                col(c.user_wallet) == user,
                col(c.venue) == venue,
                col(c.network) == self._network,
                col(c.status).in_(USABLE),
            )
            .values(checked_at=None)
        )
        await self._connection.execute(_RING, {"channel": LOOKS_CHANNEL})

    async def disable(self, user: Wallet, venue: VenueName) -> Sequence[Credential]:
        """End a user's keys for a venue for good; their rows stay."""
        await self._credentials.lock(user, venue)
        return await self._credentials.revoke(
            user, venue, only_pending=False, even_if_exposed=False
        )

    async def waiting(self, limit: int) -> Sequence[KeyRequest]:
        """List the keys that are waited for, those asked for first before the others."""
        rows = await self._connection.execute(
            select(col(R.user_wallet), col(R.venue), col(R.asked_at))
            .where(col(R.network) == self._network, col(R.done_at).is_(None))
            .order_by(col(R.asked_at), col(R.user_wallet), col(R.venue))
            .limit(limit)
        )
        return [
            KeyRequest(user=row.user_wallet, venue=VenueName(row.venue), asked_at=row.asked_at)
            for row in rows
        ]

    async def done(self, request: KeyRequest, refused: str | None) -> None:
        """Note that a request is seen to, unless it was made anew since it was read."""
        await self._connection.execute(
            update(R)
            .where(
                col(R.user_wallet) == request.user,
                col(R.venue) == request.venue,
                col(R.network) == self._network,
                col(R.asked_at) == request.asked_at,
            )
            .values(done_at=func.clock_timestamp(), refused=refused)
        )
