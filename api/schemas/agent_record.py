"""What an agent said, did and earned, as the pages about it show it."""

from datetime import date, datetime
from uuid import UUID

from api.schemas.base import Number, Out
from api.schemas.signals import SignalStatus
from contracts.market import Side, VenueName
from domain.agent_health import Health
from domain.performance.equity import Earned
from domain.positions import PositionStatus
from infra.reading.positions import Seen

HUNDRED = 100


class AgentPositionOut(Out):
    """A position of somebody the agent trades for; nobody is told whose."""

    id: UUID
    symbol: str
    side: Side
    entry_price: Number | None
    current_price: Number | None
    """The last mark while it is held, null when that is too old; afterwards the exit's price."""
    size: Number
    """All that was opened, in tokens."""
    pnl: Number | None
    """After fees, in USD; null when nobody can tell."""
    pnl_percentage: Number | None
    """The same in percent of the collateral."""
    status: PositionStatus
    opened_at: datetime | None
    closed_at: datetime | None


class AgentSignalOut(Out):
    """A reason to trade that the agent gave."""

    symbol: str
    side: Side
    confidence: Number
    status: SignalStatus
    created_at: datetime


class PnlSnapshotOut(Out):
    """What a UTC day brought, over all the agent trades for."""

    day: date
    return_pct: Number | None
    """In percent of the most collateral at work that day; null when nobody can tell."""


class AgentHealthOut(Out):
    """Whether an agent can trade now; `inTheWay` is empty exactly when it can."""

    agent_id: UUID
    can_trade: bool
    in_the_way: list[str]
    sources_active: int
    venues_open: list[VenueName]
    deployments_ready: int
    deployments_not_ready: dict[str, str]
    """Of the caller's own deployments, by id, why not."""


def agent_position(seen: Seen) -> AgentPositionOut:
    """Show a position without whose it is."""
    row, worth = seen.row, seen.worth
    share = worth.share_of(row["collateral"])
    return AgentPositionOut(
        id=row["id"],
        symbol=row["symbol"],
        side=row["side"],
        entry_price=row["entry_price"],
        current_price=row["exit_price"] if row["closed_at"] else seen.price,
        size=row["size"],
        pnl=worth.pnl,
        pnl_percentage=None if share is None else share * HUNDRED,
        status=row["status"],
        opened_at=row["opened_at"],
        closed_at=row["closed_at"],
    )


def snapshot_out(earned: Earned) -> PnlSnapshotOut:
    """Show a day."""
    share = earned.return_share
    return PnlSnapshotOut(day=earned.day, return_pct=None if share is None else share * HUNDRED)


def health_out(health: Health, own: frozenset[UUID]) -> AgentHealthOut:
    """Show an agent's health; why a deployment is not ready is told to its owner alone."""
    return AgentHealthOut(
        agent_id=health.agent.id,
        can_trade=health.can_trade,
        in_the_way=list(health.in_the_way),
        sources_active=health.sources_active,
        venues_open=list(health.venues_open),
        deployments_ready=health.deployments_ready,
        deployments_not_ready={
            str(name): why for name, why in health.deployments.items() if name in own
        },
    )
