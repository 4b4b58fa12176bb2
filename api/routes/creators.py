"""Creators: what their agents have come to."""

from fastapi import APIRouter

from api.dependencies import Looking
from api.guards import Reader
from api.schemas.base import Address
from api.schemas.creators import CreatorOut, creator_out
from infra.reading.creators import creations

router = APIRouter(prefix="/api/creators", tags=["agents"])


@router.get("/{wallet}/summary")
async def get_creator_summary(wallet: Address, look: Looking, _: Reader) -> CreatorOut:
    """Show what the caller's agents have come to: who uses them, and what that brings in."""
    return creator_out(wallet, await creations(look, wallet))
