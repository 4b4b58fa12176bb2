"""Counting what a piece of work asks of the database, and comparing what it leaves there."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.factories_signals import dump

M = TypeVar("M")
Content = dict[str, list[dict[str, Any]]]
"""The rows of some tables."""


@contextmanager
def statements_of(engine: AsyncEngine) -> Iterator[list[str]]:
    """Collect the statements that are sent to the database while this is open."""
    statements: list[str] = []

    def note(*sent: Any) -> None:
        statements.append(sent[2])

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine.sync_engine, "before_cursor_execute", note)


async def told(engine: AsyncEngine) -> list[UUID]:
    """Name the messages of the outbox in the order they will leave."""
    async with engine.connect() as connection:
        found = await connection.execute(text("select message_id from outbox order by id"))
        return list(found.scalars())


async def the_same_together(
    engine: AsyncEngine,
    touched: Sequence[str],
    *,
    one_by_one: Callable[[], Awaitable[None]],
    forget: Callable[[AsyncEngine], Awaitable[None]],
    together: Callable[[], Awaitable[None]],
    in_order: bool = True,
) -> Content:
    """Hold that work done in groups leaves the rows and messages it leaves one by one.

    Return what it leaves; with `in_order` the messages leave in the same order too.
    """
    await one_by_one()
    expected, order = await dump(engine, *touched), await told(engine)
    await forget(engine)
    await together()
    assert await dump(engine, *touched) == expected
    arrange = list if in_order else sorted
    assert arrange(await told(engine)) == arrange(order)
    return expected
