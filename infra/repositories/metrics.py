"""Metrics, daily snapshots and credits in Postgres."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, union
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.market import AgentId, DeploymentId, Network, SignalId, SourceId
from domain.metrics import IMPACT_MODEL, Credit, Result, Tally
from domain.positions import PositionStatus
from infra.tables.agents import AgentRow, DeploymentRow
from infra.tables.money import AgentMetricsRow, ImpactRow, PnlSnapshotRow
from infra.tables.positions import PositionRow
from infra.tables.posts import PostRow
from infra.tables.signals import PostOutcomeRow, SignalRow


class SqlMetrics:
    """Metrics in Postgres, within one transaction; always recomputed, never added to."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network

    async def lock(self, agent_id: AgentId) -> None:
        """Keep others from recomputing an agent's figures until the transaction ends."""
        await self._connection.execute(
            select(col(AgentRow.id))
            .where(col(AgentRow.id) == agent_id)
            .with_for_update(key_share=True)
        )

    async def tally(self, agent_id: AgentId) -> Tally:
        """Add up an agent's closed positions of known result."""
        deployments = select(col(DeploymentRow.id)).where(col(DeploymentRow.agent_id) == agent_id)
        return await self._tally(col(PositionRow.deployment_id).in_(deployments))

    async def tally_day(self, deployment_id: DeploymentId, day: date) -> Tally:
        """Add up what a deployment closed, with a known result, on one UTC day."""
        midnight = datetime.combine(day, time(), UTC)
        return await self._tally(
            col(PositionRow.deployment_id) == deployment_id,
            col(PositionRow.closed_at) >= midnight,
            col(PositionRow.closed_at) < midnight + timedelta(days=1),
        )

    async def save(self, agent_id: AgentId, tally: Tally, now: datetime) -> None:
        """Store an agent's figures in place of what was there."""
        values = _figures(tally) | {
            "wins": tally.wins,
            "win_rate": tally.win_rate,
            "updated_at": now,
        }
        await self._connection.execute(
            insert(AgentMetricsRow)
            .values(agent_id=agent_id, **values)
            .on_conflict_do_update(index_elements=["agent_id"], set_=values)
        )

    async def save_day(self, result: Result, tally: Tally) -> None:
        """Store the figures of the day a result came, for its deployment."""
        values = _figures(tally)
        await self._connection.execute(
            insert(PnlSnapshotRow)
            .values(
                deployment_id=result.deployment_id,
                day=result.closed_at.astimezone(UTC).date(),
                agent_id=result.agent_id,
                **values,
            )
            .on_conflict_do_update(index_elements=["deployment_id", "day"], set_=values)
        )

    async def sources_of(self, signal_id: SignalId) -> Sequence[SourceId]:
        """Name the sources whose posts made a signal."""
        raised = select(col(SignalRow.source_id)).where(
            col(SignalRow.id) == signal_id, col(SignalRow.source_id).is_not(None)
        )
        joined = (
            select(col(PostRow.source_id))
            .join(PostOutcomeRow, col(PostOutcomeRow.post_id) == col(PostRow.id))
            .where(col(PostOutcomeRow.signal_id) == signal_id)
        )
        found = await self._connection.scalars(union(raised, joined))
        return sorted(SourceId(source_id) for source_id in found)

    async def save_credits(self, result: Result, shares: Sequence[Credit]) -> None:
        """Store what each source has to do with a result, in place of what was there."""
        if not shares:
            return
        statement = insert(ImpactRow)
        new = statement.excluded
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["position_id", "source_id"],
                set_={"pnl": new.pnl, "weight": new.weight},
            ),
            [_credit_values(result, credit) for credit in shares],
        )

    async def _tally(self, *chosen: ColumnElement[bool]) -> Tally:
        rows = await self._connection.execute(self._sums().where(*chosen))
        closed, wins, net_pnl, fees = rows.one()
        return Tally(closed_positions=closed, wins=wins, net_pnl=net_pnl, fees=fees)

    def _sums(self) -> Select[Any, Any, Any, Any]:
        net_pnl = col(PositionRow.net_pnl)
        return select(
            func.count(),
            func.count().filter(net_pnl > 0),
            func.coalesce(func.sum(net_pnl), 0),
            func.coalesce(func.sum(col(PositionRow.fees)), 0),
        ).where(
            col(PositionRow.network) == self._network,
            col(PositionRow.status) == PositionStatus.CLOSED,
            net_pnl.is_not(None),
        )


def _figures(tally: Tally) -> dict[str, object]:
    return {
        "closed_positions": tally.closed_positions,
        "net_pnl": tally.net_pnl,
        "fees": tally.fees,
    }


def _credit_values(result: Result, credit: Credit) -> dict[str, object]:
    return {
        "position_id": result.position_id,
        "source_id": credit.source_id,
        "signal_id": result.signal_id,
        "agent_id": result.agent_id,
        "pnl": credit.pnl,
        "weight": credit.weight,
        "model": IMPACT_MODEL,
        "at": result.closed_at,
    }
