"""Signals over HTTP: as they are shown, and as a person asks for one."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import Field

from api.schemas.base import In, Number, Out, Shown
from api.schemas.decimals import Gearing, Share
from api.schemas.filters import Token
from contracts.market import Side, VenueName
from contracts.signals import IgnoreReason
from domain.agents import AgentStatus
from infra.reading.look import Row

MULTI: Literal["MULTI"] = "MULTI"
AgentVenue = VenueName | Literal["MULTI"]
"""Where an agent trades: one venue, or the first that takes the trade."""


class SignalStatus(StrEnum):
    """How far a signal has come, over all deployments that were asked."""

    PENDING = "PENDING"
    """Nobody has decided yet, and there is time."""
    ROUTED = "ROUTED"
    """An order is on its way."""
    EXECUTED = "EXECUTED"
    """Somebody's order was filled."""
    SKIPPED = "SKIPPED"
    """Nobody traded it; why not is told by `/api/explain`."""


class SizeModelOut(Out):
    """How much of a balance to commit."""

    type: Literal["balance-percentage"]
    value: Number
    """In percent."""
    leverage: Number | None


class SignalOut(Out):
    """An agent's reason to trade."""

    id: UUID
    agent_id: UUID
    agent_name: str
    token_symbol: str
    symbol: str
    venue: AgentVenue
    side: Side
    confidence: Number
    score: Number | None
    score_breakdown: Mapping[str, Any] | None
    size_model: SizeModelOut
    reference_price: Number
    status: SignalStatus
    post_id: UUID | None
    source_tweets: list[str]
    deployment_id: UUID | None
    """The one deployment that was asked, when a person asked."""
    created_at: datetime
    expires_at: datetime
    bucket6h: datetime = Field(alias="bucket6h")
    """When the six hours of UTC began in which an agent has one signal for a token."""

    @classmethod
    def of(cls, row: Row) -> Self:
        """Spell a signal's row."""
        return cls.model_validate(spelled(row))


class SignalAgentOut(Out):
    """Whose signal it is."""

    id: UUID
    name: str
    description: str | None
    venue: AgentVenue
    status: AgentStatus
    creator_wallet: Shown


class SignalWithAgentOut(SignalOut):
    """A signal with its agent."""

    agent: SignalAgentOut

    @classmethod
    def of(cls, row: Row) -> Self:
        """Spell a signal's row with its agent."""
        agent = {
            "id": row["agent_id"],
            "name": row["agent_name"],
            "description": row["description"],
            "venue": row["venue"],
            "status": row["agent_status"],
            "creator_wallet": row["creator_wallet"],
        }
        return cls.model_validate(spelled(row) | {"agent": agent})


class VenueCountOut(Out):
    """How many signals were meant for a venue."""

    venue: AgentVenue
    count: int


class SignalStatsOut(Out):
    """An agent's signals in figures."""

    total_signals: int
    venue_counts: list[VenueCountOut]
    recent_signals: list[SignalOut]


class SignalIn(In):
    """A trade one asks one's own deployment for; what is left out is left to the rules."""

    deployment_id: UUID
    token_symbol: Token
    side: Side
    share: Share | None = None
    """The share of the balance to commit, as 0.05."""
    leverage: Gearing | None = None


class IgnoredOut(Out):
    """Why a request became no signal."""

    reason: IgnoreReason
    detail: str


class SignalAskedOut(Out):
    """What a request became: a signal, or the reason for none. `/api/explain` tells the rest."""

    post_id: UUID
    signal_id: UUID | None
    ignored: IgnoredOut | None


class WaitingPostOut(Out):
    """A post that has no verdict yet."""

    post_id: UUID
    author: str
    external_id: str
    attempts: int
    next_attempt_at: datetime
    last_error: str | None


class GenerateOut(Out):
    """What waits to become signals; the stages were told to take it now."""

    unclassified: int
    unheard: int
    """Verdicts that the signals stage has yet to take."""
    posts: list[WaitingPostOut]
    """The oldest of the unclassified."""


def spelled(row: Row) -> dict[str, Any]:
    """Name the parts of a signal's row as they are shown."""
    told = dict(row)
    size = {
        "type": "balance-percentage",
        "value": row["size"] * 100,
        "leverage": row["leverage"],
    }
    return told | {"token_symbol": row["token"], "symbol": row["token"], "size_model": size}
