"""Closed positions and tax lots, as lists and as files."""

from datetime import datetime, timedelta
from uuid import UUID

from api.schemas.base import Number, Out, Shown
from contracts.intents import ExitReason
from contracts.market import Side, VenueName
from domain.tax_lots import LotMethod, TaxLot
from infra.reading.look import Row

DAY = timedelta(days=1)


class ResultOut(Out):
    """What came of a position; money in USD, null when the venue cannot tell."""

    id: UUID
    agent_id: UUID
    agent_name: str
    deployment_id: UUID
    venue: VenueName
    symbol: str
    side: Side
    quantity: Number
    entry_price: Number
    exit_price: Number | None
    collateral: Number
    leverage: Number
    gross_pnl: Number | None
    fees: Number | None
    net_pnl: Number | None
    exit_reason: ExitReason
    opened_at: datetime
    closed_at: datetime


class TaxLotOut(Out):
    """A part of an opening fill that a closing fill closed; `gain` is after `fees`."""

    position_id: UUID
    wallet: Shown
    venue: VenueName
    symbol: str
    side: Side
    method: LotMethod
    quantity: Number
    acquired_at: datetime
    disposed_at: datetime
    cost_basis: Number
    proceeds: Number
    fees: Number
    gain: Number
    holding_days: int


def tax_lot_out(row: Row, lot: TaxLot, method: LotMethod) -> TaxLotOut:
    """Show a lot of a position."""
    return TaxLotOut(
        position_id=row["id"],
        wallet=row["wallet"],
        venue=row["venue"],
        symbol=row["symbol"],
        side=row["side"],
        method=method,
        quantity=lot.quantity,
        acquired_at=lot.acquired_at,
        disposed_at=lot.disposed_at,
        cost_basis=lot.cost,
        proceeds=lot.proceeds,
        fees=lot.fees,
        gain=lot.gain,
        holding_days=lot.held // DAY,
    )
