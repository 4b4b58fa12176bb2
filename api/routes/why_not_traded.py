"""Why not traded: every no that concerns the caller, newest first, and counted by reason."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from api.dependencies import Looking
from api.guards import Reader
from api.pagination import Paged
from api.schemas.filters import Since, Until, instant
from api.schemas.why_not_traded import (
    NotTradedOut,
    NotTradedStatsOut,
    Reason,
    ReasonCountOut,
)
from infra.reading.why_not_traded import not_traded, reasons

router = APIRouter(prefix="/api/why-not-traded", tags=["explain"])
MISSING: dict[int | str, dict[str, Any]] = {404: {"description": "Not Found"}}


def _filters(
    reason: Reason | None = None,
    agent_id: Annotated[UUID | None, Query(alias="agentId")] = None,
    deployment_id: Annotated[UUID | None, Query(alias="deploymentId")] = None,
    since: Since = None,
    until: Until = None,
) -> Mapping[str, Any]:
    return {
        "reason": reason,
        "agent_id": agent_id,
        "deployment_id": deployment_id,
        "since": since,
        "until": until,
    }


Filters = Annotated[Mapping[str, Any], Depends(_filters)]


@router.get("", responses=MISSING)
async def list_not_traded(
    response: Response, look: Looking, paging: Paged, filters: Filters, _: Reader
) -> Sequence[NotTradedOut]:
    """List what one's deployments refused and what agents one made or runs ignored."""
    rows = await not_traded(look, filters, paging.values(after_at=instant, after_id=UUID))
    shown = paging.page(response, rows, key=lambda row: (row["at"], row["id"]))
    return [NotTradedOut.model_validate(dict(row)) for row in shown]


@router.get("/stats", responses=MISSING)
async def count_not_traded(look: Looking, filters: Filters, _: Reader) -> NotTradedStatsOut:
    """Count the same by reason."""
    counts = [ReasonCountOut.model_validate(dict(row)) for row in await reasons(look, filters)]
    return NotTradedStatsOut(total=sum(each.count for each in counts), by_reason=counts)
