"""Halts, the audit trail, recorded answers, cursors, and people's messages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.halts import HaltScope, HaltStrength
from domain.notifications import NotificationStatus, TelegramTradeStatus
from domain.ports.operations import Errand
from infra.tables.columns import (
    check,
    instant,
    json,
    key,
    lower_case,
    one_of,
    partial_index,
    ref,
    words,
)


class HaltRow(SQLModel, table=True):
    """A stored stop of trading; in force until lifted."""

    __tablename__ = "halt"
    __table_args__ = (
        one_of("scope", HaltScope),
        one_of("strength", HaltStrength),
        check("global_has_no_target", "(scope = 'GLOBAL') = (target is null)"),
        partial_index("ix_halt_in_force", "scope", "target", where="lifted_at is null"),
    )

    id: UUID = key()
    scope: str = words()
    target: str | None = words(null=True)
    strength: str = words()
    reason: str = words()
    created_at: datetime = instant()
    created_by: str = words()
    lifted_at: datetime | None = instant(null=True)


class AuditRow(SQLModel, table=True):
    """Who did what to what, appended and never changed."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_event", "event", "at"),
        Index("ix_audit_at", "at", "id"),
        Index("ix_audit_actor", "actor", "at"),
    )

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    event: str = words()
    subject_kind: str = words()
    subject_id: str = words()
    actor: str = words()
    payload: dict[str, Any] = json()
    trace_id: UUID | None = ref(None, null=True)
    at: datetime = instant()


class ErrandRow(SQLModel, table=True):
    """What somebody left word to do at once; the process whose work it is looks here."""

    __tablename__ = "errand"
    __table_args__ = (one_of("name", Errand),)

    name: str = words(primary_key=True)
    asked_at: datetime = instant()
    asked_by: str = words()
    done_at: datetime | None = instant(null=True)


class RecordedAnswerRow(SQLModel, table=True):
    """What an outside service answered to a request, so that a decision can be repeated."""

    __tablename__ = "recorded_answer"
    __table_args__ = (Index("ix_recorded_answer_at", "service", "at"),)

    service: str = words(primary_key=True)
    request_key: str = words(primary_key=True)
    request: dict[str, Any] = json()
    answer: dict[str, Any] = json()
    at: datetime = instant()


class CursorRow(SQLModel, table=True):
    """How far a producer has come through what it reads."""

    __tablename__ = "cursor"

    name: str = words(primary_key=True)
    position: str = words()
    at: datetime = instant()


class TelegramUserRow(SQLModel, table=True):
    """A Telegram account linked, or about to be linked, to a wallet."""

    __tablename__ = "telegram_user"
    __table_args__ = (
        UniqueConstraint("telegram_id"),
        UniqueConstraint("link_code_hash"),
        lower_case("user_wallet"),
    )

    id: UUID = key()
    user_wallet: str = words()
    telegram_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    link_code_hash: str | None = words(null=True)
    link_expires_at: datetime | None = instant(null=True)
    linked_at: datetime | None = instant(null=True)
    active: bool = False


class TelegramTradeRow(SQLModel, table=True):
    """A trade somebody asked for by message, confirmed once."""

    __tablename__ = "telegram_trade"
    __table_args__ = (one_of("status", TelegramTradeStatus),)

    id: UUID = key()
    telegram_user_id: UUID = ref("telegram_user.id")
    deployment_id: UUID = ref("deployment.id")
    command: str = words()
    parsed: dict[str, Any] = json()
    status: str = words()
    signal_id: UUID | None = ref("signal.id", null=True)
    error: str | None = words(null=True)
    created_at: datetime = instant()


class NotificationRow(SQLModel, table=True):
    """A message to a user, sent at most once per (recipient, subject, kind)."""

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("user_wallet", "subject_id", "kind"),
        one_of("status", NotificationStatus),
        lower_case("user_wallet"),
    )

    id: UUID = key()
    user_wallet: str = words()
    subject_id: UUID = ref(None)
    kind: str = words()
    body: str = words()
    status: str = words()
    attempts: int = 0
    error: str | None = words(null=True)
    created_at: datetime = instant()
    sent_at: datetime | None = instant(null=True)
