"""Which failures are the infrastructure's: they pass by themselves, so the work is done again."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from aio_pika.exceptions import AMQPError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_PASSING_CLASSES = ("08", "40", "53", "55", "57")
"""SQLSTATE classes: connection, rollback (deadlock), resources, object not ready, operator."""
_BROKEN_LINKS = (
    OSError,
    TimeoutError,
    AMQPError,
    PoolTimeout,
    OperationalError,
    InterfaceError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)


def is_passing(error: BaseException) -> bool:
    """Tell whether a failure came from a server that is away, restarting or busy."""
    return any(_one_is_passing(link) for link in _chain(error))


@contextmanager
def losses_raised() -> Iterator[None]:
    """Raise ConnectionError where a lost AMQP connection cancels whoever waits for it.

    aiormq cancels the waiting task and nobody hears of it; our own cancellation is passed on.
    """
    try:
        yield
    except asyncio.CancelledError as lost:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        raise ConnectionError("the connection to the broker was lost") from lost


def _one_is_passing(error: BaseException) -> bool:
    if isinstance(error, _BROKEN_LINKS):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    sqlstate = getattr(error, "sqlstate", None)
    return isinstance(sqlstate, str) and sqlstate.startswith(_PASSING_CLASSES)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what the drivers wrapped in it."""
    while True:
        yield error
        inner = getattr(error, "orig", None) or error.__cause__
        if not isinstance(inner, BaseException):
            return
        error = inner
