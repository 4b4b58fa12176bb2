"""How deployments have done: what they hold and held, their days, and who is to be credited."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.market import Usd
from domain.metrics import Tally
from domain.performance import Stint
from domain.performance.equity import Earned
from infra.reading.agents import VISIBLE
from infra.reading.look import Look, Row

_OWN = "select id from deployment where user_wallet = :caller and network = :network"
_DEPLOYMENT = """
    select id from deployment
    where id = :deployment_id and network = :network and (:sees_all or user_wallet = :caller)
"""
_AGENT = f"select a.id from agent a where a.id = :agent_id and {VISIBLE}"  # noqa: S608 - ours
_RUN_BY = "select id from deployment where agent_id = :agent_id and network = :network"
_STINTS = """
    select collateral, opened_at, closed_at, case when closed_at is not null then net_pnl end
      as net_pnl, coalesce(entry_price * opened_quantity, 0) as cost
    from position where deployment_id = any(:deployments)
      and status in ('OPEN', 'CLOSING', 'CLOSED') and opened_at is not null
    order by opened_at, id
"""
_SUMS = """
    select count(*) filter (where p.net_pnl is not null) as closed,
      count(*) filter (where p.net_pnl > 0) as wins,
      coalesce(sum(p.net_pnl), 0) as net_pnl,
      coalesce(sum(p.fees) filter (where p.net_pnl is not null), 0) as fees,
      count(*) filter (where p.status = 'CLOSED' and p.net_pnl is null) as unknown,
      count(*) filter (where p.status <> 'CLOSED') as held,
      count(*) filter (where p.status <> 'CLOSED' and m.price is null) as unpriced,
      coalesce(sum(case p.side when 'LONG' then 1 else -1 end * (m.price - p.entry_price)
        * p.quantity) filter (where p.status <> 'CLOSED'), 0) as unrealised
    from position p left join mark m on p.status <> 'CLOSED' and m.seen_at >= :fresh_since
      and (m.network, m.venue, m.symbol) = (p.network, p.venue, p.symbol)
    where p.deployment_id = any(:deployments) and p.status in ('OPEN', 'CLOSING', 'CLOSED')
"""
_DAYS = """
    select day, sum(closed_positions) as closed, sum(net_pnl) as net_pnl, sum(fees) as fees,
      case when bool_and(return_share is not null)
        then coalesce(round(sum(net_pnl) / sum(base), 18), 0) end as return_share
    from pnl_snapshot where deployment_id = any(:deployments) group by day order by day
"""
"""Over several deployments a day's base is what each had at work at most, added up."""
_IMPACT = """
    select s.id as source_id, s.kind, s.handle, count(*) as positions, sum(i.weight) as weight,
      sum(i.pnl) as pnl
    from position p join impact i on i.position_id = p.id join source s on s.id = i.source_id
    where p.deployment_id = :deployment_id
    group by s.id, s.kind, s.handle order by sum(i.pnl) desc, s.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What positions add up to; `unrealised` is null while one that is held has no fresh mark."""

    tally: Tally
    unknown: int
    held: int
    unrealised: Usd | None


async def own_deployments(look: Look) -> list[UUID]:
    """Name the deployments on the caller's own wallet."""
    return [row["id"] for row in await look.rows(_OWN)]


async def one_deployment(look: Look, deployment_id: UUID) -> list[UUID]:
    """Name one deployment. Raises NotFound when it is not there for the caller."""
    row = await look.one("deployment", _DEPLOYMENT, deployment_id=deployment_id)
    return [row["id"]]


async def deployments_of(look: Look, agent_id: UUID) -> list[UUID]:
    """Name all deployments of an agent the caller may see. Raises NotFound for any other."""
    await look.one(f"agent {agent_id}", _AGENT, agent_id=agent_id)
    return [row["id"] for row in await look.rows(_RUN_BY, agent_id=agent_id)]


async def stints_of(look: Look, deployments: Collection[UUID]) -> list[Stint]:
    """Read what deployments hold and held, oldest first."""
    return [Stint(**row) for row in await look.rows(_STINTS, deployments=list(deployments))]


async def sums_of(look: Look, deployments: Collection[UUID], fresh_since: datetime) -> Sums:
    """Add positions up, what is held by marks no older than that."""
    values = {"deployments": list(deployments), "fresh_since": fresh_since}
    row = await look.one("sums", _SUMS, **values)
    return Sums(
        tally=Tally(
            closed_positions=row["closed"],
            wins=row["wins"],
            net_pnl=row["net_pnl"],
            fees=row["fees"],
        ),
        unknown=row["unknown"],
        held=row["held"],
        unrealised=None if row["unpriced"] else row["unrealised"],
    )


async def days_of(look: Look, deployments: Collection[UUID]) -> list[Earned]:
    """Read what each day brought to deployments together, oldest first."""
    return [Earned(**row) for row in await look.rows(_DAYS, deployments=list(deployments))]


async def impact_on(look: Look, deployment_id: UUID) -> Sequence[Row]:
    """Read what each source's posts brought to a deployment the caller was shown."""
    return await look.rows(_IMPACT, deployment_id=deployment_id)
