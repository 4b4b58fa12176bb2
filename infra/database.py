"""Engines on Postgres, made one way."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from contracts.market import Network
from domain.ports.unit_of_work import UnitOfWork, UnitsOfWork
from infra.unit_of_work import SqlUnitOfWork


def make_engine(url: str, *, pool_size: int = 10, longest: timedelta = timedelta(0)) -> AsyncEngine:
    """Make an engine with few connections; a dead one fails once, and its work is done again.

    No statement takes longer than `longest`, unless that is 0.
    """
    milliseconds = str(int(longest.total_seconds() * 1000))
    limits = {
        "idle_in_transaction_session_timeout": "60000",
        "statement_timeout": milliseconds,
    }
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        connect_args={"server_settings": limits},
    )


def units_of_work(engine: AsyncEngine, network: Network) -> UnitsOfWork:
    """Return a factory that begins a new transaction each time."""

    def begin() -> UnitOfWork:
        return SqlUnitOfWork(engine, network)

    return begin


def plain_dsn(url: str) -> str:
    """Spell an SQLAlchemy URL the way asyncpg itself reads it."""
    return url.replace("postgresql+asyncpg://", "postgresql://", 1)
