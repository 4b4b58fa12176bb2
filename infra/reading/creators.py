"""What a creator's agents have come to: who uses them, and what that brings in."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.market import Wallet
from domain.errors import NotFound
from infra.reading.look import Look, Row

_AGENTS = """
    select a.id, a.name, a.status, a.venue, m.apr_30d,
      count(distinct d.user_wallet) filter (where d.user_wallet <> a.creator_wallet
        and d.status = 'ACTIVE' and d.network = :network) as subscribers
    from agent a left join agent_metrics m on m.agent_id = a.id
    left join deployment d on d.agent_id = a.id
    where a.deleted_at is null and a.creator_wallet = :creator
      and (:sees_all or a.creator_wallet = :caller)
    group by a.id, a.name, a.status, a.venue, m.apr_30d
    order by m.apr_30d desc nulls last, a.id
"""
_SUMS = """
    select
      coalesce(sum(b.amount) filter (where b.kind = 'PROFIT_SHARE'), 0) as profit_share,
      coalesce(sum(b.amount) filter (where b.kind = 'INFRA_FEE'), 0) as infra_fees,
      coalesce(sum(b.amount) filter (where b.kind = 'SUBSCRIPTION'), 0) as subscriptions
    from agent a join deployment d on d.agent_id = a.id and d.network = :network
    join bill b on b.deployment_id = d.id and b.status in ('PENDING', 'CHARGED')
    where a.creator_wallet = :creator and (:sees_all or a.creator_wallet = :caller)
"""
"""What failed or was waived brings nothing; what a deleted agent brought in stays."""
_SUBSCRIBERS = """
    select count(distinct d.user_wallet) as subscribers
    from agent a join deployment d on d.agent_id = a.id and d.network = :network
    where a.deleted_at is null and a.creator_wallet = :creator and d.status = 'ACTIVE'
      and d.user_wallet <> a.creator_wallet and (:sees_all or a.creator_wallet = :caller)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Creations:
    """A creator's agents, and the totals over all of them."""

    agents: Sequence[Row]
    sums: Row
    subscribers: int


async def creations(look: Look, creator: Wallet) -> Creations:
    """Read what a wallet's agents have come to. Raises NotFound for a wallet of others."""
    caller = look.caller
    if caller is None or not (caller.sees_all or caller.wallet == creator):
        raise NotFound(f"no creator {creator}")
    sums = await look.one("sums", _SUMS, creator=creator)
    counted = await look.one("count", _SUBSCRIBERS, creator=creator)
    return Creations(
        agents=await look.rows(_AGENTS, creator=creator),
        sums=sums,
        subscribers=counted["subscribers"],
    )
