"""Agents: the marketplace, and making, changing and deleting one's own."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import JSONResponse

from api.dependencies import Gateway, Looking, Now, Uow
from api.errors import NotAllowed
from api.guards import Visitor, Writer
from api.idempotency import OnceEach
from api.intents import proved
from api.pagination import Paged
from api.places import decimal, moment, words
from api.schemas.agent_changes import AgentChangesIn, AgentIn
from api.schemas.agents import (
    AgentDetailOut,
    AgentListedOut,
    AgentOut,
    listed_values,
    metrics_out,
)
from api.schemas.base import Address, Done
from api.schemas.sources import account_link, institute_link
from contracts.market import AgentId
from contracts.posts import SourceKind
from domain.agents import AgentStatus
from domain.catalogue import AgentVenue
from domain.cataloguing import drop_agent, keep_agent, rewrite_agent
from infra.ids import new_id
from infra.reading.agents import Listed, Order, agent_listed, agents_page
from infra.reading.sources import links_of

router = APIRouter(prefix="/api/agents", tags=["agents"])
ORDER = r"^(apr30d|apr90d|aprSi|sharpe30d|createdAt|name)\.(asc|desc)(\.nullslast)?$"
PLACES = {"numeric": decimal, "timestamptz": moment, "text": words}


async def _chosen(
    status: AgentStatus | None = None,
    venue: AgentVenue | None = None,
    creator_wallet: Annotated[Address | None, Query(alias="creatorWallet")] = None,
    search: Annotated[str | None, Query(max_length=100, description="Part of its name.")] = None,
) -> Mapping[str, Any]:
    return {"status": status, "venue": venue, "creator": creator_wallet, "search": search}


async def _order(
    order: Annotated[
        str, Query(pattern=ORDER, description="A field and a direction; unknown figures last.")
    ] = "apr30d.desc",
) -> Order:
    name, direction = order.split(".")[:2]
    return Order(name=name, falling=direction == "desc")


Chosen = Annotated[Mapping[str, Any], Depends(_chosen)]
Ordered = Annotated[Order, Depends(_order)]


@router.get("")
async def list_agents(
    response: Response, look: Looking, chosen: Chosen, order: Ordered, paging: Paged, _: Visitor
) -> Sequence[AgentListedOut]:
    """List agents, public ones unless a status or a creator is named.

    Drafts and private ones are shown to their creator alone, deleted ones to nobody.
    """
    place = _place(order, paging)
    found = await agents_page(look, chosen, order, place)
    page = paging.page(response, found, lambda each: _key(each, order))
    return [AgentListedOut.of(each.entry, **listed_values(each.row)) for each in page]


@router.get("/{agent_id:uuid}")
async def get_agent(agent_id: UUID, look: Looking, _: Visitor) -> AgentDetailOut:
    """Show an agent with whom it follows and how it does."""
    found = await agent_listed(look, agent_id)
    accounts = await links_of(look, agent_id, SourceKind.X)
    institutes = await links_of(look, agent_id, SourceKind.RESEARCH)
    return AgentDetailOut.of(
        found.entry,
        **listed_values(found.row),
        agent_accounts=[account_link(link) for link in accounts],
        research_institutes=[institute_link(link) for link in institutes],
        deployment_count=found.row["deployment_count"],
        metrics=metrics_out(found.row),
    )


@router.post("", status_code=201, response_model=AgentOut)
async def create_agent(
    body: AgentIn, uow: Uow, gate: Gateway, now: Now, caller: Writer, once: OnceEach
) -> AgentOut | JSONResponse:
    """Make an agent with all whom it follows, at once or not at all; the caller is its creator.

    With a proof of intent it is called by the id that was signed for.
    """
    if body.creator_wallet not in (None, caller.wallet):
        raise NotAllowed("creatorWallet is another wallet than the caller's")

    async def made() -> AgentOut:
        agent_id, proof = AgentId(new_id()), None
        if body.proof_of_intent is not None:
            agent_id, proof = await proved(body.proof_of_intent, body.name, caller, uow, now)
        entry = body.entry(agent_id, caller.wallet, gate.network, proof, now)
        return AgentOut.of(await keep_agent(entry, body.wanted, caller, uow, now))

    return await once(made)


@router.put("/{agent_id:uuid}", name="put_agent")
@router.patch("/{agent_id:uuid}")
async def change_agent(
    agent_id: UUID, body: AgentChangesIn, uow: Uow, gate: Gateway, now: Now, caller: Writer
) -> AgentOut:
    """Change an agent of the caller's; what is left out stays, and what it holds keeps its plan."""
    entry = await uow.catalogue.own(AgentId(agent_id), caller.wallet)
    changed = body.applied(entry, gate.network)
    return AgentOut.of(await rewrite_agent(changed, caller, uow, now))


@router.delete("/{agent_id:uuid}")
async def delete_agent(agent_id: UUID, uow: Uow, now: Now, caller: Writer) -> Done:
    """Delete an agent of the caller's that holds nothing; its deployments are cancelled."""
    await drop_agent(AgentId(agent_id), caller, uow, now)
    return Done(message="Agent deleted successfully", at=now)


def _place(order: Order, paging: Paged) -> Mapping[str, Any]:
    def of_this_list(part: str) -> str:
        if part != str(order):
            raise ValueError(part)
        return part

    def place(part: str) -> str | None:
        return PLACES[order.kind](part) if part else None

    return paging.values(after_order=of_this_list, after_place=place, after_id=UUID)


def _key(each: Listed, order: Order) -> Sequence[object]:
    return str(order), "" if each.row["place"] is None else each.row["place"], each.entry.agent.id
