"""Where trades were routed, and in which order venues are asked."""

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.schemas.agent_changes import VenueOrder
from api.schemas.base import In, Number, Out
from contracts.market import VenueName
from domain.catalogue import AgentVenue, Entry
from domain.routing import TAKEN
from infra.reading.look import Row
from infra.reading.routings import Routed

TENTH = Decimal("0.1")


class TimeWindow(StrEnum):
    """How far back decisions are counted."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


class Strategy(StrEnum):
    """How one of several venues is chosen."""

    FIRST_AVAILABLE = "FIRST_AVAILABLE"


class RoutedAgentOut(Out):
    """Whose decisions they are."""

    id: UUID
    name: str
    venue: AgentVenue
    is_multi_venue: bool


class VenueShareOut(Out):
    """How many trades went to a venue, and how much of all that is."""

    venue: VenueName
    count: int
    percentage: Annotated[str, Field(pattern=r"^(0|[0-9]{1,3}\.[0-9])$", examples=["66.7"])]


class RoutingSumsOut(Out):
    """What decisions came to; those that found no venue are no trades."""

    total_trades: int
    venue_breakdown: list[VenueShareOut]
    avg_routing_duration_ms: int | None
    """From the signal to the decision; null before the first."""


class TokenRoutingOut(Out):
    """How often a token was traded on a venue."""

    token_symbol: str
    venue: VenueName
    count: int


class DecisionOut(Out):
    """One decision; no venue when none could take the trade."""

    token_symbol: str
    venue: VenueName | None
    reason: str = Field(examples=["HYPERLIQUID: no_market; OSTIUM: taken"])
    duration_ms: int
    timestamp: datetime


class RoutingStatsOut(Out):
    """Where an agent's trades were routed."""

    agent: RoutedAgentOut
    stats: RoutingSumsOut
    token_routing: list[TokenRoutingOut]
    recent_decisions: list[DecisionOut]


class VenueRoutingIn(In):
    """Which venues a MULTI agent asks, in which order."""

    venue_priority: VenueOrder
    routing_strategy: Strategy = Strategy.FIRST_AVAILABLE


class VenueRoutingOut(Out):
    """Which venues a MULTI agent asks, in which order."""

    agent_id: UUID
    venue_priority: list[VenueName]
    routing_strategy: Strategy
    failover_enabled: bool
    """A venue that cannot take a trade is passed over, before anything is sent to it."""


class AvailableMarketOut(Out):
    """A market as its venue last described it."""

    index: int | None
    name: str
    available: bool
    min_position: Number
    """In USD."""
    max_leverage: Number
    group: str
    current_price: Number | None


class AvailableMarketsOut(Out):
    """What can be traded on a venue, by token."""

    success: bool
    venue: VenueName
    count: int
    markets: dict[str, AvailableMarketOut]
    last_synced: datetime | None


def percentage(count: int, of_all: int) -> str:
    """Tell a share in percent with one decimal; of nothing it is 0."""
    if not of_all:
        return "0"
    share = Decimal(100) * count / of_all
    return str(share.quantize(TENTH, ROUND_HALF_UP))


def routing_stats(entry: Entry, routed: Routed) -> RoutingStatsOut:
    """Show where an agent's trades were routed."""
    return RoutingStatsOut(
        agent=RoutedAgentOut(
            id=entry.agent.id,
            name=entry.agent.name,
            venue=entry.venue,
            is_multi_venue=entry.venue is AgentVenue.MULTI,
        ),
        stats=_sums(routed),
        token_routing=[
            TokenRoutingOut(token_symbol=row["token"], venue=row["venue"], count=row["times"])
            for row in routed.by_token
        ],
        recent_decisions=[_decision(row) for row in routed.recent],
    )


def venue_routing(entry: Entry) -> VenueRoutingOut:
    """Show which venues an agent asks."""
    return VenueRoutingOut(
        agent_id=entry.agent.id,
        venue_priority=list(entry.agent.venues),
        routing_strategy=Strategy.FIRST_AVAILABLE,
        failover_enabled=True,
    )


def markets_out(venue: VenueName, rows: Sequence[Row]) -> AvailableMarketsOut:
    """Show what can be traded on a venue."""
    return AvailableMarketsOut(
        success=True,
        venue=venue,
        count=len(rows),
        markets={row["symbol"]: _market(row) for row in rows},
        last_synced=max((row["last_synced"] for row in rows), default=None),
    )


def _sums(routed: Routed) -> RoutingSumsOut:
    return RoutingSumsOut(
        total_trades=routed.trades,
        venue_breakdown=[
            VenueShareOut(
                venue=row["venue"],
                count=row["times"],
                percentage=percentage(row["times"], routed.trades),
            )
            for row in routed.by_venue
        ],
        avg_routing_duration_ms=routed.average_ms,
    )


def _decision(row: Row) -> DecisionOut:
    answers = (f"{v}: {said}" for v, said in zip(row["asked"], row["answers"], strict=True))
    return DecisionOut(
        token_symbol=row["token"],
        venue=row["venue"],
        reason="; ".join(answers) or (TAKEN if row["venue"] else "no venue was asked"),
        duration_ms=row["took_ms"],
        timestamp=row["at"],
    )


def _market(row: Row) -> AvailableMarketOut:
    return AvailableMarketOut(
        index=row["index"],
        name=row["name"],
        available=row["active"],
        min_position=row["min_notional"],
        max_leverage=row["max_leverage"],
        group=row["kind"],
        current_price=row["price"],
    )
