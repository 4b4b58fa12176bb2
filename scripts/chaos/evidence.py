"""Gathering evidence: the load's own list, our tables, and the venue's own ledger."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.orders import FINAL
from domain.policy import Policy
from scripts.chaos.cast import followers
from scripts.chaos.load import Said
from scripts.chaos.truth import Evidence

Items = tuple[Hashable, ...]
QUERIES: Mapping[str, str] = {
    "posts": "select external_id from post",
    "verdicts": """
        select p.external_id, v.candidate from verdict v join post p on p.id = v.post_id
        where v.state = 'DONE'""",
    "outcomes": """
        select p.external_id, o.agent_id from post_outcome o join post p on p.id = o.post_id""",
    "decisions": """
        select signal_id, deployment_id from intent where purpose = 'OPEN'
        union all select signal_id, deployment_id from refusal where intent_id is null""",
    "signals_by_deployment": """
        select s.id, d.id from signal s join deployment d on d.agent_id = s.agent_id""",
    "intents": "select id from intent",
    "ordered_intents": "select intent_id from trade_order",
    "orders": "select id from trade_order",
    "settled_orders": "select id from trade_order where state = any(:final)",
    "accepted_orders": "select order_id from order_attempt where outcome = 'ACCEPTED'",
    "fills": "select fill_id, quantity, price, fee from fill",
    "closed": "select id from position where status = 'CLOSED'",
    "billed": "select position_id from bill where kind = 'INFRA_FEE'",
    "closed_by_agent": """
        select agent_id, count(*) from position where status = 'CLOSED' group by agent_id""",
    "metrics": "select agent_id, closed_positions from agent_metrics where closed_positions > 0",
    "deliveries": """
        select o.message_id, s.stage from outbox o
        join subscription s on s.routing_key = o.routing_key""",
    "taken": """
        select i.message_id, i.stage from inbox i where i.outcome = 'done'""",
    "dead_letters": "select stage, routing_key, reason, error from dead_letter",
}
PLACES = """
    select o.agent_id, o.token, p.published_at from post_outcome o
    join post p on p.id = o.post_id where o.signal_id is not null or o.reason = 'duplicate'"""
SIGNALS = """
    select s.agent_id, s.token, p.published_at from signal s join post p on p.id = s.post_id"""
HOLDINGS = """
    select wallet, symbol, sum(case side when 'LONG' then quantity else -quantity end) as net
    from position where status in ('OPEN', 'CLOSING') group by wallet, symbol"""
BOOKS = """
    select p.wallet, coalesce(sum(coalesce(p.gross_pnl, (
        select case p.side when 'LONG' then 1 else -1 end * (
          sum(f.quantity * f.price) filter (where f.purpose = 'CLOSE')
          - sum(f.quantity * f.price) filter (where f.purpose = 'OPEN')
            * sum(f.quantity) filter (where f.purpose = 'CLOSE')
            / sum(f.quantity) filter (where f.purpose = 'OPEN'))
        from fill f where f.position_id = p.id))), 0) as gross,
      sum(coalesce(p.fees, (select sum(f.fee) from fill f where f.position_id = p.id), 0)) as fees
    from position p group by p.wallet"""
ALARMS = """
    select payload->>'kind' as alarm, count(*) as times
    from outbox where payload ? 'kind' and payload ? 'subject' group by 1 order by 1"""
COUNTS = """
    select 'post' as what, coalesce(reason, 'signal') as came_to, count(*) from post_outcome
    group by 1, 2
    union all select 'decision', reason, count(*) from refusal group by 1, 2
    union all select 'order', purpose || ' ' || state || coalesce(' ' || reject_reason, ''),
      count(*) from trade_order group by 1, 2
    union all select 'attempt', coalesce(outcome, 'none'), count(*) from order_attempt group by 1, 2
    union all select 'position', status || coalesce(' ' || exit_reason, ''), count(*)
    from position group by 1, 2
    order by 1, 3 desc"""


DELAYS = """
    select i.stage, round(extract(epoch from percentile_cont(0.5)
        within group (order by i.received_at - o.created_at))::numeric, 2) as half,
      round(extract(epoch from percentile_cont(0.99)
        within group (order by i.received_at - o.created_at))::numeric, 2) as most
    from inbox i join outbox o on o.message_id = i.message_id group by i.stage order by i.stage"""


async def gather(engine: AsyncEngine, said: Sequence[Said], venue: Mapping[str, Any]) -> Evidence:
    """Read everything the truth table compares; nothing may be moving any more.

    `venue` has what the venue itself tells, by the names of the evidence.
    """
    return Evidence(**_of_load(said), **await ours(engine), **venue)


async def ours(engine: AsyncEngine) -> dict[str, Any]:
    """Read what our own tables say, by the names of the evidence."""
    items: dict[str, Any] = {name: await _items(engine, query) for name, query in QUERIES.items()}
    attempts = await _items(engine, "select client_order_id, order_id from order_attempt")
    holdings = await _items(engine, HOLDINGS)
    books = await _items(engine, BOOKS)
    return items | {
        "claimed_places": frozenset(_place(*row) for row in await _items(engine, PLACES)),
        "signal_places": tuple(_place(*row) for row in await _items(engine, SIGNALS)),
        "attempts": dict(attempts),
        "holdings": {(wallet, symbol): net for wallet, symbol, net in holdings},
        "books": {wallet: (gross, fees) for wallet, gross, fees in books},
    }


async def figures(engine: AsyncEngine) -> list[dict[str, Any]]:
    """Count what everything came to, and measure how long messages waited to be taken."""
    alarms = [("alarm", kind, times) for kind, times in await _items(engine, ALARMS)]
    delays = [
        ("delay", stage, f"{half} s, 1 in 100 over {most} s")
        for stage, half, most in await _items(engine, DELAYS)
    ]
    rows = [*await _items(engine, COUNTS), *alarms, *delays]
    return [{"what": what, "came to": outcome, "times": times} for what, outcome, times in rows]


async def _items(engine: AsyncEngine, query: str) -> tuple[Any, ...]:
    values = {"final": [str(state) for state in FINAL]} if ":final" in query else {}
    async with engine.connect() as connection:
        rows = (await connection.execute(text(query), values)).all()
    return tuple(row[0] if len(row) == 1 else tuple(row) for row in rows)


def _of_load(said: Sequence[Said]) -> dict[str, Any]:
    following = followers()
    return {
        "said_posts": tuple(each.post.external_id for each in said),
        "said_verdicts": tuple((each.post.external_id, each.candidate) for each in said),
        "said_outcomes": tuple(
            (each.post.external_id, agent_id)
            for each in said
            for agent_id in following[each.post.author]
        ),
    }


def _place(agent_id: UUID, token: str, published_at: Any) -> tuple[UUID, str, int]:
    """Name where an agent can have one signal: a token in a stretch of time."""
    width: timedelta = Policy().signal_bucket
    return agent_id, token, int(published_at.timestamp() // width.total_seconds())
