"""Positions: what fills add up to, and what becomes of a position when they change."""

from domain.positions.holding import Holding, PositionFill, held
from domain.positions.news import exit_intended, position_closed, position_opened
from domain.positions.review import exit_reason, naked_seconds, reviewed
from domain.positions.state import Evidence, Position, PositionOrder, PositionStatus

__all__ = [
    "Evidence",
    "Holding",
    "Position",
    "PositionFill",
    "PositionOrder",
    "PositionStatus",
    "exit_intended",
    "exit_reason",
    "held",
    "naked_seconds",
    "position_closed",
    "position_opened",
    "reviewed",
]
