"""A world as services make it, for a test, and given back whole however the test ends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine

from cli.venues import close_venues
from cli.world import make_world
from consumers.stage import World
from domain.policy import Policy
from domain.ports.clock import Clock
from infra.settings import Settings
from infra.venues.paper.adapter import PaperVenue
from infra.venues.paper.behaviour import PaperBehaviour


@asynccontextmanager
async def opened_world(
    settings: Settings,
    engine: AsyncEngine,
    clock: Clock,
    behaviour: PaperBehaviour | None = None,
    policy: Policy | None = None,
) -> AsyncIterator[tuple[World, PaperVenue]]:
    """Make a world and its PAPER venue, and close all they hold, even where time ran out."""
    world, paper = await make_world(settings, engine, clock, behaviour, policy)
    try:
        yield world, paper
    finally:
        await close_venues(world)
        await world.classifier.close()
        await paper.close()
