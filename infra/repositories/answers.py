"""Answers of a language model in Postgres, each kept at once: it was paid for."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Numeric, Row, cast, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from domain.ports.classifier import RecordedAnswer
from infra.tables.operations import RecordedAnswerRow

SERVICE = "llm"
USELESS = "llm-useless"
"""The service under which answers are kept that no verdict can be read from."""


class SqlAnswers:
    """Answers of a language model in Postgres; each call is a transaction of its own."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def find(self, key: str) -> RecordedAnswer | None:
        """Return the answer given to a request, if there was one."""
        asked = (
            col(RecordedAnswerRow.service) == SERVICE,
            col(RecordedAnswerRow.request_key) == key,
        )
        async with self._engine.connect() as connection:
            found = await connection.execute(
                select(
                    col(RecordedAnswerRow.request_key),
                    col(RecordedAnswerRow.request),
                    col(RecordedAnswerRow.answer),
                ).where(*asked)
            )
            row = found.first()
        return None if row is None else _answer(row)

    async def keep(self, answer: RecordedAnswer, now: datetime) -> None:
        """Keep an answer; the first one to a request stays."""
        await self._insert(SERVICE, answer.key, answer, now)

    async def keep_useless(self, answer: RecordedAnswer, now: datetime) -> None:
        """Keep an answer that no verdict can be read from, because it was paid for."""
        await self._insert(USELESS, f"{answer.key}/{now.isoformat()}", answer, now)

    async def spent(self, since: datetime) -> Decimal:
        """Add up what answers since a moment cost, at most, in US dollars."""
        answer = col(RecordedAnswerRow.answer)
        cost = func.coalesce(answer["cost"].astext, answer["reserved"].astext)
        async with self._engine.connect() as connection:
            total = await connection.execute(
                select(func.coalesce(func.sum(cast(cost, Numeric())), 0)).where(
                    col(RecordedAnswerRow.service).in_((SERVICE, USELESS)),
                    col(RecordedAnswerRow.at) >= since,
                )
            )
            return Decimal(total.scalar_one())

    async def _insert(self, service: str, key: str, answer: RecordedAnswer, now: datetime) -> None:
        values = {
            "service": service,
            "request_key": key,
            "request": dict(answer.request),
            "answer": _values(answer),
            "at": now,
        }
        async with self._engine.begin() as connection:
            await connection.execute(
                insert(RecordedAnswerRow).values(values).on_conflict_do_nothing()
            )


def _values(answer: RecordedAnswer) -> dict[str, Any]:
    return {
        "raw": answer.raw,
        "model": answer.model,
        "prompt": answer.prompt,
        "tokens_in": answer.tokens_in,
        "tokens_out": answer.tokens_out,
        "cost": None if answer.cost is None else format(answer.cost, "f"),
        "reserved": format(answer.reserved, "f"),
        "latency_ms": answer.latency_ms,
    }


def _answer(row: Row[Any]) -> RecordedAnswer:
    kept = row.answer
    return RecordedAnswer(
        key=row.request_key,
        request=row.request,
        raw=kept["raw"],
        model=kept["model"],
        prompt=kept["prompt"],
        tokens_in=kept["tokens_in"],
        tokens_out=kept["tokens_out"],
        cost=None if kept["cost"] is None else Decimal(kept["cost"]),
        reserved=Decimal(kept["reserved"]),
        latency_ms=kept["latency_ms"],
    )
