"""Why something was not traded, row by row and counted."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from api.schemas.base import Out
from contracts.intents import RefusalReason
from contracts.market import Side
from contracts.signals import IgnoreReason

Reason = RefusalReason | IgnoreReason
Kind = Literal["REFUSED", "IGNORED"]
"""A deployment refused a signal, or an agent ignored a post."""


class NotTradedOut(Out):
    """One no, with its reason."""

    id: UUID
    at: datetime
    kind: Kind
    reason: str
    detail: str
    agent_id: UUID
    agent_name: str
    deployment_id: UUID | None
    signal_id: UUID | None
    post_id: UUID | None
    token: str | None
    side: Side | None


class ReasonCountOut(Out):
    """How often a reason was given."""

    kind: Kind
    reason: str
    count: int


class NotTradedStatsOut(Out):
    """All that was not traded, by reason, the commonest first."""

    total: int
    by_reason: list[ReasonCountOut]
