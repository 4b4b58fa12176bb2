"""What is published of every agent, the old figures beside the new."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

PERFORMANCE = text("""
    select a.name as agent, m.closed_positions as closed, m.net_pnl, m.fees, m.win_rate,
      m.profit_factor, m.expectancy, m.capital, m.apr_30d, m.apr_90d, m.apr_inception,
      m.sharpe_30d, m.sortino_30d, m.max_drawdown, m.legacy_apr_30d, m.legacy_apr_90d,
      m.legacy_apr_inception, m.legacy_sharpe_30d, m.figures_at, a.id
    from agent a join agent_metrics m on m.agent_id = a.id
    where a.deleted_at is null order by a.name, a.id
""")


async def agents_performance(engine: AsyncEngine) -> list[dict[str, Any]]:
    """List the figures of every agent that closed a position; shares are fractions."""
    async with engine.connect() as connection:
        return [dict(row) for row in (await connection.execute(PERFORMANCE)).mappings()]
