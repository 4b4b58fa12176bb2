"""What an agent said and did, as anybody may see it: without whose money it was."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from infra.reading.look import Look, Row

_SIGNALS = """
    select s.id, s.token as symbol, s.side, s.confidence, s.created_at,
      case when p.opened then 'EXECUTED' when p.opening then 'ROUTED'
        when s.expires_at > :now and not exists (
          select 1 from refusal r where r.signal_id = s.id) then 'PENDING'
        else 'SKIPPED' end as status
    from signal s cross join lateral (
      select bool_or(status in ('OPEN', 'CLOSING', 'CLOSED')) as opened,
        bool_or(status = 'OPENING') as opening
      from position where signal_id = s.id and network = :network) p
    where s.agent_id = :agent_id and (s.deployment_id is null or :sees_all or exists (
        select 1 from deployment d where d.id = s.deployment_id and d.user_wallet = :caller))
      and (cast(:after_at as timestamptz) is null
        or (s.created_at, s.id) < (cast(:after_at as timestamptz), cast(:after_id as uuid)))
    order by s.created_at desc, s.id desc limit :limit offset :offset
"""
"""A trade that a person asked for by hand is theirs alone to see."""


async def signals_page(
    look: Look, agent_id: UUID, now: datetime, paging: Mapping[str, Any]
) -> Sequence[Row]:
    """Read a page of signals of an agent the caller was shown, newest first."""
    return await look.rows(_SIGNALS, agent_id=agent_id, now=now, **paging)
