"""Bills of the caller, and counters of the whole platform."""

from collections.abc import Mapping, Sequence
from typing import Any

from infra.reading.look import Look, Row

_FROM = """
    from bill b join deployment d on d.id = b.deployment_id
    where d.network = :network and d.user_wallet = :caller
      and (cast(:deployment_id as uuid) is null or b.deployment_id = :deployment_id)
      and (cast(:kind as text) is null or b.kind = :kind)
      and (cast(:status as text) is null or b.status = :status)
"""
_PAGE = f"""
    select b.id, b.kind, b.amount, b.asset, b.status, b.position_id, b.deployment_id, d.agent_id,
      b.tx_hash, b.occurred_at
    {_FROM} and (cast(:after_at as timestamptz) is null
      or (b.occurred_at, b.id) < (cast(:after_at as timestamptz), cast(:after_id as uuid)))
    order by b.occurred_at desc, b.id desc limit :limit offset :offset
"""
_TOTALS = f"""
    select b.kind, b.status, b.asset, count(*) as bills, sum(b.amount) as amount
    {_FROM} group by b.kind, b.status, b.asset order by b.kind, b.status, b.asset
"""
_STATS = """
    select
      (select count(*) from agent where status = 'PUBLIC' and deleted_at is null)
        as public_agents,
      (select count(*) from deployment where status = 'ACTIVE' and network = :network)
        as active_deployments,
      (select count(distinct user_wallet) from deployment where network = :network) as users,
      (select count(*) from source where active and kind <> 'MANUAL') as sources,
      (select count(*) from position where network = :network and status in ('OPEN', 'CLOSING'))
        as open_positions,
      (select coalesce(sum(closed_positions), 0) from agent_metrics) as closed_positions,
      (select coalesce(sum(net_pnl), 0) from agent_metrics) as net_pnl,
      (select coalesce(sum(fees), 0) from agent_metrics) as fees
"""


async def bills_page(
    look: Look, chosen: Mapping[str, Any], paging: Mapping[str, Any]
) -> Sequence[Row]:
    """Read a page of what the caller owes and paid, newest first."""
    return await look.rows(_PAGE, **chosen, **paging)


async def bill_totals(look: Look, chosen: Mapping[str, Any]) -> Sequence[Row]:
    """Add the caller's bills up by kind and status."""
    return await look.rows(_TOTALS, **chosen)


async def platform_stats(look: Look) -> Row:
    """Count what there is."""
    return await look.one("platform", _STATS)
