"""Who came in: a session or a key with its wallet's role, in one statement and no transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, TextClause, text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.access import EVERYTHING, RANKS, SEEN_EVERY, ApiKey, Caller, Role, Scope, Session

_ROLES = "(select array_agg(g.role) from role_grant g where g.wallet = {wallet}) as roles"
SESSION = text(
    f"""
    select s.id, s.token_hash, s.wallet, s.created_at, s.last_seen_at, s.expires_at,
      {_ROLES.format(wallet="s.wallet")} from session s where s.token_hash = :token_hash
    """  # noqa: S608 - constants of ours
)
KEY = text(
    f"""
    select k.id, k.wallet, k.name, k.secret_hash, k.scopes, k.created_at, k.expires_at,
      k.last_used_at, k.revoked_at, {_ROLES.format(wallet="k.wallet")}
    from api_key k where k.id = :key_id
    """  # noqa: S608 - constants of ours
)
SEEN = (
    text("update session set last_seen_at = :now where id = :id"),
    text("update api_key set last_used_at = :now where id = :id"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What somebody came with, and the most that its wallet is."""

    means: Session | ApiKey
    role: Role

    @property
    def caller(self) -> Caller:
        """Return who that is."""
        scopes = self.means.scopes if isinstance(self.means, ApiKey) else EVERYTHING
        return Caller(
            wallet=self.means.wallet, role=self.role, scopes=scopes, means_id=self.means.id
        )


class Admission:
    """Looks up who came in; every request asks, so each look is one way to the store."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")

    async def session(self, token_hash: bytes) -> Shown | None:
        """Find a session by the hash of its token, alive or not."""
        told = await self._first(SESSION, token_hash=token_hash)
        if told is None:
            return None
        values, role = told
        return Shown(means=Session(**values), role=role)

    async def key(self, key_id: UUID) -> Shown | None:
        """Find an API key, alive or not."""
        told = await self._first(KEY, key_id=key_id)
        if told is None:
            return None
        values, role = told
        scopes = frozenset(Scope(scope) for scope in values["scopes"])
        return Shown(means=ApiKey(**values | {"scopes": scopes}), role=role)

    async def note_seen(self, shown: Shown, now: datetime) -> None:
        """Note that it was used, unless that was noted moments ago."""
        key = isinstance(shown.means, ApiKey)
        last = shown.means.last_used_at if isinstance(shown.means, ApiKey) else None
        last = shown.means.last_seen_at if isinstance(shown.means, Session) else last
        if last is None or now - last > SEEN_EVERY:
            async with self._engine.connect() as connection:
                await connection.execute(SEEN[key], {"now": now, "id": shown.means.id})

    async def _first(
        self, query: TextClause, **values: object
    ) -> tuple[dict[str, Any], Role] | None:
        async with self._engine.connect() as connection:
            row = (await connection.execute(query, values)).first()
        return None if row is None else _split(row)


def _split(row: Row[Any]) -> tuple[dict[str, Any], Role]:
    values = dict(row._mapping)  # noqa: SLF001 - a Row's own name
    roles = values.pop("roles") or ()
    return values, max((Role(role) for role in roles), key=RANKS.index, default=Role.USER)
