"""Dead letters: what was parked, what the broker rejected, and how to play it again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import col

from domain.errors import Conflict, NotFound
from infra.inbox import PARKED
from infra.tables.delivery import DeadLetterRow, InboxRow, RetryRow

REJECTED_REASON = "rejected"
"""What a broker calls a message that its consumer could not read."""
REJECTED = UUID("7c6a4b52-8a0e-5bd9-9d6e-6d0b5a1c33f1")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A message a stage gave up on, with its error."""

    id: UUID
    stage: str
    message_id: UUID | None
    routing_key: str
    reason: str
    error: str
    body: str
    at: datetime
    replayed_at: datetime | None


async def list_dead_letters(
    engine: AsyncEngine, *, replayed: bool = False, limit: int = 100
) -> Sequence[DeadLetter]:
    """List dead letters, newest first; replayed ones only when asked for."""
    query = select(*_columns()).order_by(col(DeadLetterRow.at).desc()).limit(limit)
    if not replayed:
        query = query.where(col(DeadLetterRow.replayed_at).is_(None))
    async with engine.connect() as connection:
        return [DeadLetter(**row) for row in (await connection.execute(query)).mappings()]


async def replay(engine: AsyncEngine, letter_id: UUID) -> DeadLetter:
    """Let a stage take a parked message again: the sweeper will bring it.

    Raises NotFound when there is no such letter, Conflict when it was replayed before or when
    its body was never one of our messages.
    """
    async with engine.begin() as connection:
        return await replay_within(connection, letter_id)


async def replay_within(connection: AsyncConnection, letter_id: UUID) -> DeadLetter:
    """Do the same within the caller's transaction. Raises NotFound or Conflict."""
    letter = await _lock(connection, letter_id)
    if letter.replayed_at is not None:
        raise Conflict(f"dead letter {letter_id} was replayed at {letter.replayed_at}")
    if letter.message_id is None:
        raise Conflict(f"dead letter {letter_id} has no message of ours to replay")
    await _ask_again(connection, letter.stage, letter.message_id)
    now = func.clock_timestamp()
    statement = update(DeadLetterRow).where(col(DeadLetterRow.id) == letter_id)
    await connection.execute(statement.values(replayed_at=now))
    return letter


async def store_rejected(
    engine: AsyncEngine, *, queue: str, routing_key: str, message_id: str, reason: str, body: bytes
) -> None:
    """Keep a message the broker dead-lettered; the same one twice is kept once."""
    text = body.decode(errors="replace").replace("\x00", "\ufffd")
    values: dict[str, Any] = {
        "id": uuid5(REJECTED, f"{queue}/{message_id}"),
        "stage": queue.split(".", 1)[0],
        "message_id": _message_id(text),
        "routing_key": routing_key,
        "reason": reason,
        "error": f"the broker dead-lettered it from {queue}: {reason}",
        "body": text,
        "at": func.clock_timestamp(),
    }
    async with engine.begin() as connection:
        await connection.execute(insert(DeadLetterRow).values(values).on_conflict_do_nothing())
        if reason == REJECTED_REASON and values["message_id"] is not None:
            await _give_up(connection, values["stage"], values["message_id"])


async def _give_up(connection: AsyncConnection, stage: str, message_id: UUID) -> None:
    """Note a message as taken and parked, so that the sweeper does not offer it again."""
    taken = {"stage": stage, "message_id": message_id, "outcome": PARKED}
    await connection.execute(insert(InboxRow).values(taken).on_conflict_do_nothing())


async def _lock(connection: AsyncConnection, letter_id: UUID) -> DeadLetter:
    query = select(*_columns()).where(col(DeadLetterRow.id) == letter_id).with_for_update()
    row = (await connection.execute(query)).mappings().one_or_none()
    if row is None:
        raise NotFound(f"no dead letter has the id {letter_id}")
    return DeadLetter(**row)


async def _ask_again(connection: AsyncConnection, stage: str, message_id: UUID) -> None:
    taken = (col(InboxRow.stage) == stage) & (col(InboxRow.message_id) == message_id)
    await connection.execute(delete(InboxRow).where(taken))
    fresh = {"attempts": 0, "sweeps": 0, "next_attempt_at": func.clock_timestamp()}
    statement = insert(RetryRow).values(stage=stage, message_id=message_id, **fresh)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["stage", "message_id"], set_=fresh)
    )


def _message_id(text: str) -> UUID | None:
    """Read the id of one of our messages out of a body that may be anything."""
    try:
        return UUID(json.loads(text)["id"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _columns() -> list[Any]:
    table = DeadLetterRow
    return [
        col(table.id),
        col(table.stage),
        col(table.message_id),
        col(table.routing_key),
        col(table.reason),
        col(table.error),
        col(table.body),
        col(table.at),
        col(table.replayed_at),
    ]
