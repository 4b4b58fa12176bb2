"""The audit trail as operators look at it, newest first."""

from collections.abc import Mapping, Sequence
from typing import Any

from infra.reading.look import Look, Row

_LIST = """
  select id, event, subject_kind, subject_id, actor, payload, at from audit
  where (cast(:event as text) is null or event = :event)
  and (cast(:actor as text) is null or actor in (:actor, lower(:actor)))
  and (cast(:subject_id as text) is null or subject_id = :subject_id)
  and (cast(:since as timestamptz) is null or at >= :since)
  and (cast(:until as timestamptz) is null or at <= :until)
  and (cast(:after_at as timestamptz) is null or (at, id) < (:after_at, cast(:after_id as bigint)))
  order by at desc, id desc limit :limit offset :offset
"""


async def deeds(look: Look, asked: Mapping[str, Any], page: Mapping[str, Any]) -> Sequence[Row]:
    """List who did what to what; for operators, so whoever did it."""
    return await look.rows(_LIST, **asked, **page)
