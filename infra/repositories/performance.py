"""Figures that take the whole past, in Postgres; and the prices of the past."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from contracts.market import AgentId, DeploymentId, Network
from domain.performance import Day, Figures, LegacyFigures, Stint
from domain.positions import PositionStatus
from infra.tables.markets import MarkRow, PriceBarRow
from infra.tables.money import AgentMetricsRow
from infra.tables.positions import PositionRow

SETTLED = timedelta(minutes=1)
"""An agent whose positions close one after the other is computed anew this often at most."""
AT_ONCE = 20
HELD = (PositionStatus.OPEN, PositionStatus.CLOSING, PositionStatus.CLOSED)
SAVE_DAYS = text("""
    insert into pnl_snapshot as s
      (deployment_id, day, agent_id, closed_positions, net_pnl, fees, base, return_share)
    select d.deployment_id, d.day, :agent_id, d.closed, d.net_pnl, 0, d.base, d.return_share
    from json_to_recordset(cast(:days as json)) as d (
      deployment_id uuid, day date, closed int, net_pnl numeric, base numeric,
      return_share numeric)
    on conflict (deployment_id, day) do update
    set closed_positions = excluded.closed_positions, net_pnl = excluded.net_pnl,
      base = excluded.base, return_share = excluded.return_share
    where (s.closed_positions, s.net_pnl, s.base, s.return_share) is distinct from
      (excluded.closed_positions, excluded.net_pnl, excluded.base, excluded.return_share)
""")
"""Writes only days that are new or came out otherwise; fees are the closing handler's."""


class SqlPerformance:
    """Figures in Postgres, within one transaction; always recomputed, never added to."""

    def __init__(self, connection: AsyncConnection, network: Network) -> None:
        self._connection = connection
        self._network = network

    async def due(self, now: datetime) -> Sequence[AgentId]:
        """Name agents whose figures are older than today, or than a result some time ago."""
        figures_at = col(AgentMetricsRow.figures_at)
        today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        newer = col(AgentMetricsRow.updated_at) >= figures_at
        found = await self._connection.scalars(
            select(col(AgentMetricsRow.agent_id))
            .where(
                or_(figures_at.is_(None), figures_at < today, newer & (figures_at <= now - SETTLED))
            )
            .order_by(figures_at.nulls_first(), col(AgentMetricsRow.agent_id))
            .limit(AT_ONCE)
        )
        return [AgentId(agent_id) for agent_id in found]

    async def stints(self, agent_id: AgentId) -> Mapping[DeploymentId, Sequence[Stint]]:
        """Read what each of an agent's deployments holds and held, oldest first."""
        p = PositionRow
        rows = await self._connection.execute(
            select(
                col(p.deployment_id),
                col(p.collateral),
                col(p.opened_at),
                col(p.closed_at),
                col(p.net_pnl),
                func.coalesce(col(p.entry_price) * col(p.opened_quantity), 0).label("cost"),
            )
            .where(
                col(p.agent_id) == agent_id,
                col(p.network) == self._network,
                col(p.status).in_(HELD),
                col(p.opened_at).is_not(None),
            )
            .order_by(col(p.opened_at), col(p.id))
        )
        found = defaultdict[DeploymentId, list[Stint]](list)
        for row in rows:
            found[DeploymentId(row.deployment_id)].append(
                Stint(
                    collateral=row.collateral,
                    opened_at=row.opened_at,
                    closed_at=row.closed_at,
                    net_pnl=row.net_pnl if row.closed_at else None,
                    cost=row.cost,
                )
            )
        return found

    async def save_days(
        self, agent_id: AgentId, days: Mapping[DeploymentId, Sequence[Day]]
    ) -> None:
        """Store the days of deployments in place of what was there."""
        rows = [_day(name, day) for name, track in days.items() for day in track]
        document = json.dumps(rows, default=str)
        await self._connection.execute(SAVE_DAYS, {"agent_id": agent_id, "days": document})

    async def save_figures(
        self, agent_id: AgentId, figures: Figures, legacy: LegacyFigures, now: datetime
    ) -> None:
        """Store an agent's figures, the old ones beside them, in place of what was there."""
        await self._connection.execute(
            update(AgentMetricsRow)
            .where(col(AgentMetricsRow.agent_id) == agent_id)
            .values(**asdict(figures), **asdict(legacy), figures_at=now)
        )

    async def keep_prices(self) -> int:
        """Keep the first mark of each minute and return how many were new."""
        m = MarkRow
        minute = func.date_trunc(literal("minute"), col(m.seen_at), literal("UTC"))
        marks = select(
            col(m.network), col(m.symbol), minute, col(m.venue), col(m.price), col(m.seen_at)
        ).where(col(m.network) == self._network)
        names = ["network", "symbol", "minute", "venue", "price", "seen_at"]
        kept = await self._connection.execute(
            insert(PriceBarRow).from_select(names, marks).on_conflict_do_nothing()
        )
        return kept.rowcount


def _day(deployment_id: DeploymentId, day: Day) -> dict[str, object]:
    return {
        "deployment_id": deployment_id,
        "day": day.day,
        "closed": day.closed,
        "net_pnl": day.net_pnl,
        "base": day.base,
        "return_share": day.return_share,
    }
