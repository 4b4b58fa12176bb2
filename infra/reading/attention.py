"""Deployments that somebody should look at: what stands in their rows, and what health says."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from contracts.market import DeploymentId
from domain.agent_health import Checkup, examine
from domain.attention import Concern, Worry
from infra.reading.look import Look, Row

EXPIRING = timedelta(days=7)
WORRYING_ATTEMPTS = 3
"""So many failed exits are no accident; the positions stage raises its alarm at as many."""
_WORRIES = """
  select p.deployment_id, 'NO_STOP' as concern, g.naked_since as since, p.id as position_id,
    p.symbol || ' on ' || p.venue || ' after ' || g.failures || ' failures' as detail
  from guard g join position p on p.id = g.position_id
  where g.naked_since is not null and g.over_at is null and p.status = 'OPEN'
    and p.network = :network
  union all
  select p.deployment_id, 'DRIFT', f.first_seen_at, p.id,
    p.symbol || ' on ' || p.venue || ': ' || trim_scale(f.held) || ' by our fills, '
      || trim_scale(f.found) || ' at the venue'
  from drift f join position p on p.id = f.position_id
  where f.last_seen_at > f.first_seen_at and p.network = :network
  union all
  select o.deployment_id, 'ORDER_UNKNOWN', o.updated_at, o.position_id,
    o.purpose || ' ' || o.symbol || ' on ' || o.venue
  from trade_order o where o.state = 'UNKNOWN' and o.network = :network
  union all
  select p.deployment_id, 'EXIT_FAILING', p.closing_at, p.id,
    p.symbol || ' on ' || p.venue || ': ' || p.close_attempts || ' attempts failed'
  from position p
  where p.status in ('OPEN', 'CLOSING') and p.close_attempts >= :worrying
    and p.network = :network
  union all
  select d.id, case when c.valid_until <= :now then 'KEY_EXPIRED' else 'KEY_EXPIRING' end,
    c.valid_until, null, c.venue || ' until ' || c.valid_until
  from deployment d
  join credential c on c.user_wallet = d.user_wallet and c.network = d.network
    and c.venue = any(d.enabled_venues)
  where c.status = 'APPROVED' and c.valid_until <= :soon
    and d.status <> 'CANCELLED' and d.network = :network
"""
_NAMES = """
  select d.id, d.user_wallet, d.status, a.id as agent_id, a.name as agent_name
  from deployment d join agent a on a.id = d.agent_id where d.id = any(:ids)
"""


async def worries(look: Look, checkups: Iterable[Checkup], now: datetime) -> Sequence[Worry]:
    """List what should be looked at, the gravest first; for operators, so of everybody."""
    found = await look.rows(_WORRIES, now=now, soon=now + EXPIRING, worrying=WORRYING_ATTEMPTS)
    told = [_worry(row) for row in found] + [w for c in checkups for w in _unready(c)]
    return sorted(told, key=lambda worry: (worry.gravity, worry.deployment_id))


async def named(look: Look, deployment_ids: Iterable[DeploymentId]) -> dict[DeploymentId, Row]:
    """Read whose deployments they are."""
    rows = await look.rows(_NAMES, ids=list(deployment_ids))
    return {DeploymentId(row["id"]): row for row in rows}


def _worry(row: Row) -> Worry:
    return Worry(**dict(row) | {"concern": Concern(row["concern"])})


def _unready(checkup: Checkup) -> Iterable[Worry]:
    return [
        Worry(deployment_id=deployment_id, concern=Concern.NOT_READY, detail=why)
        for deployment_id, why in examine(checkup).deployments.items()
    ]
