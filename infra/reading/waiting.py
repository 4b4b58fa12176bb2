"""Posts that wait for a verdict, the oldest first."""

from collections.abc import Sequence

from infra.reading.look import Look, Row

_WAITING = """
  select v.post_id, p.author, p.external_id, v.attempts, v.next_attempt_at, v.last_error
  from verdict v join post p on p.id = v.post_id
  where v.state = 'PENDING' order by p.first_seen_at, v.post_id limit :limit
"""


async def waiting_posts(look: Look, limit: int) -> Sequence[Row]:
    """List posts that are still to be classified; for operators, so whoever wrote them."""
    return await look.rows(_WAITING, limit=limit)
