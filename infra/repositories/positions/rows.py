"""Positions as rows, and back."""

from typing import Any

from contracts.intents import ExitIntended, ExitReason
from contracts.market import Network, Purpose, RiskPlan, Side, VenueName
from domain.exits import Watch
from domain.orders import ANY_PRICE, OrderState
from domain.positions import Position, PositionFill, PositionOrder, PositionStatus

_SAME = (
    "id",
    "signal_id",
    "agent_id",
    "deployment_id",
    "trace_id",
    "wallet",
    "symbol",
    "collateral",
    "leverage",
    "created_at",
    "opened_quantity",
    "quantity",
    "entry_price",
    "exit_price",
    "expires_at",
    "close_attempts",
    "gross_pnl",
    "fees",
    "net_pnl",
    "naked_seconds",
    "watched_until",
    "opened_at",
    "closing_at",
    "closed_at",
)
_MOVING = _SAME[_SAME.index("opened_quantity") :]
_WATCH = (
    "hard_stop_price",
    "take_profit_price",
    "extreme",
    "trigger_below",
    "trigger_above",
    "ratchet_at",
)
CHANGING = (*_MOVING, *_WATCH, "status", "closing_reason", "exit_reason")
"""The columns that can change."""


def position_from(row: Any) -> Position:
    """Read a position from its row."""
    return Position(
        **{name: getattr(row, name) for name in _SAME},
        network=Network(row.network),
        venue=VenueName(row.venue),
        side=Side(row.side),
        status=PositionStatus(row.status),
        risk_plan=RiskPlan.model_validate(row.risk_plan),
        watch=_watch_from(row),
        closing_reason=ExitReason(row.closing_reason) if row.closing_reason else None,
        exit_reason=ExitReason(row.exit_reason) if row.exit_reason else None,
    )


def fill_from(row: Any) -> PositionFill:
    """Read what a position is to know of a fill from its row."""
    return PositionFill(
        purpose=Purpose(row.purpose),
        quantity=row.quantity,
        price=row.price,
        fee=row.fee,
        filled_at=row.filled_at,
    )


def order_from(row: Any) -> PositionOrder:
    """Read what a position is to know of an order from its row."""
    return PositionOrder(purpose=Purpose(row.purpose), state=OrderState(row.state))


def changes(position: Position) -> dict[str, object]:
    """Spell what can change of a position as column values."""
    watch = position.watch
    return (
        {name: getattr(position, name) for name in _MOVING}
        | {name: getattr(watch, name) if watch else None for name in _WATCH}
        | {
            "status": position.status,
            "closing_reason": position.closing_reason,
            "exit_reason": position.exit_reason,
        }
    )


def exit_values(intended: ExitIntended, position: Position) -> dict[str, object]:
    """Spell the intent behind an exit as column values."""
    return {
        "id": intended.intent_id,
        "purpose": Purpose.CLOSE,
        "signal_id": position.signal_id,
        "agent_id": position.agent_id,
        "deployment_id": position.deployment_id,
        "position_id": position.id,
        "trace_id": position.trace_id,
        "wallet": position.wallet,
        "network": position.network,
        "venue": position.venue,
        "symbol": position.symbol,
        "side": position.side,
        "quantity": intended.quantity,
        "leverage": position.leverage,
        "reference_price": intended.reference_price,
        "max_slippage": ANY_PRICE,
        "reason": intended.reason,
        "attempt": intended.attempt,
        "created_at": intended.occurred_at,
    }


def _watch_from(row: Any) -> Watch | None:
    if row.hard_stop_price is None:
        return None
    return Watch(**{name: getattr(row, name) for name in _WATCH})
