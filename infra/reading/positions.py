"""Positions as their owner sees them: the rows, the last marks, the fills, and the exits."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.market import Purpose, Side, VenueName
from domain.positions import PositionFill, PositionStatus
from domain.positions.valuation import UNKNOWN, Valuation, settled, valued
from infra.reading.look import Look, Row

_COLUMNS = """
    p.id, p.signal_id, p.agent_id, a.name as agent_name, p.deployment_id, p.wallet, p.venue,
    p.symbol, p.side, p.status, p.opened_quantity as size, p.quantity, p.entry_price,
    p.exit_price, p.collateral, p.leverage, p.hard_stop_price, p.take_profit_price,
    case p.side when 'LONG' then p.trigger_below else p.trigger_above end as stop_price,
    coalesce(p.ratchet_at = p.extreme, false) as trailing, p.fees, p.net_pnl, p.exit_reason,
    p.closing_reason, p.created_at, p.opened_at, p.closed_at, m.price as mark, m.seen_at as mark_at
"""
_FROM = """
    from position p join deployment d on d.id = p.deployment_id join agent a on a.id = p.agent_id
    left join mark m on p.status in ('OPEN', 'CLOSING')
      and (m.network, m.venue, m.symbol) = (p.network, p.venue, p.symbol)
    where p.network = :network and (:sees_all or d.user_wallet = :caller)
"""
_CHOSEN = """
    and (cast(:deployment_id as uuid) is null or p.deployment_id = :deployment_id)
    and (cast(:agent_id as uuid) is null or p.agent_id = :agent_id)
    and (cast(:status as text) is null or p.status = :status)
    and (cast(:venue as text) is null or p.venue = :venue)
    and (cast(:symbol as text) is null or p.symbol = :symbol)
    and (cast(:since as timestamptz) is null or {moment} >= :since)
    and (cast(:until as timestamptz) is null or {moment} < :until)
"""
_PAGE = f"""
    select {_COLUMNS} {_FROM} {_CHOSEN}
    and (cast(:after_at as timestamptz) is null
      or ({{moment}}, p.id) < (cast(:after_at as timestamptz), cast(:after_id as uuid)))
    order by {{moment}} desc, p.id desc limit :limit offset :offset
"""
_OF_AGENT = f"""
    select {_COLUMNS}
    from position p join deployment d on d.id = p.deployment_id join agent a on a.id = p.agent_id
    join signal s on s.id = p.signal_id
    left join mark m on p.status in ('OPEN', 'CLOSING')
      and (m.network, m.venue, m.symbol) = (p.network, p.venue, p.symbol)
    where p.network = :network and p.agent_id = :agent_id
      and (s.deployment_id is null or :sees_all or d.user_wallet = :caller)
      and (cast(:after_at as timestamptz) is null
        or (p.created_at, p.id) < (cast(:after_at as timestamptz), cast(:after_id as uuid)))
    order by p.created_at desc, p.id desc limit :limit offset :offset
"""  # noqa: S608 - constants of ours
"""What a person asked for by hand is theirs alone to see."""
_ONE = f"select {_COLUMNS} {_FROM} and p.id = :position_id"
_FILLS = """
    select position_id, fill_id, purpose, quantity, price, fee, filled_at
    from fill where network = :network and position_id = any(:position_ids)
    order by filled_at, purpose desc, fill_id
"""
_EXITS = """
    select i.id as intent_id, i.reason, i.attempt, i.quantity, i.created_at as asked_at,
      o.id as order_id, o.state, o.filled, o.reject_reason, o.detail
    from intent i left join trade_order o on o.intent_id = i.id
    where i.purpose = 'CLOSE' and i.position_id = :position_id order by i.attempt, i.id
"""
_LIVE = (PositionStatus.OPEN, PositionStatus.CLOSING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which positions are asked for; null asks for all."""

    deployment_id: UUID | None = None
    agent_id: UUID | None = None
    status: PositionStatus | None = None
    venue: VenueName | None = None
    symbol: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def values(self) -> dict[str, Any]:
        """Return what the query binds."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A position's row, its price now unless that is too old, and what it is worth by it."""

    row: Row
    price: Any
    worth: Valuation


async def positions_page(
    look: Look, chosen: Chosen, paging: Mapping[str, Any], fresh_since: datetime
) -> Sequence[Seen]:
    """Read a page of positions, newest first, each with its worth by marks no older than that."""
    query = _PAGE.format(moment="p.created_at")
    rows = await look.rows(query, **chosen.values, **paging)
    return await _seen(look, rows, fresh_since)


async def history_page(look: Look, chosen: Chosen, paging: Mapping[str, Any]) -> Sequence[Seen]:
    """Read a page of positions chosen among the closed, the last to close first."""
    rows = await look.rows(_PAGE.format(moment="p.closed_at"), **chosen.values, **paging)
    return [_ended(row) for row in rows]


async def agent_positions(
    look: Look, agent_id: UUID, paging: Mapping[str, Any], fresh_since: datetime
) -> Sequence[Seen]:
    """Read a page of positions of an agent the caller was shown, newest first, whosoever's."""
    rows = await look.rows(_OF_AGENT, agent_id=agent_id, **paging)
    return await _seen(look, rows, fresh_since)


async def position_seen(look: Look, position_id: UUID, fresh_since: datetime) -> Seen:
    """Read one position. Raises NotFound when it is not there for the caller."""
    row = await look.one(f"position {position_id}", _ONE, position_id=position_id)
    [seen] = await _seen(look, [row], fresh_since)
    return seen


async def fills_of(look: Look, position_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Row]]:
    """Read the fills of positions that the caller was shown, oldest first."""
    found: dict[UUID, list[Row]] = defaultdict(list)
    if position_ids:
        for row in await look.rows(_FILLS, position_ids=list(position_ids)):
            found[row["position_id"]].append(row)
    return found


async def exits_of(look: Look, position_id: UUID) -> Sequence[Row]:
    """Read every try at closing a position that the caller was shown, and how far it came."""
    return await look.rows(_EXITS, position_id=position_id)


async def _seen(look: Look, rows: Sequence[Row], fresh_since: datetime) -> list[Seen]:
    live = [row["id"] for row in rows if row["status"] in _LIVE]
    fills = await fills_of(look, live)
    return [
        _held(row, fills.get(row["id"], ()), fresh_since) if row["status"] in _LIVE else _ended(row)
        for row in rows
    ]


def _held(row: Row, fills: Sequence[Row], fresh_since: datetime) -> Seen:
    is_fresh = row["mark_at"] is not None and row["mark_at"] >= fresh_since
    price = row["mark"] if is_fresh else None
    return Seen(row=row, price=price, worth=valued(Side(row["side"]), as_fills(fills), price))


def _ended(row: Row) -> Seen:
    is_closed = row["status"] == PositionStatus.CLOSED
    worth = settled(row["net_pnl"], row["fees"]) if is_closed else UNKNOWN
    return Seen(row=row, price=None, worth=worth)


def as_fills(rows: Sequence[Row]) -> list[PositionFill]:
    """Take rows for what is reckoned with."""
    return [
        PositionFill(
            purpose=Purpose(row["purpose"]),
            quantity=row["quantity"],
            price=row["price"],
            fee=row["fee"],
            filled_at=row["filled_at"],
        )
        for row in rows
    ]
