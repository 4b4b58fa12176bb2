"""The leaderboard of sources as it was last computed, and what sources brought to agents."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from infra.reading.agents import VISIBLE
from infra.reading.look import Look, Row

_STANDINGS = """
    select * from (
      select t.rank, s.id as source_id, s.kind, s.handle, s.display_name, t.verdict, t.calls,
        t.shrunk, t.shrunk_low, t.shrunk_high, t.p_value, t.computed_at,
        row_number() over (order by t.rank nulls last, t.calls desc, s.handle, s.id) as place
      from source_standing t join source s on s.id = t.source_id where t.network = :network) as t
    where place > coalesce(:after_place, 0) order by place limit :limit offset :offset
"""
_SCORES = """
    select source_id, horizon, calls, blocks, mean, low, high from source_score
    where network = :network and source_id = any(:source_ids)
"""
_SOURCE = """
    select id, kind, handle, display_name, impact_factor from source
    where id = :source_id and kind <> 'MANUAL'
"""
_CREDITS = f"""
    from impact i join position p on p.id = i.position_id join agent a on a.id = i.agent_id
    where i.source_id = :source_id and p.network = :network and {VISIBLE}
"""
_BY_AGENT = f"""
    select a.id as agent_id, a.name as agent_name, count(*) as positions, sum(i.weight) as weight,
      sum(i.pnl) as pnl {_CREDITS} group by a.id, a.name order by sum(i.pnl) desc, a.id
"""
_BY_DAY = f"""
    select cast(i.at at time zone 'UTC' as date) as day, count(*) as positions,
      sum(i.weight) as weight, sum(i.pnl) as pnl {_CREDITS} group by 1 order by 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credited:
    """What a source's posts brought to agents the caller may see; of nobody's alone."""

    source: Row
    by_agent: Sequence[Row]
    by_day: Sequence[Row]


async def standings_page(look: Look, paging: Mapping[str, Any]) -> Sequence[Row]:
    """Read a page of sources, the best first, those without enough calls last."""
    return await look.rows(_STANDINGS, **paging)


async def scores_of(look: Look, source_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Row]]:
    """Read what sources' calls returned by each horizon."""
    found: dict[UUID, list[Row]] = defaultdict(list)
    for row in await look.rows(_SCORES, source_ids=list(source_ids)):
        found[row["source_id"]].append(row)
    return found


async def credited(look: Look, source_id: UUID) -> Credited:
    """Read what a source's posts brought. Raises NotFound."""
    return Credited(
        source=await look.one(f"source {source_id}", _SOURCE, source_id=source_id),
        by_agent=await look.rows(_BY_AGENT, source_id=source_id),
        by_day=await look.rows(_BY_DAY, source_id=source_id),
    )
