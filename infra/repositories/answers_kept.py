"""Answers kept by their owner's key, in Postgres."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from domain.ports.idempotency import Kept, Request
from infra.tables.access import AnswerRow


class SqlAnswers:
    """Answers in Postgres, within the transaction of what they answer for."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, request: Request, now: datetime) -> Kept | None:
        """Take the key, waiting for whoever holds it now; return what was answered before."""
        values = {
            "owner": request.owner,
            "key": request.key,
            "fingerprint": request.fingerprint,
            "at": now,
        }
        # Whoever comes second waits here until the first commits, and then finds its answer.
        statement = insert(AnswerRow).values(values).on_conflict_do_nothing()
        taken = await self._connection.execute(statement.returning(col(AnswerRow.owner)))
        return None if taken.first() is not None else await self._kept(request)

    async def keep(self, request: Request, status: int, body: Any) -> None:
        """Keep the answer to a request that took its key in this transaction."""
        await self._connection.execute(
            update(AnswerRow)
            .where(col(AnswerRow.owner) == request.owner, col(AnswerRow.key) == request.key)
            .values(status=status, body={"body": body})
        )

    async def _kept(self, request: Request) -> Kept:
        query = select(
            col(AnswerRow.fingerprint), col(AnswerRow.status), col(AnswerRow.body)
        ).where(col(AnswerRow.owner) == request.owner, col(AnswerRow.key) == request.key)
        row = (await self._connection.execute(query)).one()
        return Kept(fingerprint=row.fingerprint, status=row.status, body=row.body["body"])
