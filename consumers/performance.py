"""Rounds of the metrics stage: figures that take the whole past, and the prices of the past."""

from datetime import UTC, datetime

from consumers.stage import World
from contracts.market import AgentId
from domain.performance import by_day, figures_of, legacy_of
from domain.ports.unit_of_work import UnitOfWork


async def roll_days(world: World) -> int:
    """Compute the figures that are due anew: every day once, and some time after a result.

    The days up to yesterday are stored as well, those without a closing among them.
    """
    now = world.clock.now()
    async with world.units() as uow:
        due = await uow.performance.due(now)
    for agent_id in due:
        async with world.units() as uow:
            await compute_figures(agent_id, uow, now)
    return len(due)


async def keep_prices(world: World) -> int:
    """Keep the first mark of each minute: what a call is worth is told by prices of the past."""
    async with world.units() as uow:
        return await uow.performance.keep_prices()


async def compute_figures(agent_id: AgentId, uow: UnitOfWork, now: datetime) -> None:
    """Compute an agent's days and figures from its positions; again changes nothing."""
    await uow.metrics.lock(agent_id)
    tracks = await uow.performance.stints(agent_id)
    today = now.astimezone(UTC).date()
    days = {name: by_day(stints, today, now) for name, stints in tracks.items()}
    together = [stint for stints in tracks.values() for stint in stints]
    figures = figures_of(together, by_day(together, today, now), now)
    await uow.performance.save_days(agent_id, days)
    await uow.performance.save_figures(agent_id, figures, legacy_of(together, now), now)
