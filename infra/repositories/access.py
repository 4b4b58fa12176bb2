"""Sessions, API keys, challenges and roles in Postgres."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.market import Wallet
from domain.access import RANKS, ApiKey, Challenge, ChallengeKind, Role, Scope, Session
from domain.errors import NotFound
from infra.tables.access import ApiKeyRow, ChallengeRow, RoleGrantRow, SessionRow

_KEY: tuple[Any, ...] = (
    col(ApiKeyRow.id),
    col(ApiKeyRow.wallet),
    col(ApiKeyRow.name),
    col(ApiKeyRow.secret_hash),
    col(ApiKeyRow.scopes),
    col(ApiKeyRow.created_at),
    col(ApiKeyRow.expires_at),
    col(ApiKeyRow.last_used_at),
    col(ApiKeyRow.revoked_at),
)


class SqlAccess:
    """Who may come in, in Postgres, within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_challenge(self, challenge: Challenge) -> None:
        """Store a nonce that is to be signed."""
        values = {
            "nonce": challenge.nonce,
            "kind": challenge.kind,
            "binding": challenge.binding,
            "message": challenge.message,
            "action": challenge.action,
            "expires_at": challenge.expires_at,
        }
        await self._connection.execute(insert(ChallengeRow).values(values))

    async def take_challenge(
        self, nonce: str, kind: ChallengeKind, binding: str, now: datetime
    ) -> Challenge | None:
        """Use a nonce up and return its challenge; None for one used, lapsed or not theirs."""
        taken = await self._connection.execute(
            delete(ChallengeRow)
            .where(col(ChallengeRow.nonce) == nonce, col(ChallengeRow.kind) == kind)
            .where(col(ChallengeRow.binding) == binding)
            .returning(
                col(ChallengeRow.message), col(ChallengeRow.action), col(ChallengeRow.expires_at)
            )
        )
        row = taken.first()
        if row is None or row.expires_at <= now:
            return None
        return Challenge(
            nonce=nonce,
            kind=kind,
            binding=binding,
            message=row.message,
            action=row.action,
            expires_at=row.expires_at,
        )

    async def add_session(self, session: Session) -> None:
        """Store a session."""
        values = {
            "id": session.id,
            "token_hash": session.token_hash,
            "wallet": session.wallet,
            "created_at": session.created_at,
            "last_seen_at": session.last_seen_at,
            "expires_at": session.expires_at,
        }
        await self._connection.execute(insert(SessionRow).values(values))

    async def end_session(self, session_id: UUID) -> None:
        """Forget a session."""
        await self._connection.execute(delete(SessionRow).where(col(SessionRow.id) == session_id))

    async def add_key(self, key: ApiKey) -> None:
        """Store an API key."""
        values = {
            "id": key.id,
            "wallet": key.wallet,
            "name": key.name,
            "secret_hash": key.secret_hash,
            "scopes": sorted(key.scopes),
            "created_at": key.created_at,
            "expires_at": key.expires_at,
        }
        await self._connection.execute(insert(ApiKeyRow).values(values))

    async def keys(self, wallet: Wallet) -> Sequence[ApiKey]:
        """List a wallet's API keys, newest first."""
        query = (
            select(*_KEY)
            .where(col(ApiKeyRow.wallet) == wallet)
            .order_by(col(ApiKeyRow.created_at).desc(), col(ApiKeyRow.id))
        )
        return [_key(row) for row in await self._connection.execute(query)]

    async def revoke_key(self, key_id: UUID, wallet: Wallet, now: datetime) -> None:
        """End a wallet's own key; ended before keeps its moment. Raises NotFound."""
        ended = await self._connection.execute(
            update(ApiKeyRow)
            .where(col(ApiKeyRow.id) == key_id, col(ApiKeyRow.wallet) == wallet)
            .values(revoked_at=func.coalesce(col(ApiKeyRow.revoked_at), now))
            .returning(col(ApiKeyRow.id))
        )
        if ended.first() is None:
            raise NotFound(f"no API key {key_id}")

    async def role(self, wallet: Wallet) -> Role:
        """Tell the most a wallet is; USER when nobody said otherwise."""
        query = select(col(RoleGrantRow.role)).where(col(RoleGrantRow.wallet) == wallet)
        granted = (await self._connection.execute(query)).scalars()
        return max((Role(role) for role in granted), key=RANKS.index, default=Role.USER)

    async def grant(self, wallet: Wallet, role: Role, by: str, now: datetime) -> None:
        """Make a wallet a role; granting it again changes nothing."""
        values = {"wallet": wallet, "role": role, "granted_at": now, "granted_by": by}
        statement = insert(RoleGrantRow).values(values)
        await self._connection.execute(statement.on_conflict_do_nothing())

    async def withdraw(self, wallet: Wallet, role: Role) -> None:
        """Take a role from a wallet. Raises NotFound when it has it not."""
        gone = await self._connection.execute(
            delete(RoleGrantRow)
            .where(col(RoleGrantRow.wallet) == wallet, col(RoleGrantRow.role) == role)
            .returning(col(RoleGrantRow.role))
        )
        if gone.first() is None:
            raise NotFound(f"{wallet} is not {role}")

    async def grants(self) -> Sequence[tuple[Wallet, Role]]:
        """List every role that was granted."""
        query = select(col(RoleGrantRow.wallet), col(RoleGrantRow.role)).order_by(
            col(RoleGrantRow.wallet), col(RoleGrantRow.role)
        )
        return [(row.wallet, Role(row.role)) for row in await self._connection.execute(query)]


def _key(row: Row[Any]) -> ApiKey:
    told = dict(row._mapping)  # noqa: SLF001 - a Row's own name
    return ApiKey(**told | {"scopes": frozenset(Scope(scope) for scope in row.scopes)})
