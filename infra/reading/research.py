"""Research notes as people look at them: what each was read as, and whether it was acted on."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from infra.reading.look import Look, Row

_NOTES = """
  select p.id, p.source_id as institute_id, s.handle as institute, p.text as signal_text,
    p.published_at as created_at, v.state as verdict_state, v.candidate, v.confidence,
    v.verdict, exists (select from post_outcome o where o.post_id = p.id) as processed
  from post p
  join source s on s.id = p.source_id
  left join lateral (
    select * from verdict v where v.post_id = p.id order by v.classified_at desc nulls last limit 1
  ) v on true
  where p.source_kind = 'RESEARCH'
  and (cast(:institute_id as uuid) is null or p.source_id = :institute_id)
  and (cast(:processed as boolean) is null
    or exists (select from post_outcome o where o.post_id = p.id) = :processed)
  and (cast(:after_at as timestamptz) is null or (p.published_at, p.id) < (:after_at, :after_id))
  order by p.published_at desc, p.id desc limit :limit offset :offset
"""
_INSTITUTE = "select handle, active from source where id = :id and kind = 'RESEARCH'"


async def notes(look: Look, asked: Mapping[str, Any], page: Mapping[str, Any]) -> Sequence[Row]:
    """List notes, newest first."""
    return await look.rows(_NOTES, **asked, **page)


async def institute(look: Look, institute_id: UUID) -> Row:
    """Return an institute's handle, and whether it is active. Raises NotFound."""
    return await look.one(f"institute {institute_id}", _INSTITUTE, id=institute_id)
