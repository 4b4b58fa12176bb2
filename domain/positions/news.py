"""What there is to tell about a position; ids come from its own, so each is told once."""

from datetime import datetime
from typing import TypedDict, TypeVar
from uuid import uuid5

from contracts.base import lineage
from contracts.intents import ExitIntended, ExitReason
from contracts.market import (
    AgentId,
    DeploymentId,
    IntentId,
    PositionId,
    Price,
    Side,
    Symbol,
    VenueName,
    Wallet,
)
from contracts.positions import PositionClosed, PositionOpened
from domain.positions.state import Position

T = TypeVar("T")


class _About(TypedDict):
    position_id: PositionId
    agent_id: AgentId
    deployment_id: DeploymentId
    wallet: Wallet
    venue: VenueName
    symbol: Symbol
    side: Side


def position_opened(position: Position, now: datetime) -> PositionOpened:
    """Say that the first fill arrived."""
    return PositionOpened(
        **lineage(position.id, "opened", trace_id=position.trace_id, at=now),
        **_about(position),
        signal_id=position.signal_id,
        quantity=position.opened_quantity,
        entry_price=_known(position.entry_price),
        risk_plan=position.risk_plan,
        opened_at=_known(position.opened_at),
    )


def position_closed(position: Position, now: datetime) -> PositionClosed:
    """Say that nothing is left, and what came of it."""
    return PositionClosed(
        **lineage(position.id, "closed", trace_id=position.trace_id, at=now),
        **_about(position),
        signal_id=position.signal_id,
        quantity=position.opened_quantity,
        entry_price=_known(position.entry_price),
        exit_price=position.exit_price,
        reason=_known(position.exit_reason),
        gross_pnl=position.gross_pnl,
        fees=position.fees,
        net_pnl=position.net_pnl,
        opened_at=_known(position.opened_at),
        closed_at=_known(position.closed_at),
    )


def exit_intended(
    position: Position, reason: ExitReason, price: Price | None, now: datetime
) -> ExitIntended:
    """Say that all we hold is to be closed; the intent's id is derived from the attempt."""
    intent_id = IntentId(uuid5(position.id, f"exit/{position.close_attempts}"))
    return ExitIntended(
        **lineage(intent_id, "intended", trace_id=position.trace_id, at=now),
        **_about(position),
        intent_id=intent_id,
        network=position.network,
        quantity=position.quantity,
        reference_price=price,
        reason=reason,
        attempt=position.close_attempts,
    )


def _about(position: Position) -> _About:
    return _About(
        position_id=position.id,
        agent_id=position.agent_id,
        deployment_id=position.deployment_id,
        wallet=position.wallet,
        venue=position.venue,
        symbol=position.symbol,
        side=position.side,
    )


def _known(value: T | None) -> T:
    if value is None:
        raise ValueError("the position is not far enough along to tell of")
    return value
