"""Closing by hand: a person asks for one position to be exited, by the way of every exit."""

from dataclasses import dataclass
from datetime import datetime

from contracts.intents import ExitIntended, ExitReason
from contracts.market import PositionId
from domain.access import Caller
from domain.errors import Conflict, NotFound
from domain.ports.audit import Deed
from domain.ports.gateway import GatewayUnit
from domain.positions import Position, PositionStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A position whose exit is under way, and what was intended if that began just now."""

    position: Position
    intended: ExitIntended | None


async def ask_exit(
    position_id: PositionId, why: str, by: Caller, uow: GatewayUnit, now: datetime
) -> Asked:
    """Begin to exit all of a position at the market, once; note who asked, and why.

    Asking while an exit is under way changes nothing. Raises NotFound when it is not there for
    the caller, Conflict when it is not open yet or has ended.
    """
    position = await _own(position_id, by, uow)
    if position.status is PositionStatus.CLOSING:
        return Asked(position=position, intended=None)
    if position.status is PositionStatus.OPENING:
        raise Conflict(f"position {position_id} is not open yet: its entry is under way")
    if position.status.ended:
        raise Conflict(f"position {position_id} has ended: {position.status}")
    [intended] = await uow.positions.request_exit([position_id], ExitReason.MANUAL, now)
    uow.emit(intended)
    await uow.audit.note(_deed(intended, why, by), now)
    return Asked(position=(await uow.positions.lock([position_id]))[position_id], intended=intended)


async def _own(position_id: PositionId, by: Caller, uow: GatewayUnit) -> Position:
    """Lock a position, so that no stage takes it in between; one of others is not there."""
    position = (await uow.positions.lock([position_id])).get(position_id)
    if position is not None:
        deployment = await uow.agents.deployment(position.deployment_id)
        if by.sees_all or deployment.user_wallet == by.wallet:
            return position
    raise NotFound(f"no position {position_id}")


def _deed(intended: ExitIntended, why: str, by: Caller) -> Deed:
    return Deed(
        event="position.exit_asked",
        subject_kind="position",
        subject_id=str(intended.position_id),
        actor=by.wallet,
        payload={"intent_id": str(intended.intent_id), "why": why},
    )
