"""Dead letters as operators look at them, newest first."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from infra.reading.look import Look, Row

_HEAD = "id, stage, message_id, routing_key, reason, error, at, replayed_at"
_LIST = f"""
  select {_HEAD} from dead_letter
  where (cast(:stage as text) is null or stage = :stage)
  and (:replayed or replayed_at is null)
  and (cast(:after_at as timestamptz) is null or (at, id) < (:after_at, :after_id))
  order by at desc, id desc limit :limit offset :offset
"""  # noqa: S608 - constants of ours
_ONE = f"select {_HEAD}, body from dead_letter where id = :letter_id"  # noqa: S608 - the same


async def letters(look: Look, asked: Mapping[str, Any], page: Mapping[str, Any]) -> Sequence[Row]:
    """List what was parked, without the bodies."""
    return await look.rows(_LIST, **asked, **page)


async def letter(look: Look, letter_id: UUID) -> Row:
    """Return a letter with its body. Raises NotFound."""
    return await look.one(f"dead letter {letter_id}", _ONE, letter_id=letter_id)
