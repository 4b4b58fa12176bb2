"""What is owed, and what the platform has come to."""

from datetime import datetime
from uuid import UUID

from api.schemas.base import Number, Out
from contracts.billing import BillKind
from domain.billing import BillStatus


class BillOut(Out):
    """An amount owed; PENDING until it is settled."""

    id: UUID
    kind: BillKind
    amount: Number
    asset: str
    status: BillStatus
    position_id: UUID | None
    """Null for a subscription."""
    deployment_id: UUID
    agent_id: UUID
    tx_hash: str | None
    occurred_at: datetime


class BillTotalOut(Out):
    """Bills of one kind and status together."""

    kind: BillKind
    status: BillStatus
    asset: str
    bills: int
    amount: Number


class StatsOut(Out):
    """Counters of the whole platform; money in USD, of closed positions of known result."""

    public_agents: int
    active_deployments: int
    users: int
    sources: int
    open_positions: int
    closed_positions: int
    net_pnl: Number
    fees: Number
