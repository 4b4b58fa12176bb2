"""What a run came to: counts by outcome and reason, and money by agent."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

FIGURES: Mapping[str, str] = {
    "posts": "select count(*) as posts from post",
    "verdicts": """
        select v.verdict->>'reason' as verdict, count(*) as posts from verdict v
        group by 1 order by 2 desc, 1""",
    "post_outcomes": """
        select coalesce(reason, 'raised') as outcome, count(*) as times from post_outcome
        group by 1 order by 2 desc, 1""",
    "signals": """
        select a.name as agent, s.side, count(*) as signals from signal s
        join agent a on a.id = s.agent_id group by 1, 2 order by 1, 2""",
    "intents": "select purpose, count(*) as intents from intent group by 1 order by 1 desc",
    "refusals": """
        select reason, count(*) as refusals from refusal group by 1 order by 2 desc, 1""",
    "orders": """
        select purpose, state, coalesce(reject_reason, '') as reason, count(*) as orders
        from trade_order group by 1, 2, 3 order by 1 desc, 2, 3""",
    "fills": "select purpose, count(*) as fills from fill group by 1 order by 1 desc",
    "closes": """
        select exit_reason as reason, count(*) as positions, sum(net_pnl) as net_pnl
        from position where closed_at is not null group by 1 order by 2 desc, 1""",
    "agents": """
        select a.name as agent, count(p.id) filter (where p.status = 'CLOSED') as closed,
          count(p.id) filter (where p.status in ('OPEN', 'CLOSING')) as held,
          round(coalesce(sum(p.gross_pnl), 0), 2) as gross_pnl,
          round(coalesce(sum(p.fees), 0), 2) as fees,
          round(coalesce(sum(p.net_pnl), 0), 2) as net_pnl,
          (select round(coalesce(sum(b.amount), 0), 2) from bill b
           join deployment d on d.id = b.deployment_id where d.agent_id = a.id) as accrued
        from agent a left join position p on p.agent_id = a.id
        group by a.id, a.name order by a.name""",
    "alarms": """
        select payload->>'kind' as alarm, payload->>'subject' as subject, count(*) as times
        from outbox where routing_key like 'alarm.raised.%' group by 1, 2 order by 1, 2""",
}
"""Each is a list of rows with the same columns."""


async def figures(engine: AsyncEngine) -> dict[str, list[dict[str, Any]]]:
    """Return every figure by its name, each as rows."""
    async with engine.connect() as connection:
        return {
            name: [dict(row) for row in (await connection.execute(text(query))).mappings()]
            for name, query in FIGURES.items()
        }


async def a_closed_position(engine: AsyncEngine) -> str | None:
    """Return the id of a position to tell about: a trailing stop if there was one."""
    query = text("""
        select id::text from position where status = 'CLOSED'
        order by exit_reason <> 'TRAILING_STOP', closed_at, id limit 1
    """)
    async with engine.connect() as connection:
        found: str | None = await connection.scalar(query)
    return found


def total(rows: Sequence[Mapping[str, Any]], column: str) -> int:
    """Add up one column."""
    return sum(row[column] for row in rows)


async def deployments_and_holdings(engine: AsyncEngine) -> list[dict[str, Any]]:
    """List every deployment with its agent, its wallet, and how many positions it holds."""
    query = text("""
        select d.id, a.name as agent, d.user_wallet as wallet, d.network, d.status,
          case when d.status = 'CANCELLED' then
            case when d.winds_down then 'closes' else 'keeps' end end as what_it_holds,
          (select count(*) from position p where p.deployment_id = d.id
           and p.status in ('OPENING', 'OPEN', 'CLOSING')) as live
        from deployment d join agent a on a.id = d.agent_id order by a.name, d.created_at, d.id
    """)
    async with engine.connect() as connection:
        return [dict(row) for row in (await connection.execute(query)).mappings()]


async def agents_and_deployments(engine: AsyncEngine) -> list[dict[str, Any]]:
    """List every agent with those it follows and the wallets it runs on."""
    query = text("""
        select a.name as agent, a.status, a.venue,
          (select string_agg(s.handle, ', ' order by s.handle) from agent_source x
           join source s on s.id = x.source_id where x.agent_id = a.id) as follows,
          (select count(*) from deployment d where d.agent_id = a.id) as deployments,
          (select count(*) from deployment d where d.agent_id = a.id and d.status = 'ACTIVE')
            as active, a.id
        from agent a where a.deleted_at is null order by a.name
    """)
    async with engine.connect() as connection:
        return [dict(row) for row in (await connection.execute(query)).mappings()]
