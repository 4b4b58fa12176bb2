"""The statements that count what is at risk: one for any number of wallets, agents and tokens.

Each has an arm for every scope that is asked about, and none for the others.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text

from contracts.market import VenueName
from domain.risk import Standing
from domain.risk_limits import LimitScope
from infra.tables.positions import LIVE

Scopes = frozenset[LimitScope]
_VENUES = ", ".join(f"'{venue}'" for venue in VenueName)
_WHOSE: Mapping[LimitScope, str] = {
    LimitScope.PLATFORM: "'*'",
    LimitScope.AGENT: "cast(p.agent_id as text)",
    LimitScope.WALLET: "p.wallet",
}
_ASKED: Mapping[LimitScope, str] = {
    LimitScope.PLATFORM: "true",
    LimitScope.AGENT: "p.agent_id = any(cast(:agents as uuid[]))",
    LimitScope.WALLET: f"p.venue in ({_VENUES}) and p.wallet = any(cast(:wallets as text[]))",
}
_STOPS = "('HARD_STOP_LOSS', 'STOP_LOSS', 'LIQUIDATED')"
_LIVE_ARM = """
    select '{scope}' as scope, {whose} as target, p.symbol,
      sum(p.collateral * p.leverage) as notional, count(*) as positions
    from position p where {live} and p.network = :on_network and {asked} group by 2, 3
"""
_ENDED_ARM = """
    select '{scope}' as scope, {whose} as target, p.symbol,
      coalesce(sum(p.net_pnl) filter (where p.closed_at >= :day), 0) as result,
      max(p.closed_at) filter (where p.closed_at >= :since and (p.exit_reason in {stops}
        or (p.exit_reason = 'TRAILING_STOP' and p.net_pnl < 0))) as stopped_at
    from position p
    where p.status = 'CLOSED' and p.network = :on_network and p.closed_at >= :earliest
      and {asked} group by 2, 3
"""
_WON = """
    with won as (
      select p.wallet, p.agent_id, coalesce(p.net_pnl, 0) as result from position p
      where p.status = 'CLOSED' and p.network = :on_network and p.closed_at >= :day
      union all
      select p.wallet, p.agent_id, coalesce(m.price - p.entry_price, 0) * p.quantity
        * case when p.side = 'LONG' then 1 else -1 end
      from position p left join mark m
        on m.network = p.network and m.venue = p.venue and m.symbol = p.symbol
      where p.status in ('OPEN', 'CLOSING') and p.network = :on_network
    )
"""
_WON_ARM = """
    select '{scope}' as scope, {whose} as target, sum(p.result) as result
    from won p group by 2
"""


@cache
def live(scopes: Scopes) -> TextClause:
    """Count the live positions of those asked about, by scope, target and token."""
    return _arms(_LIVE_ARM, scopes)


@cache
def ended(scopes: Scopes) -> TextClause:
    """Add up what those asked about closed in the day, and find their last losing stops."""
    return _arms(_ENDED_ARM, scopes)


@cache
def results(scopes: Scopes) -> TextClause:
    """Add up the result of the day, open positions by their marks and all, by scope and target."""
    return text(_WON + str(_arms(_WON_ARM, scopes)))


def count_live(standing: Standing, rows: Iterable[Any]) -> None:
    """Enter live positions."""
    for row in rows:
        target = (LimitScope(row.scope), row.target)
        standing.exposure[target, row.symbol] = row.notional
        standing.positions[target] = standing.positions.get(target, 0) + row.positions


def count_ended(standing: Standing, rows: Iterable[Any]) -> None:
    """Enter what closed positions came to."""
    for row in rows:
        target = (LimitScope(row.scope), row.target)
        standing.results[target] = standing.results.get(target, Decimal(0)) + row.result
        if row.stopped_at is not None:
            standing.stopped[target, row.symbol] = row.stopped_at


def _arms(arm: str, scopes: Scopes) -> TextClause:
    """Put together the arms; no word in them comes from outside."""
    return text(
        " union all ".join(
            arm.format(
                scope=scope, whose=_WHOSE[scope], asked=_ASKED[scope], live=LIVE, stops=_STOPS
            )
            for scope in sorted(scopes)
        )
    )
