"""Research institutes: those there are, those an agent follows, and keeping their list."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.dependencies import Looking, Now, Uow
from api.guards import Admin, Visitor, Writer
from api.idempotency import OnceEach
from api.schemas.base import Done
from api.schemas.sources import (
    FollowedInstituteIn,
    InstituteChangesIn,
    InstituteCountedOut,
    InstituteIn,
    InstituteLinkOut,
    InstituteOut,
    institute_counted,
    institute_link,
    institute_out,
)
from contracts.market import AgentId, SourceId
from contracts.posts import SourceKind
from domain.catalogue import Profile, Wanted
from domain.cataloguing import follow, make_known, retire, save_institute, unfollow
from domain.posts import source_id
from infra.reading.agents import agent_listed
from infra.reading.sources import institute, institutes, links_of

router = APIRouter(prefix="/api", tags=["research"])
BENEATH = "/agents/{agent_id:uuid}/research-institutes"
ADMIN = "/admin/research-institutes"


@router.get("/research-institutes")
async def list_research_institutes(look: Looking, _: Visitor) -> Sequence[InstituteCountedOut]:
    """List the institutes that are read, by name."""
    return [institute_counted(*each) for each in await institutes(look, retired=False)]


@router.get(BENEATH)
async def list_institutes_of_agent(
    agent_id: UUID, look: Looking, _: Visitor
) -> Sequence[InstituteLinkOut]:
    """List the institutes an agent follows."""
    await agent_listed(look, agent_id)
    return [institute_link(link) for link in await links_of(look, agent_id, SourceKind.RESEARCH)]


@router.post(BENEATH, status_code=201)
async def add_institute_to_agent(
    agent_id: UUID, body: FollowedInstituteIn, uow: Uow, now: Now, caller: Writer
) -> InstituteLinkOut:
    """Make an agent of the caller's follow an institute; twice is once."""
    wanted = Wanted(institute_ids=[SourceId(body.institute_id)])
    return institute_link(await follow(AgentId(agent_id), wanted, caller, uow, now))


@router.delete(BENEATH + "/{institute_id}", status_code=204)
async def remove_institute_from_agent(
    agent_id: UUID, institute_id: UUID, uow: Uow, now: Now, caller: Writer
) -> None:
    """Make an agent of the caller's follow an institute no more."""
    await unfollow(AgentId(agent_id), SourceId(institute_id), caller, uow, now)


@router.get(ADMIN)
async def list_all_institutes(look: Looking, _: Admin) -> Sequence[InstituteCountedOut]:
    """List every institute, by name, those that are not read too."""
    return [institute_counted(*each) for each in await institutes(look, retired=True)]


@router.get(ADMIN + "/{institute_id}")
async def get_institute(institute_id: UUID, look: Looking, _: Admin) -> InstituteCountedOut:
    """Show an institute."""
    return institute_counted(*await institute(look, institute_id))


@router.post(ADMIN, status_code=201, response_model=InstituteOut)
async def create_institute(
    body: InstituteIn, uow: Uow, now: Now, caller: Admin, once: OnceEach
) -> InstituteOut | JSONResponse:
    """Make an institute known, and read it from now on."""
    handle = body.name.lower().replace(" ", "-")
    shown = body.model_dump(exclude={"name"})
    made = Profile(
        id=source_id(SourceKind.RESEARCH, handle),
        kind=SourceKind.RESEARCH,
        handle=handle,
        display_name=body.name,
        created_at=now,
        active=True,
        **shown,
    )

    async def known() -> InstituteOut:
        return institute_out(await make_known(made, caller, uow, now))

    return await once(known)


@router.put(ADMIN + "/{institute_id}")
async def change_institute(
    institute_id: UUID, body: InstituteChangesIn, uow: Uow, now: Now, caller: Admin
) -> InstituteOut:
    """Change how an institute is shown, or whether it is read; what is left out stays."""
    kind = SourceKind.RESEARCH
    [found] = await uow.catalogue.sources(kind, [SourceId(institute_id)])
    changed = replace(found, **body.said())
    return institute_out(await save_institute(changed, caller, uow, now))


@router.delete(ADMIN + "/{institute_id}")
async def retire_institute(institute_id: UUID, uow: Uow, now: Now, caller: Admin) -> Done:
    """Read an institute no more; who follows it hears nothing new from it."""
    await retire(SourceId(institute_id), caller, uow, now)
    return Done(message="the institute is not read any more", at=now)
