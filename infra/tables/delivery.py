"""How messages travel: outbox, inbox, who listens, what failed, what was parked."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from infra.tables.columns import instant, json, key, partial_index, ref, words


class OutboxRow(SQLModel, table=True):
    """A message, stored in the transaction that made it true; the table is the event log."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("message_id"),
        partial_index("ix_outbox_pending", "id", where="published_at is null"),
        Index("ix_outbox_trace", "trace_id"),
        Index("ix_outbox_published", "published_at"),
    )

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    message_id: UUID = ref(None)
    trace_id: UUID = ref(None)
    routing_key: str = words()
    partition: str = words()
    payload: dict[str, Any] = json()
    occurred_at: datetime = instant()
    created_at: datetime = instant(now=True)
    published_at: datetime | None = instant(null=True)


class InboxRow(SQLModel, table=True):
    """A stage has taken a message: its effect is in the same transaction as this row."""

    __tablename__ = "inbox"

    stage: str = words(primary_key=True)
    message_id: UUID = ref(None, primary_key=True)
    outcome: str = words(default="done")
    received_at: datetime = instant(now=True)


class SubscriptionRow(SQLModel, table=True):
    """A stage is to hear every message of a kind from a moment on; the sweeper sees to it."""

    __tablename__ = "subscription"

    stage: str = words(primary_key=True)
    routing_key: str = words(primary_key=True)
    since: datetime = instant(now=True)


class RetryRow(SQLModel, table=True):
    """A stage failed on a message, or never heard it; when it is to be tried again."""

    __tablename__ = "retry"
    __table_args__ = (Index("ix_retry_due", "next_attempt_at"),)

    stage: str = words(primary_key=True)
    message_id: UUID = ref(None, primary_key=True)
    attempts: int = 0
    sweeps: int = 0
    next_attempt_at: datetime = instant()
    last_error: str | None = words(null=True)


class DeadLetterRow(SQLModel, table=True):
    """A message a stage gave up on, with its error, until somebody replays it."""

    __tablename__ = "dead_letter"
    __table_args__ = (partial_index("ix_dead_letter_open", "at", where="replayed_at is null"),)

    id: UUID = key()
    stage: str = words()
    message_id: UUID | None = ref(None, null=True)
    routing_key: str = words()
    reason: str = words()
    error: str = words()
    body: str = words()
    at: datetime = instant()
    replayed_at: datetime | None = instant(null=True)
