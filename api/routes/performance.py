"""Performance: track records, equity curves, and who is to be credited."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from fastapi import APIRouter

from api.dependencies import Gateway, Looking, Now
from api.guards import Reader, Visitor
from api.schemas.performance import (
    ImpactOut,
    PointOut,
    TrackOut,
    curve_out,
    track_out,
)
from domain.performance import (
    Figures,
    LegacyFigures,
    Stint,
    by_day,
    figures_of,
    legacy_of,
)
from domain.performance.equity import equity_curve
from infra.reading.look import Look
from infra.reading.tracks import (
    days_of,
    deployments_of,
    impact_on,
    one_deployment,
    own_deployments,
    stints_of,
    sums_of,
)

router = APIRouter(prefix="/api", tags=["performance"])


@router.get("/performance")
async def get_performance(look: Looking, gate: Gateway, now: Now, _: Reader) -> TrackOut:
    """Show the caller's track record over all deployments on the caller's own wallet."""
    deployments = await own_deployments(look)
    return await _track(look, deployments, now, gate.policy.stale_after)


@router.get("/performance/equity")
async def get_equity(look: Looking, _: Reader) -> Sequence[PointOut]:
    """Show what each day brought to all of the caller's deployments together."""
    return curve_out(equity_curve(await days_of(look, await own_deployments(look))))


@router.get("/deployments/{deployment_id}/metrics")
async def get_deployment_metrics(
    deployment_id: UUID, look: Looking, gate: Gateway, now: Now, _: Reader
) -> TrackOut:
    """Show the track record of a deployment of the caller's."""
    deployments = await one_deployment(look, deployment_id)
    return await _track(look, deployments, now, gate.policy.stale_after)


@router.get("/deployments/{deployment_id}/equity")
async def get_deployment_equity(
    deployment_id: UUID, look: Looking, _: Reader
) -> Sequence[PointOut]:
    """Show what each day brought to a deployment of the caller's."""
    return curve_out(equity_curve(await days_of(look, await one_deployment(look, deployment_id))))


@router.get("/deployments/{deployment_id}/source-impact")
async def get_source_impact(deployment_id: UUID, look: Looking, _: Reader) -> Sequence[ImpactOut]:
    """Show which sources' posts brought what to a deployment of the caller's, best first."""
    await one_deployment(look, deployment_id)
    return [ImpactOut(**row) for row in await impact_on(look, deployment_id)]


@router.get("/agents/{agent_id}/equity")
async def get_agent_equity(agent_id: UUID, look: Looking, _: Visitor) -> Sequence[PointOut]:
    """Show what each day brought to everybody a public agent trades for, together."""
    return curve_out(equity_curve(await days_of(look, await deployments_of(look, agent_id))))


async def _track(
    look: Look, deployments: Sequence[UUID], now: datetime, stale_after: timedelta
) -> TrackOut:
    sums = await sums_of(look, deployments, now - stale_after)
    stints = await stints_of(look, deployments)
    # Sums over every day of a track: not for the loop that answers others beside it.
    figures, legacy = await asyncio.to_thread(_figures, stints, now)
    return track_out(sums, figures, legacy)


def _figures(stints: Sequence[Stint], now: datetime) -> tuple[Figures, LegacyFigures]:
    days = by_day(stints, now.astimezone(UTC).date(), now)
    return figures_of(stints, days, now), legacy_of(stints, now)
