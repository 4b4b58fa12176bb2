"""A look at the store on somebody's behalf: read-only, and knowing whose it is."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.market import Network
from domain.access import Caller
from domain.errors import NotFound

Row = RowMapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Reads for one caller; every query may say `:caller`, `:sees_all` and `:network`.

    A query over rows that belong to somebody says `(:sees_all or owner = :caller)`, so that the
    rows of others are not there for whoever may not see them.
    """

    connection: AsyncConnection
    network: Network
    caller: Caller | None

    async def rows(self, query: str, **values: Any) -> Sequence[Row]:
        """Return every row of a query."""
        found = await self.connection.execute(text(query), self._about() | values)
        return found.mappings().all()

    async def first(self, query: str, **values: Any) -> Row | None:
        """Return the first row of a query, if there is one."""
        found = await self.connection.execute(text(query), self._about() | values)
        return found.mappings().first()

    async def one(self, what: str, query: str, **values: Any) -> Row:
        """Return the row of a query. Raises NotFound, saying what is not there."""
        if (row := await self.first(query, **values)) is None:
            raise NotFound(f"no {what}")
        return row

    def _about(self) -> dict[str, Any]:
        caller = self.caller
        return {
            "network": self.network,
            "caller": caller.wallet if caller else None,
            "sees_all": caller is not None and caller.sees_all,
        }


@asynccontextmanager
async def looking(
    engine: AsyncEngine, network: Network, caller: Caller | None
) -> AsyncIterator[Look]:
    """Yield a look in one read-only transaction, so that all it reads is of one moment."""
    async with engine.connect() as connection:
        await connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        async with connection.begin():
            yield Look(connection=connection, network=network, caller=caller)
