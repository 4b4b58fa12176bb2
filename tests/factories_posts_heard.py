"""Sources with followers, posts about them, and the signals stage to hear those."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from consumers.signals import raise_signals
from consumers.stage import Turn
from contracts.posts import PostClassified
from domain.policy import Policy
from domain.ports.unit_of_work import UnitsOfWork
from tests.factories import (
    NOON,
    a_mark,
    a_market,
    a_source,
    an_agent,
)
from tests.factories_signals import (
    dump,
    store_post,
)


async def handle(units: UnitsOfWork, post: PostClassified, now: datetime = NOON) -> None:
    async with units() as uow:
        await raise_signals([post], Turn(uow=uow, now=now, policy=Policy()))


async def outcomes(engine: AsyncEngine) -> list[dict[str, Any]]:
    return (await dump(engine, "post_outcome"))["post_outcome"]


async def a_followed_source(engine: AsyncEngine, **agent: Any) -> UUID:
    source_id = await a_source(engine)
    await an_agent(engine, sources=(source_id,), **agent)
    return source_id


async def on_a_market(engine: AsyncEngine, post: PostClassified) -> PostClassified:
    await a_market(engine)
    await a_mark(engine)
    return await store_post(engine, post)
