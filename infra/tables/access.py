"""Sessions, challenges, API keys, roles, answers kept by key, and counts of requests."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, LargeBinary
from sqlmodel import Field, SQLModel

from domain.access import ChallengeKind, Role
from infra.tables.columns import instant, json, key, lower_case, one_of, word_list, words


def _hash() -> Any:
    return Field(sa_column=Column(LargeBinary, nullable=False, unique=True))


class SessionRow(SQLModel, table=True):
    """A signed-in browser; who holds the token holds the session, so only its hash is here."""

    __tablename__ = "session"
    __table_args__ = (lower_case("wallet"), Index("ix_session_wallet", "wallet"))

    id: UUID = key()
    token_hash: bytes = _hash()
    wallet: str = words()
    created_at: datetime = instant()
    last_seen_at: datetime = instant()
    expires_at: datetime = instant()


class ChallengeRow(SQLModel, table=True):
    """A nonce to be signed; it is deleted when it is used."""

    __tablename__ = "challenge"
    __table_args__ = (one_of("kind", ChallengeKind), Index("ix_challenge_expires", "expires_at"))

    nonce: str = words(primary_key=True)
    kind: str = words()
    binding: str = words()
    message: str | None = words(null=True)
    action: str | None = words(null=True)
    expires_at: datetime = instant()


class ApiKeyRow(SQLModel, table=True):
    """A script's way in."""

    __tablename__ = "api_key"
    __table_args__ = (lower_case("wallet"), Index("ix_api_key_wallet", "wallet"))

    id: UUID = key()
    wallet: str = words()
    name: str = words()
    secret_hash: bytes = _hash()
    scopes: list[str] = word_list()
    created_at: datetime = instant()
    expires_at: datetime | None = instant(null=True)
    last_used_at: datetime | None = instant(null=True)
    revoked_at: datetime | None = instant(null=True)


class RoleGrantRow(SQLModel, table=True):
    """A wallet that is more than a user."""

    __tablename__ = "role_grant"
    __table_args__ = (lower_case("wallet"), one_of("role", Role))

    wallet: str = words(primary_key=True)
    role: str = words(primary_key=True)
    granted_at: datetime = instant()
    granted_by: str = words()


class AnswerRow(SQLModel, table=True):
    """What was answered to a request under its owner's key; `status` is null while it is made."""

    __tablename__ = "answer"
    __table_args__ = (lower_case("owner"), Index("ix_answer_at", "at"))

    owner: str = words(primary_key=True)
    key: str = words(primary_key=True)
    fingerprint: str = words()
    status: int | None = None
    body: dict[str, Any] | None = json(null=True)
    at: datetime = instant()


class ThrottleRow(SQLModel, table=True):
    """How often somebody asked within a window; not logged, for a crash may forget it."""

    __tablename__ = "throttle"
    __table_args__ = (Index("ix_throttle_began", "began_at"), {"prefixes": ["UNLOGGED"]})

    who: str = words(primary_key=True)
    began_at: datetime = instant(primary_key=True)
    asked: int
