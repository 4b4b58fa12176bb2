"""The inbox: what each stage has taken, what it failed on, what it gave up on."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, and_, delete, func, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.base import Message
from contracts.channels import routing_key
from infra.tables.delivery import DeadLetterRow, InboxRow, RetryRow

FIRST_DELAY = timedelta(seconds=1)
LONGEST_DELAY = timedelta(minutes=10)
PARKED = "parked"
TAKE = text(
    """
    insert into inbox (stage, message_id) select :stage, unnest(cast(:ids as uuid[]))
    on conflict do nothing returning message_id
    """
)
"""The same statement whatever the number of messages, so that it is compiled and planned once."""


class SqlInbox:
    """Every stage's inbox in Postgres, within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def take(self, stage: str, messages: Collection[Message]) -> set[UUID]:
        """Note messages as taken; return the ids of those that were not taken before."""
        # In one order, so that two who take the same messages never wait for each other.
        ids = sorted({message.id for message in messages})
        result = await self._connection.execute(TAKE, {"stage": stage, "ids": ids})
        return set(result.scalars())

    async def fail(self, stage: str, message: Message, error: str, *, limit: int) -> bool:
        """Note a failure and when to try again; at the limit park it and return True."""
        attempts = await self._count_failure(stage, message.id, error)
        if attempts >= limit:
            await self.park(stage, message, error)
        return attempts >= limit

    async def park(self, stage: str, message: Message, error: str) -> None:
        """Give a message up: keep it with its error as a dead letter, until replayed."""
        taken = {"stage": stage, "message_id": message.id, "outcome": PARKED}
        await self._connection.execute(insert(InboxRow).values(taken).on_conflict_do_nothing())
        letter = {
            "id": uuid5(message.id, f"parked/{stage}"),
            "stage": stage,
            "message_id": message.id,
            "routing_key": routing_key(type(message)),
            "reason": "failed",
            "error": error,
            "body": message.model_dump_json(),
            "at": func.clock_timestamp(),
        }
        statement = insert(DeadLetterRow).values(letter)
        renew = {"error": error, "at": func.clock_timestamp(), "replayed_at": None}
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["id"], set_=renew)
        )
        await self._connection.execute(delete(RetryRow).where(_is(stage, message.id)))

    async def _count_failure(self, stage: str, message_id: UUID, error: str) -> int:
        first = {
            "stage": stage,
            "message_id": message_id,
            "attempts": 1,
            "next_attempt_at": func.clock_timestamp() + FIRST_DELAY,
            "last_error": error,
        }
        doubling = FIRST_DELAY * func.power(2, col(RetryRow.attempts))
        again = {
            "attempts": col(RetryRow.attempts) + 1,
            "next_attempt_at": func.clock_timestamp() + func.least(doubling, LONGEST_DELAY),
            "last_error": error,
        }
        statement = insert(RetryRow).values(first)
        upsert = statement.on_conflict_do_update(
            index_elements=["stage", "message_id"], set_=again
        ).returning(col(RetryRow.attempts))
        return (await self._connection.execute(upsert)).scalar_one()


def _is(stage: str, message_id: UUID) -> ColumnElement[bool]:
    return and_(col(RetryRow.stage) == stage, col(RetryRow.message_id) == message_id)
