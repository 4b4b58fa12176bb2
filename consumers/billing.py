"""Billing: a closed position owes its fees, once."""

from consumers.stage import Stage, Turn
from contracts.billing import FeeAccrued
from contracts.positions import PositionClosed
from domain.billing import Bill, Debt, in_force, owed

stage = Stage("billing")


@stage.handles(PositionClosed)
async def accrue_fees(closed: PositionClosed, turn: Turn) -> None:
    """Accrue what a closed position owes, by the tariff of the moment it closed."""
    stored = await turn.uow.bills.tariffs(closed.venue, closed.closed_at)
    tariffs = in_force(stored, closed.venue, closed.closed_at)
    bills = [_bill(debt, closed) for debt in owed(closed.net_pnl, tariffs)]
    for bill in await turn.uow.bills.accrue(bills):
        turn.uow.emit(_accrued(bill, closed, turn))


def _bill(debt: Debt, closed: PositionClosed) -> Bill:
    return Bill(
        position_id=closed.position_id,
        deployment_id=closed.deployment_id,
        kind=debt.kind,
        amount=debt.amount,
        net_pnl=closed.net_pnl,
        accrued_at=closed.closed_at,
    )


def _accrued(bill: Bill, closed: PositionClosed, turn: Turn) -> FeeAccrued:
    return FeeAccrued(
        **closed.leads_to(f"fee/{bill.kind}", at=turn.now),
        position_id=bill.position_id,
        deployment_id=bill.deployment_id,
        agent_id=closed.agent_id,
        kind=bill.kind,
        amount=bill.amount,
    )
