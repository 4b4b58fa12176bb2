"""Billing: a closed position owes its fees, once."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from consumers.stage import Stage, Turn
from contracts.billing import FeeAccrued
from contracts.market import VenueName
from contracts.positions import PositionClosed
from domain.billing import Bill, Debt, Tariff, in_force, owed

stage = Stage("billing")


@stage.handles_together(PositionClosed)
async def accrue_fees(closings: Sequence[PositionClosed], turn: Turn) -> None:
    """Accrue what closed positions owe, each by the tariff of the moment it closed."""
    closed = {message.position_id: message for message in closings}
    tariffs = await _tariffs(closings, turn)
    bills = [bill for message in closed.values() for bill in _bills(message, tariffs)]
    for bill in await turn.uow.bills.accrue(bills):
        turn.uow.emit(_accrued(bill, closed[bill.position_id], turn))


async def _tariffs(
    closings: Sequence[PositionClosed], turn: Turn
) -> Mapping[VenueName, Sequence[Tariff]]:
    """Read each venue's tariffs up to its last closing; `in_force` leaves out the later ones."""
    until: dict[VenueName, datetime] = {}
    for closed in closings:
        until[closed.venue] = max(until.get(closed.venue, closed.closed_at), closed.closed_at)
    return {venue: await turn.uow.bills.tariffs(venue, at) for venue, at in until.items()}


def _bills(closed: PositionClosed, tariffs: Mapping[VenueName, Sequence[Tariff]]) -> Iterator[Bill]:
    chosen = in_force(tariffs[closed.venue], closed.venue, closed.closed_at)
    for debt in owed(closed.net_pnl, chosen, closed.quantity * closed.entry_price):
        yield _bill(debt, closed)


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
