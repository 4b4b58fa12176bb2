"""What is left of what is to be flattened: counts to watch, and names to look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network
from domain.halts import HaltScope

NAMED = 50
"""How many positions are named at most; the others are in the counts."""
_WITHIN: Mapping[HaltScope, str] = {
    HaltScope.GLOBAL: "true",
    HaltScope.VENUE: "p.venue = :target",
    HaltScope.AGENT: "cast(p.agent_id as text) = :target",
    HaltScope.DEPLOYMENT: "cast(p.deployment_id as text) = :target",
    HaltScope.WALLET: "p.wallet = :target",
    HaltScope.SOURCE: """exists (select from signal s
        where s.id = p.signal_id and cast(s.source_id as text) = :target)""",
}
_LIVE = "p.network = :on_network and p.status in ('OPENING', 'OPEN', 'CLOSING')"
_COUNTS = f"""
    select count(*) as remaining,
      count(*) filter (where p.status = 'OPENING') as entering,
      count(*) filter (where p.status = 'CLOSING') as exits_in_flight,
      count(*) filter (where p.status = 'OPEN' and p.close_attempts > 0) as exits_failed
    from position p where {_LIVE} and
"""  # noqa: S608 - constants of ours
_NAMES = f"""
    select p.id, p.venue, p.symbol, p.side, p.wallet, p.status, p.close_attempts as failed_exits,
      round(p.quantity * coalesce(p.entry_price, 0), 2) as notional,
      coalesce(o.reject_reason, o.state) as last_order, o.detail
    from position p left join lateral (
      select t.state, t.reject_reason, t.detail from trade_order t
      where t.position_id = p.id order by t.created_at desc, t.id limit 1
    ) o on true
    where {_LIVE} and {{within}}
    order by p.quantity * coalesce(p.entry_price, 0) desc, p.id limit {NAMED}
"""  # noqa: S608 - constants of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Remains:
    """How many positions are left, and where they stand."""

    remaining: int
    entering: int
    """Reserved by entries that are refused now, or whose fate is being asked for."""
    exits_in_flight: int
    exits_failed: int
    """Open again after an exit that failed; it is tried anew."""

    @property
    def flat(self) -> bool:
        """Tell whether nothing is left."""
        return self.remaining == 0


async def remains(
    engine: AsyncEngine, network: Network, scope: HaltScope, target: str | None
) -> Remains:
    """Count the live positions in a scope."""
    given = {"on_network": network} | ({} if target is None else {"target": target})
    async with engine.connect() as connection:
        row = (await connection.execute(text(_COUNTS + _WITHIN[scope]), given)).mappings().one()
    return Remains(**row)


async def names(
    engine: AsyncEngine, network: Network, scope: HaltScope, target: str | None
) -> list[dict[str, Any]]:
    """Name live positions in a scope, the largest first, with what became of the last order."""
    query = text(_NAMES.format(within=_WITHIN[scope]))
    given = {"on_network": network} | ({} if target is None else {"target": target})
    async with engine.connect() as connection:
        return [dict(row) for row in (await connection.execute(query, given)).mappings()]
