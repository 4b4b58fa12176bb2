"""Positions: what the caller holds and held, what it is worth, and closing it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from api.choosing import Choosing
from api.dependencies import Gateway, Looking, Now, Uow
from api.guards import Reader, Trader
from api.idempotency import OnceOnly
from api.pagination import Paged
from api.proofs import FreshProof
from api.schemas.positions import (
    CloseIn,
    ClosingOut,
    PositionDetailOut,
    PositionOut,
    position_detail,
    position_out,
)
from contracts.market import PositionId
from domain.closing import ask_exit
from infra.reading.positions import exits_of, fills_of, position_seen, positions_page

router = APIRouter(prefix="/api/positions", tags=["positions"])


@router.get("")
async def list_positions(
    response: Response,
    look: Looking,
    gate: Gateway,
    now: Now,
    chosen: Choosing,
    paging: Paged,
    _: Reader,
) -> Sequence[PositionOut]:
    """List the caller's positions, newest first, with their worth by the latest marks.

    `from` and `to` are about when a position was reserved.
    """
    place = paging.values(after_at=datetime.fromisoformat, after_id=UUID)
    seen = await positions_page(look, chosen, place, now - gate.policy.stale_after)
    page = paging.page(response, seen, lambda each: (each.row["created_at"], each.row["id"]))
    return [position_out(each) for each in page]


@router.get("/{position_id}")
async def get_position(
    position_id: UUID, look: Looking, gate: Gateway, now: Now, _: Reader
) -> PositionDetailOut:
    """Show a position of the caller's with its fills and every try at closing it."""
    seen = await position_seen(look, position_id, now - gate.policy.stale_after)
    fills = await fills_of(look, [position_id])
    exits = await exits_of(look, position_id)
    return position_detail(seen, list(fills.get(position_id, ())), list(exits))


@router.post("/{position_id}/close", response_model=ClosingOut)
async def close_position(  # noqa: PLR0913 - what FastAPI injects
    *,
    position_id: UUID,
    body: CloseIn,
    uow: Uow,
    now: Now,
    caller: Trader,
    once: OnceOnly,
    proof: FreshProof,
) -> ClosingOut | JSONResponse:
    """Ask for all of a position to be sold at the market, once; the stages do it.

    One whose exit is under way already is answered the same and asked for nothing more.
    """

    async def asked() -> ClosingOut:
        await proof.of(f"Maxxit: close the position {position_id}")
        done = await ask_exit(PositionId(position_id), body.reason, caller, uow, now)
        return ClosingOut(
            id=position_id,
            status=done.position.status,
            asked=done.intended is not None,
            intent_id=done.intended.intent_id if done.intended else None,
        )

    return await once(asked, status=200)
