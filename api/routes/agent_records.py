"""What an agent said, did and earned; none of it tells for whom."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.dependencies import Gateway, Looking, Now
from api.guards import Visitor
from api.pagination import Paged
from api.places import whole
from api.schemas.agent_record import (
    AgentHealthOut,
    AgentPositionOut,
    AgentSignalOut,
    PnlSnapshotOut,
    agent_position,
    health_out,
    snapshot_out,
)
from api.schemas.agents import AgentMetricsOut, AgentRankedOut, metrics_out, ranked_out
from contracts.market import AgentId
from domain.access import Caller
from domain.agent_health import Checkup, examine
from infra.reading.agent_health import checkups
from infra.reading.agent_record import signals_page
from infra.reading.agents import agent_listed, agents_ranked
from infra.reading.positions import agent_positions
from infra.reading.tracks import days_of, deployments_of

router = APIRouter(prefix="/api/agents", tags=["agents"])


class Figure(StrEnum):
    """What agents are ranked by."""

    APR_30D = "apr30d"
    APR_90D = "apr90d"
    APR_SI = "aprSi"
    SHARPE_30D = "sharpe30d"


@router.get("/leaderboard")
async def rank_agents(
    response: Response,
    look: Looking,
    paging: Paged,
    _: Visitor,
    by: Annotated[Figure, Query(description="The figure that counts.")] = Figure.APR_30D,
) -> Sequence[AgentRankedOut]:
    """Rank public agents, the best first; those without enough data come last, unranked."""
    rows = await agents_ranked(look, by, paging.values(after_place=whole))
    return ranked_out(paging.page(response, rows, lambda row: (row["place"],)))


@router.get("/{agent_id:uuid}/positions")
async def list_agent_positions(
    agent_id: UUID,
    response: Response,
    look: Looking,
    gate: Gateway,
    now: Now,
    paging: Paged,
    _: Visitor,
) -> Sequence[AgentPositionOut]:
    """List the positions of all the agent trades for, newest first."""
    await agent_listed(look, agent_id)
    place = paging.values(after_at=datetime.fromisoformat, after_id=UUID)
    seen = await agent_positions(look, agent_id, place, now - gate.policy.stale_after)
    page = paging.page(response, seen, lambda each: (each.row["created_at"], each.row["id"]))
    return [agent_position(each) for each in page]


@router.get("/{agent_id:uuid}/signals")
async def list_agent_signals(
    agent_id: UUID, response: Response, look: Looking, now: Now, paging: Paged, _: Visitor
) -> Sequence[AgentSignalOut]:
    """List the agent's reasons to trade, newest first, and what became of each."""
    await agent_listed(look, agent_id)
    place = paging.values(after_at=datetime.fromisoformat, after_id=UUID)
    rows = await signals_page(look, agent_id, now, place)
    page = paging.page(response, rows, lambda row: (row["created_at"], row["id"]))
    return [AgentSignalOut(**row) for row in page]


@router.get("/{agent_id:uuid}/pnl-snapshots")
async def list_agent_pnl_snapshots(
    agent_id: UUID, look: Looking, _: Visitor
) -> Sequence[PnlSnapshotOut]:
    """List what each UTC day brought, oldest first, over all the agent trades for."""
    days = await days_of(look, await deployments_of(look, agent_id))
    return [snapshot_out(day) for day in days]


@router.get("/{agent_id:uuid}/metrics")
async def get_agent_metrics(agent_id: UUID, look: Looking, _: Visitor) -> AgentMetricsOut:
    """Show the agent's published figures, and beside them what the former formulas say."""
    return metrics_out((await agent_listed(look, agent_id)).row)


@router.get("/{agent_id:uuid}/health")
async def get_agent_health(
    agent_id: UUID, look: Looking, gate: Gateway, now: Now, caller: Visitor
) -> AgentHealthOut:
    """Tell whether the agent can trade now, and all that is in its way."""
    await agent_listed(look, agent_id)
    [checkup] = await checkups(
        gate.engine, gate.network, policy=gate.policy, now=now, agent_id=AgentId(agent_id)
    )
    return health_out(examine(checkup), _own(checkup, caller))


def _own(checkup: Checkup, caller: Caller | None) -> frozenset[UUID]:
    return frozenset(
        each.deployment.id
        for each in checkup.deployed
        if caller and (caller.sees_all or each.deployment.user_wallet == caller.wallet)
    )
