"""Why posts and signals were not traded: what agents ignored, and what deployments refused."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from infra.reading.look import Look, Row

_WITHIN = """
  (cast(:reason as text) is null or {row}.reason = :reason)
  and (cast(:agent_id as uuid) is null or {row}.agent_id = :agent_id)
  and (cast(:since as timestamptz) is null or {row}.at >= :since)
  and (cast(:until as timestamptz) is null or {row}.at <= :until)
"""
_AFTER = """
  and (cast(:after_at as timestamptz) is null or ({row}.at, {row}.id) < (:after_at, :after_id))
  order by {row}.at desc, {row}.id desc limit cast(:limit as bigint) + cast(:offset as bigint)
"""
_REFUSED = f"""
  from refusal r
  join deployment d on d.id = r.deployment_id and d.network = :network
  join signal s on s.id = r.signal_id
  join agent a on a.id = r.agent_id
  where (:sees_all or d.user_wallet = :caller)
  and (cast(:deployment_id as uuid) is null or r.deployment_id = :deployment_id)
  and {_WITHIN.format(row="r")}
"""
_IGNORED = f"""
  from post_outcome o
  join post p on p.id = o.post_id
  join agent a on a.id = o.agent_id
  where o.reason is not null
  and (:sees_all or case when p.source_kind = 'MANUAL' then p.author = :caller else
    a.creator_wallet = :caller
    or a.id in (select agent_id from deployment where user_wallet = :caller) end)
  and (cast(:deployment_id as uuid) is null
    or a.id = (select agent_id from deployment where id = :deployment_id))
  and {_WITHIN.format(row="o")}
"""  # noqa: S608 - constants of ours
"""What a person asked for by hand and nobody took is the asker's alone."""
_LIST = f"""
  select * from (
    (select r.id, r.at, 'REFUSED' as kind, r.reason, r.detail, r.agent_id, a.name as agent_name,
       r.deployment_id, r.signal_id, s.post_id, s.token, s.side
     {_REFUSED} {_AFTER.format(row="r")})
    union all
    (select o.id, o.at, 'IGNORED', o.reason, o.detail, o.agent_id, a.name,
       null, null, o.post_id, o.token, null
     {_IGNORED} {_AFTER.format(row="o")})
  ) found
  order by at desc, id desc limit :limit offset :offset
"""  # noqa: S608 - constants of ours
_COUNTS = f"""
  select 'REFUSED' as kind, r.reason, count(*) as count {_REFUSED} group by r.reason
  union all
  select 'IGNORED', o.reason, count(*) {_IGNORED} group by o.reason
  order by count desc, reason, kind
"""
_OWN = """
  select id from deployment
  where id = :deployment_id and network = :network and (:sees_all or user_wallet = :caller)
"""


async def not_traded(
    look: Look, asked: Mapping[str, Any], page: Mapping[str, Any]
) -> Sequence[Row]:
    """List what became of the caller's agents' posts and deployments' signals, newest first."""
    await _require_own(look, asked["deployment_id"])
    return await look.rows(_LIST, **asked, **page)


async def reasons(look: Look, asked: Mapping[str, Any]) -> Sequence[Row]:
    """Count the same by reason, the commonest first."""
    await _require_own(look, asked["deployment_id"])
    return await look.rows(_COUNTS, **asked)


async def _require_own(look: Look, deployment_id: UUID | None) -> None:
    """Raise NotFound for a deployment that is not there for the caller."""
    if deployment_id is not None:
        await look.one(f"deployment {deployment_id}", _OWN, deployment_id=deployment_id)
