"""What operators watch: what has not left, what is tried again, what was parked, by stage."""

from collections.abc import Sequence

from infra.reading.look import Look, Row

_OUTBOX = """
  select count(*) as pending,
    extract(epoch from clock_timestamp() - min(created_at)) as oldest_seconds
  from outbox where published_at is null
"""
_STAGES = """
  select stage, sum(retrying) as retrying, max(oldest) as attempts, sum(parked) as parked,
    max(last_error) as last_error
  from (
    select stage, count(*) as retrying, max(attempts) as oldest, 0 as parked,
      (array_agg(last_error order by attempts desc))[1] as last_error
    from retry group by stage
    union all
    select stage, 0, 0, count(*), null from dead_letter where replayed_at is null group by stage
    union all
    select distinct stage, 0, 0, 0, null from subscription
  ) found
  group by stage order by stage
"""
_WORK = """
  select (select count(*) from verdict where state = 'PENDING') as posts_unclassified,
    (select count(*) from trade_order
     where state in ('PLANNED', 'CLAIMED', 'SENT', 'UNKNOWN', 'ACKED', 'PARTIAL'))
      as orders_unsettled,
    (select count(*) from trade_order where state = 'UNKNOWN') as orders_unknown,
    (select count(*) from position where status in ('OPENING', 'OPEN', 'CLOSING'))
      as positions_live
"""


async def outbox(look: Look) -> Row:
    """Count what was committed and has not left, and how long the oldest has waited."""
    return await look.one("outbox", _OUTBOX)


async def stages(look: Look) -> Sequence[Row]:
    """Count by stage what is tried again, and what was parked."""
    return await look.rows(_STAGES)


async def work(look: Look) -> Row:
    """Count what waits in the database for somebody to take it."""
    return await look.one("work", _WORK)
