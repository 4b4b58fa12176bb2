"""Posts, feeds and classifiers for tests, and what is stored of them."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.posts import ask_for_verdict
from consumers.stage import Turn, World
from contracts.market import SourceId
from contracts.posts import PostClassified, PostPublished, SourceKind, Verdict
from domain.agents import Source
from domain.errors import OutsideError
from domain.policy import Policy
from domain.ports.classifier import Classifier, Reading
from domain.ports.unit_of_work import UnitsOfWork
from domain.posts import Post
from infra.classifiers.rules import RulesClassifier
from infra.clock import ManualClock
from tests.factories import NOON, an_id

SNOWFLAKE = 2008000000000000000
"""The id of a post of early January 2026."""


def a_source_of(handle: str = "alice") -> Source:
    return Source(id=SourceId(an_id(f"source/{handle}")), kind=SourceKind.X, handle=handle)


def a_post(n: int = 1, words: str = "Just bought more $SOL here", handle: str = "alice") -> Post:
    return Post(
        source=a_source_of(handle),
        external_id=str(SNOWFLAKE + n),
        text=words,
        published_at=NOON,
    )


async def publish(
    units: UnitsOfWork, *posts: Post, now: datetime = NOON
) -> Sequence[PostPublished]:
    """Store posts and announce them, and put them up for classifying."""
    async with units() as uow:
        messages = await uow.posts.publish(posts, now)
        uow.emit(*messages)
    async with units() as uow:
        for message in messages:
            await ask_for_verdict(message, Turn(uow=uow, now=now, policy=Policy()))
    return messages


def a_world(
    units: UnitsOfWork, classifier: Classifier | None = None, **policy: Any
) -> tuple[World, ManualClock]:
    clock = ManualClock(NOON)
    world = World(
        units=units,
        clock=clock,
        policy=Policy(**policy),
        classifier=classifier or RulesClassifier(),
        venues={},
    )
    return world, clock


class ScriptedClassifier:
    """A classifier somewhere outside: it fails on the texts it is told to, and counts calls."""

    version = "rules-1"

    def __init__(self, **errors: Exception) -> None:
        self.errors = errors
        self.asked: list[str] = []

    async def classify(self, text: str) -> Reading:
        self.asked.append(text)
        await asyncio.sleep(0)
        if text in self.errors:
            raise self.errors[text]
        verdict = Verdict(
            classifier=self.version,
            candidate=False,
            calls=(),
            confidence=Decimal(0),
            reason="information",
        )
        return Reading(verdict=verdict)

    def stand_in(self, text: str, /) -> Verdict | None:
        return None

    async def close(self) -> None:
        self.asked.clear()


class SilentClassifier:
    """A classifier that never answers."""

    version = "rules-1"

    async def classify(self, text: str) -> Reading:
        await asyncio.Event().wait()
        raise OutsideError("never reached")

    def stand_in(self, text: str, /) -> Verdict | None:
        return None

    async def close(self) -> None:
        return


async def rows(engine: AsyncEngine, query: str, **values: Any) -> list[dict[str, Any]]:
    async with engine.connect() as connection:
        found = await connection.execute(text(query), values)
        return [dict(row) for row in found.mappings()]


async def execute(engine: AsyncEngine, *statements: str) -> None:
    async with engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))


async def sent(engine: AsyncEngine, routing_key: str) -> list[dict[str, Any]]:
    """List the payloads of a kind of message in the outbox, in order."""
    found = await rows(
        engine, "select payload from outbox where routing_key = :key order by id", key=routing_key
    )
    return [row["payload"] for row in found]


async def classified(engine: AsyncEngine) -> list[PostClassified]:
    return [
        PostClassified.model_validate(payload)
        for payload in await sent(engine, "post.classified.v1")
    ]


async def break_writes_to(engine: AsyncEngine, table: str) -> None:
    """Let Postgres refuse every write to a table from now on."""
    await execute(
        engine,
        "create function refuse() returns trigger language plpgsql as "
        "$$ begin raise exception 'the disk is gone'; end $$",
        f"create trigger refuse before insert or update on {table} "
        "for each row execute function refuse()",
    )


async def repair_writes_to(engine: AsyncEngine, table: str) -> None:
    await execute(engine, f"drop trigger refuse on {table}", "drop function refuse()")
