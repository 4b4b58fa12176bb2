"""The audit trail: who did what to what."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from api.dependencies import Looking
from api.guards import Ops
from api.pagination import Paged
from api.schemas.audit import DeedOut
from api.schemas.filters import Since, Until, instant
from infra.reading.audit import deeds

router = APIRouter(prefix="/api/admin/audit", tags=["operations"])
Word = Annotated[str, Query(pattern=r"^[\x21-\x7e]{1,200}$")]


def _filters(
    event: Word | None = None,
    actor: Annotated[str | None, Query(pattern=r"^[\x21-\x7e]{1,200}$")] = None,
    subject_id: Annotated[
        str | None, Query(alias="subjectId", pattern=r"^[\x21-\x7e]{1,200}$")
    ] = None,
    since: Since = None,
    until: Until = None,
) -> Mapping[str, Any]:
    return {
        "event": event,
        "actor": actor,
        "subject_id": subject_id,
        "since": since,
        "until": until,
    }


Filters = Annotated[Mapping[str, Any], Depends(_filters)]


@router.get("")
async def list_deeds(
    response: Response, look: Looking, paging: Paged, filters: Filters, _: Ops
) -> Sequence[DeedOut]:
    """List what was done, newest first."""
    rows = await deeds(look, filters, paging.values(after_at=instant, after_id=_number))
    shown = paging.page(response, rows, key=lambda row: (row["at"], row["id"]))
    return [DeedOut.model_validate(dict(row)) for row in shown]


def _number(text: str) -> int:
    """Read a row's number out of a cursor. Raises ValueError for one that no row can have."""
    number = int(text)
    if not 0 <= number < 1 << 63:
        raise ValueError("no row has that number")
    return number
