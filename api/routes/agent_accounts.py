"""Which X accounts agents follow, asked for by the link or beneath the agent."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from api.dependencies import Looking, Now, Uow
from api.guards import Visitor, Writer
from api.openapi import REF
from api.problems import MEDIA_TYPE
from api.schemas.base import Done
from api.schemas.sources import AccountLinkOut, AgentAccountIn, FollowedIn, account_link
from contracts.market import AgentId, SourceId
from contracts.posts import SourceKind
from domain.catalogue import Wanted
from domain.cataloguing import follow, unfollow
from infra.reading.agents import agent_listed
from infra.reading.look import Look
from infra.reading.sources import links_of

router = APIRouter(prefix="/api", tags=["sources"])
BENEATH = "/agents/{agent_id:uuid}/accounts"
UNKNOWN: dict[int | str, dict[str, Any]] = {
    404: {
        "description": "No such agent is shown to the caller.",
        "content": {MEDIA_TYPE: {"schema": REF}},
    }
}
"""A query may name what is not there, as a path may."""


@router.get("/agent-accounts", responses=UNKNOWN)
async def list_agent_accounts(
    agent_id: Annotated[UUID, Query(alias="agentId")], look: Looking, _: Visitor
) -> Sequence[AccountLinkOut]:
    """List the X accounts an agent follows."""
    return await _links(look, agent_id)


@router.post("/agent-accounts", status_code=201)
async def add_agent_account(
    body: AgentAccountIn, uow: Uow, now: Now, caller: Writer
) -> AccountLinkOut:
    """Make an agent of the caller's follow an X account, read from now on; twice is once."""
    wanted = Wanted(account_ids=[SourceId(body.ct_account_id)])
    return account_link(await follow(AgentId(body.agent_id), wanted, caller, uow, now))


@router.delete("/agent-accounts/{link_id}")
async def remove_agent_account(link_id: UUID, uow: Uow, now: Now, caller: Writer) -> Done:
    """Make an agent of the caller's follow an X account no more."""
    link = await uow.catalogue.link(link_id, SourceKind.X)
    await unfollow(link.agent_id, link.source.id, caller, uow, now)
    return Done(message="Account unlinked", at=now)


@router.get(BENEATH)
async def list_accounts_of_agent(
    agent_id: UUID, look: Looking, _: Visitor
) -> Sequence[AccountLinkOut]:
    """List the X accounts an agent follows."""
    return await _links(look, agent_id)


@router.post(BENEATH, status_code=201)
async def add_account_to_agent(
    agent_id: UUID, body: FollowedIn, uow: Uow, now: Now, caller: Writer
) -> AccountLinkOut:
    """Make an agent of the caller's follow an X account, read from now on; twice is once."""
    wanted = Wanted(account_ids=[SourceId(body.ct_account_id)])
    return account_link(await follow(AgentId(agent_id), wanted, caller, uow, now))


@router.delete(BENEATH + "/{account_id}", status_code=204)
async def remove_account_from_agent(
    agent_id: UUID, account_id: UUID, uow: Uow, now: Now, caller: Writer
) -> None:
    """Make an agent of the caller's follow an X account no more."""
    await unfollow(AgentId(agent_id), SourceId(account_id), caller, uow, now)


async def _links(look: Look, agent_id: UUID) -> list[AccountLinkOut]:
    await agent_listed(look, agent_id)
    return [account_link(link) for link in await links_of(look, agent_id, SourceKind.X)]
