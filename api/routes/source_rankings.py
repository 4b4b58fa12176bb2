"""What sources are worth: the leaderboard, and what their posts brought."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Response

from api.dependencies import Looking
from api.guards import Visitor
from api.pagination import Paged
from api.places import whole
from api.schemas.sources import SourceImpactOut, SourceRankedOut, impact_out, source_ranked
from infra.reading.source_standings import credited, scores_of, standings_page

router = APIRouter(prefix="/api/sources", tags=["sources"])


@router.get("/leaderboard")
async def rank_sources(
    response: Response, look: Looking, paging: Paged, _: Visitor
) -> Sequence[SourceRankedOut]:
    """Rank sources by what their calls can be expected to return, as last computed."""
    rows = await standings_page(look, paging.values(after_place=whole))
    page = paging.page(response, rows, lambda row: (row["place"],))
    scores = await scores_of(look, [row["source_id"] for row in page])
    return [source_ranked(row, scores.get(row["source_id"], ())) for row in page]


@router.get("/{source_id}/impact")
async def get_impact_of_source(source_id: UUID, look: Looking, _: Visitor) -> SourceImpactOut:
    """Show what a source's posts brought to the agents the caller may see, together."""
    return impact_out(await credited(look, source_id))
