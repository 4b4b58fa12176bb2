"""Agents as the marketplace shows them: who may see which, in which order, with which figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.catalogue import Entry
from infra.reading.look import Look, Row
from infra.repositories.catalogue import ENTRY, entry_of

VISIBLE = """
    a.deleted_at is null and (a.status = 'PUBLIC' or :sees_all or a.creator_wallet = :caller
      or exists (select 1 from deployment u where u.agent_id = a.id and u.user_wallet = :caller))
"""
"""An agent `a` that the caller may see: a public one, an own one, or one that runs for them."""
METRICS = """
    coalesce(m.closed_positions, 0) as closed_positions, coalesce(m.wins, 0) as wins,
    coalesce(m.net_pnl, 0) as net_pnl, coalesce(m.fees, 0) as fees, m.win_rate, m.apr_30d,
    m.apr_90d, m.apr_inception as apr_si, m.sharpe_30d, m.sortino_30d, m.max_drawdown,
    m.profit_factor, m.expectancy, m.capital, m.legacy_apr_30d, m.legacy_apr_90d,
    m.legacy_apr_inception as legacy_apr_si, m.legacy_sharpe_30d, m.figures_at
"""
SORTS: Mapping[str, tuple[str, str]] = {
    "apr30d": ("m.apr_30d", "numeric"),
    "apr90d": ("m.apr_90d", "numeric"),
    "aprSi": ("m.apr_inception", "numeric"),
    "sharpe30d": ("m.sharpe_30d", "numeric"),
    "createdAt": ("a.created_at", "timestamptz"),
    "name": ("a.name", "text"),
}
"""By what agents can be listed: the expression, and its type."""
_FROM = "from agent a left join agent_metrics m on m.agent_id = a.id"
_PAGE = """
    select {entry}, {metrics}, cast({sort} as text) as place {source}
    where {visible}
      and (cast(:venue as text) is null or a.venue = :venue)
      and (cast(:creator as text) is null or a.creator_wallet = :creator)
      and (cast(:search as text) is null
        or position(lower(cast(:search as text)) in lower(a.name)) > 0)
      and a.status = coalesce(cast(:status as text),
        case when cast(:creator as text) is null then 'PUBLIC' else a.status end)
      and (cast(:after_id as uuid) is null or case when cast(:after_place as text) is null
        then {sort} is null and a.id > :after_id
        else {sort} is null or {sort} {beyond} cast(cast(:after_place as text) as {kind})
          or ({sort} = cast(cast(:after_place as text) as {kind}) and a.id > :after_id) end)
    order by {sort} {direction} nulls last, a.id limit :limit offset :offset
"""
_ONE = f"""
    select {ENTRY}, {METRICS}, (select count(*) from deployment d where d.agent_id = a.id
      and d.network = :network and d.status <> 'CANCELLED') as deployment_count
    {_FROM} where a.id = :agent_id and {VISIBLE}
"""  # noqa: S608 - constants of ours
_RANKED = f"""
    select * from (
      select a.id, a.name, a.venue, a.creator_wallet, {METRICS},
        case when {{sort}} is not null then rank() over (order by {{sort}} desc nulls last) end
          as rank,
        row_number() over (order by {{sort}} desc nulls last, a.id) as place,
        (select count(distinct d.user_wallet) from deployment d where d.agent_id = a.id
          and d.network = :network and d.status = 'ACTIVE') as subscribers
      {_FROM} where a.deleted_at is null and a.status = 'PUBLIC') as ranked
    where place > coalesce(:after_place, 0) order by place limit :limit offset :offset
"""  # noqa: S608 - constants of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """In which order agents are listed; those without the figure come last either way."""

    name: str
    falling: bool

    def __str__(self) -> str:
        """Spell it the way it is asked for."""
        return f"{self.name}.{'desc' if self.falling else 'asc'}"

    @property
    def kind(self) -> str:
        """Return the type of what agents are listed by."""
        return SORTS[self.name][1]

    @property
    def parts(self) -> dict[str, str]:
        """Return the pieces of the query."""
        sort, kind = SORTS[self.name]
        beyond, direction = ("<", "desc") if self.falling else (">", "asc")
        return {"sort": sort, "kind": kind, "beyond": beyond, "direction": direction}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An agent with the row its figures are in."""

    entry: Entry
    row: Row


async def agents_page(
    look: Look, chosen: Mapping[str, Any], order: Order, paging: Mapping[str, Any]
) -> Sequence[Listed]:
    """Read a page of agents; without a status or a creator named, of public ones."""
    query = _PAGE.format(entry=ENTRY, metrics=METRICS, source=_FROM, visible=VISIBLE, **order.parts)
    rows = await look.rows(query, **chosen, **paging)
    return [Listed(entry=entry_of(row), row=row) for row in rows]


async def agent_listed(look: Look, agent_id: UUID) -> Listed:
    """Read one agent. Raises NotFound when it is not there for the caller."""
    row = await look.one(f"agent {agent_id}", _ONE, agent_id=agent_id)
    return Listed(entry=entry_of(row), row=row)


async def agents_ranked(look: Look, by: str, paging: Mapping[str, Any]) -> Sequence[Row]:
    """Read a page of public agents, the best by a figure first, those without it unranked."""
    sort, _ = SORTS[by]
    return await look.rows(_RANKED.format(sort=sort), **paging)
