"""Where an agent's trades were routed, counted; nobody's wallet or balance is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from infra.reading.look import Look, Row

_MS = "extract(epoch from r.at - s.created_at) * 1000"
_FROM = """
    from routing r join signal s on s.id = r.signal_id join deployment d on d.id = r.deployment_id
    where s.agent_id = :agent_id and s.deployment_id is null and d.network = :network
      and (cast(:since as timestamptz) is null or r.at >= :since)
      and (cast(:token as text) is null or s.token = :token)
"""
_TOTAL = f"""
    select count(*) filter (where r.selected is not null) as trades,
      cast(round(avg({_MS})) as bigint) as average_ms {_FROM}
"""
_BY_VENUE = f"""
    select r.selected as venue, count(*) as times {_FROM} and r.selected is not null
    group by 1 order by 2 desc, 1
"""
_BY_TOKEN = f"""
    select s.token, r.selected as venue, count(*) as times {_FROM} and r.selected is not null
    group by 1, 2 order by 3 desc, 1, 2 limit 10
"""
_RECENT = f"""
    select s.token, r.selected as venue, r.requested, r.at,
      cast(round({_MS}) as bigint) as took_ms,
      array(select split_part(r.checked ->> venue, ':', 1) from unnest(r.requested)
        with ordinality as v (venue, n) where r.checked ? venue order by n) as answers,
      array(select venue from unnest(r.requested)
        with ordinality as v (venue, n) where r.checked ? venue order by n) as asked
    {_FROM} order by r.at desc, r.signal_id, r.deployment_id limit 20
"""  # noqa: S608 - constants of ours
"""Of what was in the way only its kind is told: the rest names somebody's balance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """What decisions came to; durations are from the signal to the decision, in ms."""

    trades: int
    average_ms: int | None
    by_venue: Sequence[Row]
    by_token: Sequence[Row]
    recent: Sequence[Row]


async def routed(look: Look, agent_id: UUID, since: datetime | None, token: str | None) -> Routed:
    """Count the decisions for an agent the caller was shown, and read the newest."""
    values: dict[str, Any] = {"agent_id": agent_id, "since": since, "token": token}
    total = await look.one("routing", _TOTAL, **values)
    return Routed(
        trades=total["trades"],
        average_ms=total["average_ms"],
        by_venue=await look.rows(_BY_VENUE, **values),
        by_token=await look.rows(_BY_TOKEN, **values),
        recent=await look.rows(_RECENT, **values),
    )
