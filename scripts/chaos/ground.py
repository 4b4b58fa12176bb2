"""What a run asks of a venue: how it is set up, hurt, asked for the truth, and laid to rest."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network, VenueName
from domain.ports.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where a run takes place: its database, with everybody in it, and a folder of its own."""

    engine: AsyncEngine
    database_url: str
    folder: Path
    clock: Clock


class Trading(Protocol):
    """A venue that is open for as long as a run takes."""

    @property
    def environment(self) -> Mapping[str, str]:
        """Tell what processes have to know to trade there."""
        ...

    async def ready(self) -> None:
        """Wait until the processes know all they need to trade. Raises TimeoutError."""
        ...

    async def act(self) -> None:
        """Do what the venue and its users do of themselves, until cancelled."""
        ...

    async def unrest(self) -> Mapping[str, int]:
        """Count what is still to be done once nothing moves in our tables."""
        ...

    async def evidence(self) -> Mapping[str, Any]:
        """Return what the venue tells, by the names of `scripts.chaos.truth.Evidence`."""
        ...


class Ground(Protocol):
    """A venue to run on."""

    @property
    def venue(self) -> VenueName:
        """Name the venue."""
        ...

    @property
    def network(self) -> Network:
        """Name the network."""
        ...

    @property
    def rate(self) -> float:
        """Tell how many posts a second two cores bear."""
        ...

    @property
    def quiet_seconds(self) -> float:
        """Tell how long everything may take to come to rest."""
        ...

    def opened(self, site: Site) -> AbstractAsyncContextManager[Trading]:
        """Open the venue while the block runs."""
        ...
