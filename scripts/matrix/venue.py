"""The simulated venue as one of the crew, so that it is there at once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from infra.servers.network import free_ports
from scripts.chaos.simulator import Venue, reached
from scripts.matrix.crew import Crew
from scripts.matrix.roles import PORT, VENUE


@asynccontextmanager
async def born_venue(crew: Crew) -> AsyncIterator[Venue]:
    """Let a crew run a simulator; it ends when the crew is cleared."""
    [port] = free_ports(1)
    await crew.begin(VENUE, VENUE, {PORT: str(port)})
    async with reached(port) as venue:
        yield venue
