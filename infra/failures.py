"""Which failures are the infrastructure's: they pass by themselves, so the work is done again."""

from collections.abc import Iterator

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
