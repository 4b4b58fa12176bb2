"""A round: a month of a deployment is owed before it begins."""

from consumers.stage import World
from domain.subscriptions import AHEAD, month_due


async def accrue_subscriptions(world: World) -> int:
    """Accrue each month that is about to begin, once, and extend the deployment's term by it."""
    now = world.clock.now()
    async with world.units() as uow:
        terms = await uow.subscriptions.due(now + AHEAD)
        price = await uow.subscriptions.price(now)
        months = [month for term in terms if (month := month_due(term, price, now)) is not None]
        return await uow.subscriptions.accrue(months, now)
