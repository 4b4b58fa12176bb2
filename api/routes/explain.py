"""Explaining: from a post to every agent and why it did not trade, and back from any trade."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.dependencies import Looking
from api.guards import Visitor
from api.schemas.explain import StoryOut
from infra.reading.explain_shown import explained

router = APIRouter(prefix="/api/explain", tags=["explain"])
Subject = Annotated[
    str,
    Path(
        pattern=r"^[A-Za-z0-9_.:-]{1,200}$",
        description="A tweet's id, or that of a post, signal, intent, order or position.",
    ),
]


@router.get("/{subject}", responses={409: {"description": "It names several posts."}})
async def explain(subject: Subject, look: Looking, _: Visitor) -> StoryOut:
    """Tell why it traded, or why it did not: the whole chain that an id hangs in.

    Trades of other wallets are counted under `otherDeployments`, by what became of them.
    """
    return StoryOut.model_validate(await explained(look, subject))
