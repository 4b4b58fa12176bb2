"""Which positions a list is asked for, in the query."""

import re
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from pydantic import AfterValidator, AwareDatetime, BeforeValidator

from contracts.market import Symbol, VenueName
from domain.positions import PositionStatus
from infra.reading.positions import Chosen

DATED = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]")
FIRST = datetime(1970, 1, 1, tzinfo=UTC)
LAST = datetime(9000, 1, 1, tzinfo=UTC)


def _within_reach(moment: datetime) -> datetime:
    """Take a moment beyond all records for the end of them: so near year 1 no zone can be told."""
    return min(max(moment, FIRST), LAST).astimezone(UTC)


def _spelled_out(value: object) -> object:
    """Refuse a bare number, which would be taken for seconds since 1970."""
    if isinstance(value, str) and not DATED.match(value):
        raise ValueError("is not a moment such as 2026-01-05T12:00:00Z")
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_spelled_out), AfterValidator(_within_reach)]


async def _chosen(  # noqa: PLR0913 - one parameter of the query for each
    *,
    deployment_id: Annotated[UUID | None, Query(alias="deploymentId")] = None,
    agent_id: Annotated[UUID | None, Query(alias="agentId")] = None,
    status: PositionStatus | None = None,
    venue: VenueName | None = None,
    symbol: Annotated[Symbol | None, Query(alias="tokenSymbol")] = None,
    since: Annotated[
        Moment | None, Query(alias="from", description="At this moment or later.")
    ] = None,
    until: Annotated[Moment | None, Query(alias="to", description="Before this moment.")] = None,
) -> Chosen:
    return Chosen(
        deployment_id=deployment_id,
        agent_id=agent_id,
        status=status,
        venue=venue,
        symbol=symbol,
        since=since,
        until=until,
    )


Choosing = Annotated[Chosen, Depends(_chosen)]
