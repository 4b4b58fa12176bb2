"""Who came in: a session or a key with its wallet's role, and how often; in one statement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, TextClause, text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.access import EVERYTHING, RANKS, SEEN_EVERY, ApiKey, Caller, Role, Scope, Session

_COUNTED = """
    with shown as ({shown}),
    counted as (
      insert into throttle (who, began_at, asked)
      select 'wallet ' || wallet, :began_at, 1 from shown
      on conflict (who, began_at) do update set asked = throttle.asked + 1 returning asked)
    select shown.*, counted.asked,
      (select array_agg(g.role) from role_grant g where g.wallet = shown.wallet) as roles
    from shown, counted
"""
"""A wallet is counted with the look at it: a request has one way less to go."""
SESSION = text(
    _COUNTED.format(
        shown="""
          select id, token_hash, wallet, created_at, last_seen_at, expires_at
          from session where token_hash = :token_hash"""
    )
)
KEY = text(
    _COUNTED.format(
        shown="""
          select id, wallet, name, secret_hash, scopes, created_at, expires_at, last_used_at,
            revoked_at from api_key where id = :key_id and secret_hash = :secret_hash"""
    )
)
SEEN = (
    text("update session set last_seen_at = :now where id = :id"),
    text("update api_key set last_used_at = :now where id = :id"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What somebody came with, the most that its wallet is, and how often that one asked by now."""

    means: Session | ApiKey
    role: Role
    asked: int

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

    async def session(self, token_hash: bytes, began_at: datetime) -> Shown | None:
        """Find a session by its token's hash, alive or not, and count its wallet in a window."""
        told = await self._first(SESSION, token_hash=token_hash, began_at=began_at)
        if told is None:
            return None
        values, role, asked = told
        return Shown(means=Session(**values), role=role, asked=asked)

    async def key(self, key_id: UUID, secret_hash: bytes, began_at: datetime) -> Shown | None:
        """Find an API key by its secret's hash, alive or not, and count its wallet in a window."""
        told = await self._first(KEY, key_id=key_id, secret_hash=secret_hash, began_at=began_at)
        if told is None:
            return None
        values, role, asked = told
        scopes = frozenset(Scope(scope) for scope in values["scopes"])
        return Shown(means=ApiKey(**values | {"scopes": scopes}), role=role, asked=asked)

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
    ) -> tuple[dict[str, Any], Role, int] | None:
        async with self._engine.connect() as connection:
            row = (await connection.execute(query, values)).first()
        return None if row is None else _split(row)


def _split(row: Row[Any]) -> tuple[dict[str, Any], Role, int]:
    values = dict(row._mapping)  # noqa: SLF001 - a Row's own name
    roles, asked = values.pop("roles") or (), values.pop("asked")
    return values, max((Role(role) for role in roles), key=RANKS.index, default=Role.USER), asked
