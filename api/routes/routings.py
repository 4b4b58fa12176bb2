"""Where agents' trades go: how they were routed, which venue is asked first, what is listed."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.dependencies import Looking, Now, Uow
from api.guards import Visitor, Writer
from api.schemas.routings import (
    AvailableMarketsOut,
    RoutingStatsOut,
    TimeWindow,
    VenueRoutingIn,
    VenueRoutingOut,
    markets_out,
    routing_stats,
    venue_routing,
)
from contracts.market import AgentId, Symbol, VenueName
from domain.cataloguing import reroute
from infra.reading.agents import agent_listed
from infra.reading.routings import routed
from infra.reading.venue_markets import markets_on

router = APIRouter(prefix="/api", tags=["venues"])
WINDOWS = {
    TimeWindow.HOUR: timedelta(hours=1),
    TimeWindow.DAY: timedelta(days=1),
    TimeWindow.WEEK: timedelta(days=7),
}


@router.get("/agents/{agent_id:uuid}/routing-stats", name="get_routing_stats_of_agent")
@router.get("/routing-stats/{agent_id}")
async def get_routing_stats(
    agent_id: UUID,
    look: Looking,
    now: Now,
    _: Visitor,
    time_window: Annotated[TimeWindow | None, Query(alias="timeWindow")] = None,
    token_symbol: Annotated[Symbol | None, Query(alias="tokenSymbol")] = None,
) -> RoutingStatsOut:
    """Show where an agent's trades were routed, of late or ever, and why."""
    found = await agent_listed(look, agent_id)
    since = now - WINDOWS[time_window] if time_window else None
    return routing_stats(found.entry, await routed(look, agent_id, since, token_symbol))


@router.get("/agents/{agent_id:uuid}/venue-routing")
async def get_venue_routing(agent_id: UUID, look: Looking, _: Visitor) -> VenueRoutingOut:
    """Show which venues an agent asks, in which order."""
    return venue_routing((await agent_listed(look, agent_id)).entry)


@router.put("/agents/{agent_id:uuid}/venue-routing")
async def put_venue_routing(
    agent_id: UUID, body: VenueRoutingIn, uow: Uow, now: Now, caller: Writer
) -> VenueRoutingOut:
    """Order the venues of a MULTI agent of the caller's."""
    agent = AgentId(agent_id)
    return venue_routing(await reroute(agent, body.venue_priority, caller, uow, now))


@router.get("/venue-markets/available")
async def list_available_markets(
    venue: VenueName, look: Looking, _: Visitor
) -> AvailableMarketsOut:
    """Show what can be traded on a venue, as it last told."""
    return markets_out(venue, await markets_on(look, venue))
