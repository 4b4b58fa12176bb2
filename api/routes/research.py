"""Research signals: notes of institutes, read, taken in, and tried out."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import JSONResponse

from api.dependencies import Looking, Now, Uow
from api.errors import BadRequest
from api.guards import Ops, Reader, Visitor
from api.idempotency import OnceEach
from api.pagination import Paged
from api.schemas.filters import instant
from api.schemas.research import (
    IngestedNoteOut,
    NoteIn,
    NoteTakenOut,
    ParsedOut,
    ParseIn,
    ResearchSignalOut,
)
from contracts.posts import SourceKind
from domain.ingest import institute_named, take_notes
from domain.ports.audit import Deed
from domain.posts import RawPost, post_id
from domain.research import note_id, parse_note
from infra.reading import research as reading

router = APIRouter(tags=["research"])


def _filters(
    institute_id: Annotated[UUID | None, Query(alias="instituteId")] = None,
    processed: Annotated[
        bool | None, Query(description="Whether it came to an outcome for every agent.")
    ] = None,
) -> Mapping[str, Any]:
    return {"institute_id": institute_id, "processed": processed}


Filters = Annotated[Mapping[str, Any], Depends(_filters)]


@router.get("/api/research-signals")
async def list_research(
    response: Response, look: Looking, paging: Paged, filters: Filters, _: Visitor
) -> Sequence[ResearchSignalOut]:
    """List notes with what they were read as, newest first."""
    page = paging.values(after_at=instant, after_id=UUID)
    rows = await reading.notes(look, filters, page)
    shown = paging.page(response, rows, key=lambda row: (row["created_at"], row["id"]))
    return [ResearchSignalOut.of(row) for row in shown]


@router.post("/api/research-signals", status_code=201, response_model=NoteTakenOut)
@router.post(
    "/api/admin/research-signals/ingest",
    status_code=201,
    response_model=NoteTakenOut,
    name="admin_ingest_note",
)
async def ingest_note(
    body: NoteIn, look: Looking, uow: Uow, now: Now, caller: Ops, once: OnceEach
) -> NoteTakenOut | JSONResponse:
    """Take in a note; the same words of an institute on one day are one note."""
    institute = await reading.institute(look, body.institute_id)
    if not institute["active"]:
        raise BadRequest("the institute is not active", error="institute_inactive")
    name: str = institute["handle"]
    note = RawPost(
        external_id=note_id(name, body.signal_text, now),
        author=name,
        text=body.signal_text,
        published_at=now,
    )

    async def taken() -> NoteTakenOut:
        fresh = await take_notes(await institute_named(name, uow), [note], uow, now)
        stored = post_id(SourceKind.RESEARCH, note.external_id)
        deed = Deed(
            event="note.taken",
            subject_kind="post",
            subject_id=str(stored),
            actor=caller.wallet,
            payload={"source_url": body.source_url, "known": not fresh},
        )
        await uow.audit.note(deed, now)
        said = ParsedOut.said(parse_note(note.text)) | {"id": stored, "institute": name}
        return NoteTakenOut(
            success=True,
            message="the note is taken in" if fresh else "the note was known",
            signal=IngestedNoteOut.model_validate(said),
        )

    return await once(taken)


@router.post("/api/research-signals/parse")
async def parse(body: ParseIn, _: Reader) -> ParsedOut:
    """Tell what a text would call for if it were a note; nothing is stored."""
    return ParsedOut.model_validate(ParsedOut.said(parse_note(body.signal_text)))
