"""The catalogue: agents and sources as those who make them write them down."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from contracts.market import AgentId, Network, SourceId, VenueName, Wallet
from contracts.posts import SourceKind
from domain.agents import MULTI_ORDER, Agent
from domain.errors import Conflict

NEUTRAL = (50,) * 8
"""What the eight former indicators weigh, in percent, unless somebody says otherwise."""

ONE_ALONE = "a MULTI agent lists two venues at least"


class AgentVenue(StrEnum):
    """Where an agent trades: on one venue, or on the first of several that can."""

    HYPERLIQUID = "HYPERLIQUID"
    OSTIUM = "OSTIUM"
    GMX = "GMX"
    SPOT = "SPOT"
    PAPER = "PAPER"
    MULTI = "MULTI"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofOfIntent:
    """What a creator signed to say that an agent is to be made, word for word."""

    message: str
    signature: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An agent as it is written down: what the stages go by, and what only people read."""

    agent: Agent
    created_at: datetime
    description: str | None = None
    weights: tuple[int, ...] = NEUTRAL
    profit_receiver: Wallet | None = None
    proof: ProofOfIntent | None = None

    @property
    def venue(self) -> AgentVenue:
        """Name where it trades in one word."""
        venues = self.agent.venues
        return AgentVenue(venues[0]) if len(venues) == 1 else AgentVenue.MULTI


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A source as people see it; `handle` is how the pipeline calls it."""

    id: SourceId
    kind: SourceKind
    handle: str
    created_at: datetime
    display_name: str | None = None
    description: str | None = None
    website_url: str | None = None
    logo_url: str | None = None
    x_handle: str | None = None
    followers_count: int | None = None
    impact_factor: Decimal | None = None
    active: bool = False
    last_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An agent follows a source."""

    id: UUID
    agent_id: AgentId
    source: Profile
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whom a new agent is to follow: X accounts by id or by handle, and institutes."""

    account_ids: Collection[SourceId] = ()
    handles: Collection[str] = ()
    institute_ids: Collection[SourceId] = ()


def venue_order(
    venue: AgentVenue, wished: Sequence[VenueName] | None, network: Network
) -> tuple[VenueName, ...]:
    """Order an agent's venues: its only one, those wished for, or the usual order.

    On paper the usual order ends with PAPER, which is all there is. Raises Conflict when a venue
    is wished for that is not its only one, or one alone for MULTI.
    """
    if venue is not AgentVenue.MULTI:
        only = (VenueName(venue),)
        if wished is not None and tuple(wished) != only:
            raise Conflict(f"an agent of {venue} trades there alone; name MULTI to list venues")
        return only
    if wished is None:
        return (*MULTI_ORDER, VenueName.PAPER) if network is Network.PAPER else MULTI_ORDER
    if len(wished) == 1:
        raise Conflict(ONE_ALONE)
    return tuple(wished)
