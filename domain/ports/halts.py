"""Halts, as the stages see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.halts import Halt


class Halts(Protocol):
    """Halts in the store, within one transaction."""

    async def in_force(self) -> Sequence[Halt]:
        """List the halts that are not lifted, oldest first."""
        ...

    async def raise_halt(self, halt: Halt, by: str, now: datetime) -> None:
        """Put a halt in force; a halt of the same id is left as it is."""
        ...

    async def lift(self, halt_id: UUID, now: datetime) -> None:
        """End a halt; one already lifted keeps its first moment. Raises NotFound."""
        ...
