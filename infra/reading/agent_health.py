"""What an agent's health is told by, read for every agent at one moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.market import AgentId, Network, VenueName
from domain.agent_health import Checkup, Deployed, FollowedSource, Listing, Place
from domain.agents import Deployment
from domain.policy import Policy
from domain.ports.unit_of_work import UnitOfWork
from infra.database import units_of_work

AGENTS = text("""
    select id from agent where deleted_at is null
      and (cast(:agent_id as uuid) is null or id = :agent_id) order by name, id
""")
SOURCES = text("""
    select x.agent_id, s.handle, s.active, s.last_seen_at
    from agent_source x join source s on s.id = x.source_id order by s.handle
""")
LISTINGS = text("""
    select m.venue, count(*) as markets, max(k.seen_at) as priced_at
    from market m left join mark k using (network, venue, symbol)
    where m.network = :network and m.active group by m.venue
""")


async def checkups(
    engine: AsyncEngine,
    network: Network,
    *,
    policy: Policy,
    now: datetime,
    agent_id: AgentId | None = None,
) -> Sequence[Checkup]:
    """Read what there is to know of each agent that is not deleted, or of one, by name."""
    async with engine.connect() as connection:
        found = await connection.execute(AGENTS, {"agent_id": agent_id})
        agent_ids = [AgentId(row.id) for row in found]
        sources = await _sources(connection)
        listings = await _listings(connection, network)
    async with units_of_work(engine, network)() as uow:
        agents = await uow.agents.get(agent_ids)
        deployments = await uow.agents.deployments(agent_ids)
        deployed = await _deployed([d for ds in deployments.values() for d in ds], listings, uow)
        halts = await uow.halts.in_force()
    return [
        Checkup(
            agent=agents[agent_id],
            sources=sources.get(agent_id, ()),
            listings=listings,
            deployed=[deployed[d.id] for d in deployments[agent_id]],
            halts=halts,
            now=now,
            policy=policy,
        )
        for agent_id in agent_ids
    ]


async def _sources(connection: AsyncConnection) -> Mapping[AgentId, Sequence[FollowedSource]]:
    followed: dict[AgentId, list[FollowedSource]] = {}
    for row in await connection.execute(SOURCES):
        source = FollowedSource(handle=row.handle, active=row.active, last_seen_at=row.last_seen_at)
        followed.setdefault(row.agent_id, []).append(source)
    return followed


async def _listings(connection: AsyncConnection, network: Network) -> dict[VenueName, Listing]:
    rows = await connection.execute(LISTINGS, {"network": network})
    return {
        VenueName(row.venue): Listing(markets=row.markets, priced_at=row.priced_at) for row in rows
    }


async def _deployed(
    deployments: Sequence[Deployment], listings: Mapping[VenueName, Listing], uow: UnitOfWork
) -> dict[Any, Deployed]:
    venues = list(listings)
    ready = await uow.agents.ready([d.user_wallet for d in deployments], venues)
    balances = await uow.markets.balances(venues, [d.account for d in deployments])
    return {
        deployment.id: Deployed(
            deployment=deployment,
            places={
                venue: Place(
                    approved=deployment.user_wallet in ready[venue],
                    balance=balances.get(venue, {}).get(deployment.account),
                )
                for venue in venues
            },
        )
        for deployment in deployments
    }
