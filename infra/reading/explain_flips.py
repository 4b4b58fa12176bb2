"""The rows of decisions that wait for a position to close, with the exits they wait for."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, select
from sqlmodel import col

from contracts.market import Purpose
from infra.tables.orders import OrderRow
from infra.tables.positions import PositionRow
from infra.tables.signals import FlipRow, IntentRow

_FLIP: tuple[Any, ...] = (
    col(FlipRow.signal_id),
    col(FlipRow.deployment_id),
    col(FlipRow.position_id),
    col(FlipRow.expires_at),
    col(FlipRow.created_at),
    col(FlipRow.settled_at),
)
_EXIT: tuple[Any, ...] = (
    col(PositionRow.status),
    col(IntentRow.id).label("intent_id"),
    col(OrderRow.state),
    col(OrderRow.reject_reason),
)


def flips(decided: ColumnElement[bool]) -> Select[Any]:
    """Ask for flips by a condition on them: a row for each exit, the latest attempt first."""
    leave = and_(
        col(IntentRow.position_id) == col(FlipRow.position_id),
        col(IntentRow.purpose) == literal(Purpose.CLOSE, literal_execute=True),
    )
    return (
        select(*_FLIP, *_EXIT)
        .join(PositionRow, col(PositionRow.id) == col(FlipRow.position_id))
        .join(IntentRow, leave)
        .outerjoin(OrderRow, col(OrderRow.intent_id) == col(IntentRow.id))
        .where(decided)
        .order_by(col(FlipRow.deployment_id), col(IntentRow.attempt).desc())
    )


def others_waiting(beside: ColumnElement[bool]) -> Select[str, int]:
    """Count the deployments, by a condition on their flips, that wait to change sides."""
    return (
        select(literal("waiting to change sides"), func.count())
        .select_from(FlipRow)
        .where(beside, col(FlipRow.settled_at).is_(None))
        .having(func.count() > 0)
    )
