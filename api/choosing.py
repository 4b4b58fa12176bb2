"""Which positions a list is asked for, in the query."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from api.schemas.filters import Bound, Since
from contracts.market import Symbol, VenueName
from domain.positions import PositionStatus
from infra.reading.positions import Chosen

Before = Annotated[Bound | None, Query(alias="to", description="Before this moment.")]


async def _closed(
    *,
    deployment_id: Annotated[UUID | None, Query(alias="deploymentId")] = None,
    agent_id: Annotated[UUID | None, Query(alias="agentId")] = None,
    venue: VenueName | None = None,
    symbol: Annotated[Symbol | None, Query(alias="tokenSymbol")] = None,
    since: Since = None,
    until: Before = None,
) -> Chosen:
    return Chosen(
        deployment_id=deployment_id,
        agent_id=agent_id,
        status=PositionStatus.CLOSED,
        venue=venue,
        symbol=symbol,
        since=since,
        until=until,
    )


ChoosingClosed = Annotated[Chosen, Depends(_closed)]


async def _chosen(closed: ChoosingClosed, *, status: PositionStatus | None = None) -> Chosen:
    return replace(closed, status=status)


Choosing = Annotated[Chosen, Depends(_chosen)]
