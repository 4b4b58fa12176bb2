"""Keeping the catalogue: making, changing and deleting agents, and choosing whom they follow."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from contracts.market import AgentId, SourceId, VenueName
from contracts.posts import SourceKind
from domain.access import Caller, Role
from domain.catalogue import ONE_ALONE, AgentVenue, Entry, Link, Profile, Wanted
from domain.errors import Conflict
from domain.ports.audit import Deed
from domain.ports.gateway import GatewayUnit


async def keep_agent(
    entry: Entry, wanted: Wanted, by: Caller, uow: GatewayUnit, now: datetime
) -> Entry:
    """Store an agent with all whom it follows, and make its creator one.

    Raises NotFound for a source nobody knows, Conflict for an institute that is not read.
    """
    agent_id = entry.agent.id
    await uow.catalogue.add(entry)
    sources = await _chosen(wanted, uow)
    await uow.catalogue.follow(agent_id, [source.id for source in sources], now)
    await uow.access.grant(by.wallet, Role.CREATOR, by.wallet, now)
    followed = [source.handle for source in sources]
    await uow.audit.note(_deed("agent.created", agent_id, by, follows=followed), now)
    return entry


async def rewrite_agent(changed: Entry, by: Caller, uow: GatewayUnit, now: datetime) -> Entry:
    """Store an agent of the caller's as it is to be from now on; what it holds keeps its plan."""
    await uow.catalogue.save(changed)
    await uow.audit.note(_deed("agent.changed", changed.agent.id, by, **_spelled(changed)), now)
    return changed


async def reroute(
    agent_id: AgentId, order: Sequence[VenueName], by: Caller, uow: GatewayUnit, now: datetime
) -> Entry:
    """Order the venues of a MULTI agent of the caller's. Raises NotFound or Conflict."""
    entry = await uow.catalogue.own(agent_id, by.wallet)
    if entry.venue is not AgentVenue.MULTI:
        raise Conflict(f"agent {agent_id} trades on {entry.venue} alone")
    if len(order) == 1:
        raise Conflict(ONE_ALONE)
    return await rewrite_agent(
        replace(entry, agent=replace(entry.agent, venues=tuple(order))), by, uow, now
    )


async def drop_agent(agent_id: AgentId, by: Caller, uow: GatewayUnit, now: datetime) -> None:
    """Take an agent of the caller's out of the catalogue; it trades for nobody from now on.

    Its deployments are cancelled, and all rows stay. Raises NotFound, or Conflict while it holds
    anything.
    """
    await uow.catalogue.own(agent_id, by.wallet)
    if held := await uow.catalogue.held(agent_id):
        raise Conflict(f"agent {agent_id} has {held} positions that have not ended")
    cancelled = await uow.catalogue.remove(agent_id, now)
    await uow.audit.note(_deed("agent.deleted", agent_id, by, deployments=cancelled), now)


async def follow(
    agent_id: AgentId, wanted: Wanted, by: Caller, uow: GatewayUnit, now: datetime
) -> Link:
    """Make an agent of the caller's follow one more source, which is polled from now on.

    Following it already changes nothing. Raises NotFound, or Conflict for an institute that is
    not read.
    """
    await uow.catalogue.own(agent_id, by.wallet)
    [source] = await _chosen(wanted, uow)
    [link] = await uow.catalogue.follow(agent_id, [source.id], now)
    await uow.audit.note(_deed("agent.followed", agent_id, by, source=source.handle), now)
    return link


async def unfollow(
    agent_id: AgentId, source_id: SourceId, by: Caller, uow: GatewayUnit, now: datetime
) -> None:
    """Make an agent of the caller's follow a source no more. Raises NotFound."""
    await uow.catalogue.own(agent_id, by.wallet)
    await uow.catalogue.unfollow(agent_id, source_id)
    await uow.audit.note(_deed("agent.unfollowed", agent_id, by, source=str(source_id)), now)


async def retire(source_id: SourceId, by: Caller, uow: GatewayUnit, now: datetime) -> Profile:
    """Stop reading an institute; who follows it hears nothing new. Raises NotFound."""
    [institute] = await uow.catalogue.sources(SourceKind.RESEARCH, [source_id])
    return await save_institute(replace(institute, active=False), by, uow, now)


async def save_institute(
    institute: Profile, by: Caller, uow: GatewayUnit, now: datetime
) -> Profile:
    """Store how an institute is to be shown, and whether it is read."""
    await uow.catalogue.save_source(institute)
    await uow.audit.note(_source_deed("institute.changed", institute, by), now)
    return institute


async def make_known(source: Profile, by: Caller, uow: GatewayUnit, now: datetime) -> Profile:
    """Store a source nobody knew. Raises Conflict when it is known."""
    await uow.catalogue.add_source(source)
    await uow.audit.note(_source_deed("source.made_known", source, by), now)
    return source


async def _chosen(wanted: Wanted, uow: GatewayUnit) -> list[Profile]:
    catalogue = uow.catalogue
    named = await uow.posts.ensure_sources(SourceKind.X, wanted.handles)
    account_ids = {*wanted.account_ids, *(source.id for source in named.values())}
    institutes = await catalogue.sources(SourceKind.RESEARCH, wanted.institute_ids)
    if retired := [institute.handle for institute in institutes if not institute.active]:
        raise Conflict(f"institutes that are not read: {', '.join(retired)}")
    return [*await catalogue.sources(SourceKind.X, account_ids), *institutes]


def _spelled(entry: Entry) -> dict[str, Any]:
    agent = entry.agent
    return {
        "name": agent.name,
        "status": agent.status,
        "venues": list(agent.venues),
        "risk_plan": agent.risk_plan.model_dump(mode="json"),
        "leverage": None if agent.leverage is None else str(agent.leverage),
        "leverage_cap": str(agent.leverage_cap),
    }


def _deed(event: str, agent_id: AgentId, by: Caller, **payload: Any) -> Deed:
    return Deed(
        event=event,
        subject_kind="agent",
        subject_id=str(agent_id),
        actor=by.wallet,
        payload=payload,
    )


def _source_deed(event: str, source: Profile, by: Caller) -> Deed:
    return Deed(
        event=event,
        subject_kind="source",
        subject_id=str(source.id),
        actor=by.wallet,
        payload={"handle": source.handle, "active": source.active},
    )
