"""Billing: what the caller owes and paid; and what anybody may know of the platform."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from api.dependencies import Looking
from api.guards import Reader, Visitor
from api.pagination import Paged
from api.schemas.billing import BillOut, BillTotalOut, StatsOut
from contracts.billing import BillKind
from domain.billing import BillStatus
from infra.reading.billing import bill_totals, bills_page, platform_stats

router = APIRouter(prefix="/api", tags=["billing"])


async def _chosen(
    deployment_id: Annotated[UUID | None, Query(alias="deploymentId")] = None,
    kind: BillKind | None = None,
    status: BillStatus | None = None,
) -> Mapping[str, Any]:
    return {"deployment_id": deployment_id, "kind": kind, "status": status}


Chosen = Annotated[Mapping[str, Any], Depends(_chosen)]


@router.get("/billing")
async def list_bills(
    response: Response, look: Looking, chosen: Chosen, paging: Paged, _: Reader
) -> Sequence[BillOut]:
    """List what the caller's own deployments owe and paid, newest first."""
    place = paging.values(after_at=datetime.fromisoformat, after_id=UUID)
    rows = await bills_page(look, chosen, place)
    page = paging.page(response, rows, lambda row: (row["occurred_at"], row["id"]))
    return [BillOut(**row) for row in page]


@router.get("/billing/totals")
async def total_bills(look: Looking, chosen: Chosen, _: Reader) -> Sequence[BillTotalOut]:
    """Add the caller's bills up by kind and status."""
    return [BillTotalOut(**row) for row in await bill_totals(look, chosen)]


@router.get("/stats")
async def get_stats(look: Looking, _: Visitor) -> StatsOut:
    """Count what there is on the platform."""
    return StatsOut(**await platform_stats(look))
