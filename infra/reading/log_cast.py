"""Everybody of the stored log, as they are stored now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.market import AgentId, Network, SourceId, VenueName, Wallet
from contracts.posts import SourceKind
from domain.agents import Agent, Deployment, Source
from domain.billing import Tariff
from domain.preferences import Preferences
from infra.repositories.agents import SqlAgents
from infra.repositories.billing import SqlBills
from infra.repositories.preferences import SqlPreferences


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Everybody as they are stored now; the log does not keep how they were."""

    sources: Sequence[Source]
    agents: Sequence[Agent]
    follows: Mapping[AgentId, Sequence[SourceId]]
    deployments: Sequence[Deployment]
    approved: Sequence[tuple[Wallet, VenueName]]
    tariffs: Sequence[Tariff]
    preferences: Mapping[Wallet, Preferences]


async def read_cast(connection: AsyncConnection, network: Network, until: datetime) -> Cast:
    """Read everybody; tariffs are those in force up to a moment."""
    store = SqlAgents(connection, network)
    ids = [AgentId(row.id) for row in await connection.execute(text("select id from agent"))]
    agents = await store.get(ids)
    deployments = await store.deployments(ids)
    deployed = [each for agent_id in sorted(ids) for each in deployments[agent_id]]
    return Cast(
        sources=await _sources(connection),
        agents=[agents[agent_id] for agent_id in sorted(ids)],
        follows=await _follows(connection),
        deployments=deployed,
        approved=await _approved(connection, network),
        tariffs=await _tariffs(connection, network, until),
        preferences=await SqlPreferences(connection).of({d.user_wallet for d in deployed}),
    )


async def _sources(connection: AsyncConnection) -> list[Source]:
    query = text("select id, kind, handle, display_name from source order by kind, handle")
    return [
        Source(
            id=SourceId(row.id),
            kind=SourceKind(row.kind),
            handle=row.handle,
            display_name=row.display_name,
        )
        for row in await connection.execute(query)
    ]


async def _follows(connection: AsyncConnection) -> dict[AgentId, list[SourceId]]:
    query = text("select agent_id, source_id from agent_source order by agent_id, source_id")
    follows: dict[AgentId, list[SourceId]] = {}
    for row in await connection.execute(query):
        follows.setdefault(AgentId(row.agent_id), []).append(SourceId(row.source_id))
    return follows


async def _approved(
    connection: AsyncConnection, network: Network
) -> list[tuple[Wallet, VenueName]]:
    query = text("""
        select user_wallet, venue from credential
        where network = :network and status = 'APPROVED' order by user_wallet, venue""")
    rows = await connection.execute(query, {"network": network})
    return [(row.user_wallet, VenueName(row.venue)) for row in rows]


async def _tariffs(connection: AsyncConnection, network: Network, until: datetime) -> list[Tariff]:
    store = SqlBills(connection, network)
    found: list[Tariff] = []
    for venue in VenueName:
        found += [each for each in await store.tariffs(venue, until) if each not in found]
    return found
