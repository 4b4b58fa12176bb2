"""Signals as people ask for them: each with its place in the day, and what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from infra.reading.look import Look, Row

SHOWN = """
  (:sees_all
   or s.deployment_id is null and (
     a.status = 'PUBLIC' and a.deleted_at is null
     or a.creator_wallet = :caller
     or exists (select from deployment d where d.agent_id = a.id and d.user_wallet = :caller))
   or exists (select from deployment d where d.id = s.deployment_id and d.user_wallet = :caller))
"""
"""What a person asked for by hand names a deployment, and is shown to its owner alone."""
_STATUS = """
  case
    when exists (select from position p where p.signal_id = s.id and p.opened_at is not null)
      then 'EXECUTED'
    when exists (select from position p where p.signal_id = s.id and p.status = 'OPENING')
      then 'ROUTED'
    when s.expires_at <= cast(:now as timestamptz)
      or exists (select from refusal r where r.signal_id = s.id) then 'SKIPPED'
    else 'PENDING'
  end
"""
_SIGNAL = f"""
  select s.id, s.agent_id, a.name as agent_name, a.venue, s.token, s.side, s.confidence, s.score,
    s.score_breakdown, s.size, s.leverage, s.reference_price, s.post_id, s.deployment_id,
    s.created_at, s.expires_at, {_STATUS} as status,
    date_bin('6 hours', s.created_at, timestamptz '2000-01-01 00:00:00+00') as bucket6h,
    (select coalesce(array_agg(p.external_id), '{{}}') from post p where p.id = s.post_id)
      as source_tweets,
    a.status as agent_status, a.creator_wallet, a.description
  from signal s join agent a on a.id = s.agent_id
  where {SHOWN}
"""  # noqa: S608 - constants of ours
_LIST = f"""{_SIGNAL}
  and (cast(:agent_id as uuid) is null or s.agent_id = :agent_id)
  and (cast(:token as text) is null or s.token = :token)
  and (cast(:venue as text) is null or a.venue = :venue)
  and (cast(:since as timestamptz) is null or s.created_at >= :since)
  and (cast(:until as timestamptz) is null or s.created_at <= :until)
  and (cast(:after_at as timestamptz) is null or (s.created_at, s.id) < (:after_at, :after_id))
  order by s.created_at desc, s.id desc limit :limit offset :offset
"""
_ONE = f"{_SIGNAL} and s.id = :signal_id"
_AGENT = """
  select a.id from agent a where a.id = :agent_id and (:sees_all or a.creator_wallet = :caller
    or a.status = 'PUBLIC' and a.deleted_at is null
    or exists (select from deployment d where d.agent_id = a.id and d.user_wallet = :caller))
"""
_COUNTS = f"""
  select a.venue, count(*) as count from signal s join agent a on a.id = s.agent_id
  where {SHOWN} and s.agent_id = :agent_id group by a.venue order by a.venue
"""  # noqa: S608 - constants of ours
RECENT = 10


async def signals(look: Look, now: datetime, **asked: Any) -> Sequence[Row]:
    """List signals, newest first; a filter that is None lets all through."""
    return await look.rows(_LIST, now=now, **asked)


async def signal(look: Look, signal_id: UUID, now: datetime) -> Row:
    """Return a signal with its agent. Raises NotFound."""
    return await look.one(f"signal {signal_id}", _ONE, signal_id=signal_id, now=now)


async def require_agent(look: Look, agent_id: UUID) -> None:
    """Raise NotFound for an agent that is not there for the caller."""
    await look.one(f"agent {agent_id}", _AGENT, agent_id=agent_id)


async def counts(look: Look, agent_id: UUID) -> Sequence[Row]:
    """Count an agent's signals by the venue they were meant for."""
    return await look.rows(_COUNTS, agent_id=agent_id)


async def recent(look: Look, agent_id: UUID, now: datetime) -> Sequence[Row]:
    """List the newest signals of an agent."""
    everything = dict.fromkeys(("token", "venue", "since", "until", "after_at", "after_id"))
    page = {"limit": RECENT, "offset": 0}
    return await signals(look, now, agent_id=agent_id, **everything, **page)
