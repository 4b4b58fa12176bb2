"""Closed positions and their fills, oldest first, a page at a time: for files of any length."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from domain.positions import PositionFill
from infra.reading.look import Look, Row
from infra.reading.positions import as_fills, fills_of

PAGE = 500
Looks = Callable[[], AbstractAsyncContextManager[Look]]
"""Begins a look each time: a client that reads slowly must not hold one open."""
_RESULTS = """
    select p.id, a.name as agent_name, p.agent_id, p.deployment_id, p.venue, p.symbol, p.side,
      p.opened_quantity as quantity, p.entry_price, p.exit_price, p.collateral, p.leverage,
      p.gross_pnl, p.fees, p.net_pnl, p.exit_reason, p.opened_at, p.closed_at
    from position p join deployment d on d.id = p.deployment_id join agent a on a.id = p.agent_id
    where p.network = :network and d.user_wallet = :caller and p.status = 'CLOSED'
      and (p.closed_at, p.id) > (cast(:after_at as timestamptz), cast(:after_id as uuid))
      and p.closed_at >= :since and p.closed_at < :until
    order by p.closed_at, p.id limit :page
"""
_CLOSED_IN = """
    select p.id, p.created_at, p.venue, p.symbol, p.side, p.wallet
    from position p join deployment d on d.id = p.deployment_id
    where p.network = :network and d.user_wallet = :caller
      and (p.created_at, p.id) > (cast(:after_at as timestamptz), cast(:after_id as uuid))
      and exists (select from fill f where f.position_id = p.id and f.purpose = 'CLOSE'
        and f.filled_at >= :since and f.filled_at < :until)
    order by p.created_at, p.id limit :page
"""
_FIRST: Mapping[str, Any] = {"after_at": datetime(1970, 1, 1, tzinfo=UTC), "after_id": UUID(int=0)}


class Filled(NamedTuple):
    """A position that was closed, in part at least, and all its fills."""

    row: Row
    fills: Sequence[PositionFill]


async def results(looks: Looks, since: datetime, until: datetime) -> AsyncIterator[Sequence[Row]]:
    """Yield pages of the caller's own positions that closed in a time, oldest first."""
    after = _FIRST
    while True:
        async with looks() as look:
            rows = await look.rows(_RESULTS, since=since, until=until, page=PAGE, **after)
        yield rows
        if len(rows) < PAGE:
            return
        after = {"after_at": rows[-1]["closed_at"], "after_id": rows[-1]["id"]}


async def filled_in(
    looks: Looks, since: datetime, until: datetime
) -> AsyncIterator[Sequence[Filled]]:
    """Yield pages of the caller's own positions that were closed, in part at least, in a time."""
    after = _FIRST
    while True:
        async with looks() as look:
            rows = await look.rows(_CLOSED_IN, since=since, until=until, page=PAGE, **after)
            fills = await fills_of(look, [row["id"] for row in rows])
        yield [Filled(row, as_fills(fills[row["id"]])) for row in rows]
        if len(rows) < PAGE:
            return
        after = {"after_at": rows[-1]["created_at"], "after_id": rows[-1]["id"]}
