"""Halts in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from domain.errors import NotFound
from domain.halts import Halt
from infra.memory.journal import Journal, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stop:
    halt: Halt
    created_at: datetime
    lifted_at: datetime | None = None


class MemoryHalts:
    """Halts in memory; see `domain.ports.halts.Halts`."""

    def __init__(self, journal: Journal) -> None:
        self._stops: Table[UUID, _Stop] = Table(journal)

    async def in_force(self) -> Sequence[Halt]:
        """List the halts that are not lifted, oldest first."""
        stops = [stop for stop in self._stops.values() if stop.lifted_at is None]
        return [stop.halt for stop in sorted(stops, key=lambda s: (s.created_at, s.halt.id))]

    async def raise_halt(self, halt: Halt, by: str, now: datetime) -> None:  # noqa: ARG002 - the port's shape
        """Put a halt in force; a halt of the same id is left as it is."""
        self._stops.add(halt.id, _Stop(halt=halt, created_at=now))

    async def lift(self, halt_id: UUID, now: datetime) -> None:
        """End a halt; one already lifted keeps its first moment. Raises NotFound."""
        stop = self._stops.get(halt_id)
        if stop is None:
            raise NotFound(f"no halt {halt_id}")
        self._stops.put(halt_id, replace(stop, lifted_at=stop.lifted_at or now))
