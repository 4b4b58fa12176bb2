"""Halts in Postgres."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.market import Network
from domain.errors import NotFound
from domain.halts import Halt, HaltScope, HaltStrength
from infra.tables.operations import HaltRow

_IN_FORCE = (
    select(
        col(HaltRow.id),
        col(HaltRow.scope),
        col(HaltRow.target),
        col(HaltRow.strength),
        col(HaltRow.reason),
    )
    .where(col(HaltRow.lifted_at).is_(None))
    .order_by(col(HaltRow.created_at), col(HaltRow.id))
)


class SqlHalts:
    """Halts in Postgres, within one transaction; they stop every network alike."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network

    async def in_force(self) -> Sequence[Halt]:
        """List the halts that are not lifted, oldest first."""
        rows = await self._connection.execute(_IN_FORCE)
        return [
            Halt(
                id=row.id,
                scope=HaltScope(row.scope),
                target=row.target,
                strength=HaltStrength(row.strength),
                reason=row.reason,
            )
            for row in rows
        ]

    async def raise_halt(self, halt: Halt, by: str, now: datetime) -> None:
        """Put a halt in force; a halt of the same id is left as it is."""
        statement = insert(HaltRow).values(
            id=halt.id,
            scope=halt.scope,
            target=halt.target,
            strength=halt.strength,
            reason=halt.reason,
            created_at=now,
            created_by=by,
        )
        await self._connection.execute(statement.on_conflict_do_nothing(index_elements=["id"]))

    async def lift(self, halt_id: UUID, now: datetime) -> None:
        """End a halt; one already lifted keeps its first moment. Raises NotFound."""
        lifted = await self._connection.execute(
            update(HaltRow)
            .where(col(HaltRow.id) == halt_id)
            .values(lifted_at=func.coalesce(col(HaltRow.lifted_at), now))
            .returning(col(HaltRow.id))
        )
        if lifted.first() is None:
            raise NotFound(f"no halt {halt_id}")
