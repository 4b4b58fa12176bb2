"""Positions with their worth, their fills, and the tries at closing them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas.base import In, Number, Out, Shown
from contracts.intents import ExitReason
from contracts.market import Purpose, Side, VenueName
from contracts.orders import RejectReason
from domain.orders import OrderState
from domain.positions import PositionStatus
from infra.reading.look import Row
from infra.reading.positions import Seen

HUNDRED = 100


class PositionOut(Out):
    """What a deployment holds, or held. Money is in USD, and null when nobody can tell."""

    id: UUID
    signal_id: UUID
    agent_id: UUID
    agent_name: str
    deployment_id: UUID
    wallet: Shown
    venue: VenueName
    symbol: str
    side: Side
    status: PositionStatus
    size: Number
    """All that was opened, in tokens."""
    quantity: Number
    """What is held now, in tokens."""
    entry_price: Number | None
    exit_price: Number | None
    current_price: Number | None
    """The last mark; null when it is too old to go by, and once the position ended."""
    mark_at: datetime | None
    """When the last mark was seen, however old it is."""
    collateral: Number
    leverage: Number
    hard_stop_price: Number | None
    take_profit_price: Number | None
    stop_price: Number | None
    """A mark at or beyond this ends it now; null once its exit is decided."""
    trailing: bool
    unrealised_pnl: Number | None
    """What the mark makes of the rest; null without a fresh one, never 0 for that."""
    realised_pnl: Number | None
    """What fills brought so far, after fees."""
    fees: Number | None
    pnl: Number | None
    """Realised and unrealised together, after fees."""
    pnl_percentage: Number | None
    """The same in percent of the collateral, so that leverage shows in it."""
    closing_reason: ExitReason | None
    exit_reason: ExitReason | None
    created_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None


class FillOut(Out):
    """What the venue did, as it reported it."""

    fill_id: str
    purpose: Purpose
    quantity: Number
    price: Number
    fee: Number
    filled_at: datetime


class ExitOut(Out):
    """One try at closing a position; its order is null until there is one."""

    intent_id: UUID
    reason: ExitReason
    attempt: int
    quantity: Number
    asked_at: datetime
    order_id: UUID | None
    state: OrderState | None
    filled: Number | None
    reject_reason: RejectReason | None
    detail: str | None


class PositionDetailOut(PositionOut):
    """A position with all that happened to it."""

    fills: list[FillOut]
    exits: list[ExitOut]


class CloseIn(In):
    """Why a position is to be closed, for those who look at it later."""

    reason: Annotated[
        str,
        StringConstraints(min_length=1, max_length=300, pattern=r"^[^\x00]+$"),
    ] = Field(default="by hand", examples=["I need the money"])


class ClosingOut(Out):
    """Its exit is under way; `asked` tells whether it began just now."""

    id: UUID
    status: PositionStatus
    asked: bool
    intent_id: UUID | None


def position_values(seen: Seen) -> dict[str, Any]:
    """Spell what was read of a position as the fields of its model."""
    worth, row = seen.worth, seen.row
    share = worth.share_of(row["collateral"])
    values = dict(row) | {
        "current_price": seen.price,
        "fees": worth.fees,
        "realised_pnl": worth.realised,
        "unrealised_pnl": worth.unrealised,
        "pnl": worth.pnl,
        "pnl_percentage": None if share is None else share * HUNDRED,
    }
    return {name: values[name] for name in PositionOut.model_fields}


def position_out(seen: Seen) -> PositionOut:
    """Show a position."""
    return PositionOut(**position_values(seen))


def position_detail(seen: Seen, fills: list[Row], exits: list[Row]) -> PositionDetailOut:
    """Show a position with its fills and the tries at closing it."""
    return PositionDetailOut(
        **position_values(seen),
        fills=[FillOut(**{name: row[name] for name in FillOut.model_fields}) for row in fills],
        exits=[ExitOut(**row) for row in exits],
    )
