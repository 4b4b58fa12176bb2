"""Dead letters: what stages gave up on, and giving it another turn."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.dependencies import Looking, Now, Uow
from api.guards import Ops
from api.pagination import Paged
from api.schemas.dead_letters import DeadLetterBodyOut, DeadLetterOut, ReplayedOut
from api.schemas.filters import instant
from domain.ports.audit import Deed
from infra.reading import dead_letters as reading

router = APIRouter(prefix="/api/admin/dead-letters", tags=["operations"])
Stage = Annotated[str | None, Query(pattern=r"^[a-z]{1,40}$")]
Replayed = Annotated[bool, Query(description="Those that were replayed, too.")]


@router.get("")
async def list_letters(
    response: Response,
    look: Looking,
    paging: Paged,
    _: Ops,
    stage: Stage = None,
    replayed: Replayed = False,
) -> Sequence[DeadLetterOut]:
    """List what was parked, newest first."""
    page = paging.values(after_at=instant, after_id=UUID)
    rows = await reading.letters(look, {"stage": stage, "replayed": replayed}, page)
    shown = paging.page(response, rows, key=lambda row: (row["at"], row["id"]))
    return [DeadLetterOut.model_validate(dict(row)) for row in shown]


@router.get("/{letter_id}")
async def get_letter(letter_id: UUID, look: Looking, _: Ops) -> DeadLetterBodyOut:
    """Return a parked message as it arrived."""
    return DeadLetterBodyOut.model_validate(dict(await reading.letter(look, letter_id)))


@router.post("/{letter_id}/replay")
async def replay_letter(letter_id: UUID, uow: Uow, now: Now, caller: Ops) -> ReplayedOut:
    """Let the stage take a parked message again; the relay's sweeper brings it."""
    stage = await uow.operations.replay(letter_id)
    deed = Deed(
        event="dead_letter.replayed",
        subject_kind="dead_letter",
        subject_id=str(letter_id),
        actor=caller.wallet,
        payload={"stage": stage},
    )
    await uow.audit.note(deed, now)
    return ReplayedOut(id=letter_id, stage=stage, replayed_at=now)
