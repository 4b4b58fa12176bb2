"""The statements that watch over positions: a few a round of marks, however many there are.

Statuses are spelled out, not bound, so that every plan may use the partial indexes. Each mark
walks along an index of its own in a subquery behind `offset 0`, which Postgres never merges with
what is around it; ranges have both ends, because it takes those for narrow and others for a third
of the table. What is found is handed on as one array of ids, for the same reason.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    FromClause,
    Interval,
    Numeric,
    Select,
    TableValuedAlias,
    Text,
    Update,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    cast,
    column,
    extract,
    func,
    literal_column,
    or_,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from contracts.market import Basis, Network, PositionId, Side
from contracts.positions import PriceMarked
from domain.ports.positions import Ending
from domain.positions import PositionStatus
from infra.tables.markets import MarkRow
from infra.tables.positions import PositionRow

_UNITS: ColumnElement[Decimal] = literal_column("1000000000000000000::numeric")
"""How many of the smallest amounts the store keeps make one."""
_SMALLEST: ColumnElement[Decimal] = literal_column("0.000000000000000001::numeric")
_LARGEST: ColumnElement[Decimal] = literal_column("100000000000000000000::numeric")
"""No price is as large, or the store would not keep it."""
_EVER: ColumnElement[datetime] = literal_column("'-infinity'::timestamptz")
_NONE: ColumnElement[int] = literal_column("0")
_INSTANT = DateTime(timezone=True)
_NETWORK = bindparam("on_network", type_=Text)

P = PositionRow
Q = aliased(PositionRow, name="watched")
"""A position in a subquery, told apart from the one a statement is about."""


def is_open(position: type[P] = P) -> ColumnElement[bool]:
    """Ask for OPEN positions, in the words of the partial indexes."""
    return col(position.status) == literal_column("'OPEN'")


def is_held() -> ColumnElement[bool]:
    """Ask for OPEN and CLOSING positions, in the words of the partial index."""
    return col(P.status).in_([literal_column("'OPEN'"), literal_column("'CLOSING'")])


def mark_values(
    network: Network, marks: Collection[PriceMarked], **more: object
) -> dict[str, object]:
    """Spell marks as the parameters of the statements below, which are built only once."""
    return {
        "on_network": network,
        "venues": [mark.venue for mark in marks],
        "symbols": [mark.symbol for mark in marks],
        "prices": [mark.price for mark in marks],
        "moments": [mark.seen_at for mark in marks],
        **more,
    }


def ending_values(
    network: Network, endings: Mapping[PositionId, Ending], *, at: datetime
) -> dict[str, object]:
    """Spell which positions are to end, and why, as the parameters of TAKE."""
    reasons = [ending.reason for ending in endings.values()]
    return {"on_network": network, "ids": list(endings), "reasons": reasons, "at": at}


def _marks(name: str) -> TableValuedAlias:
    return (
        func.unnest(
            bindparam("venues", type_=ARRAY(Text)),
            bindparam("symbols", type_=ARRAY(Text)),
            bindparam("prices", type_=ARRAY(Numeric(38, 18))),
            bindparam("moments", type_=ARRAY(_INSTANT)),
        )
        .table_valued(
            column("venue", Text),
            column("symbol", Text),
            column("price", Numeric(38, 18)),
            column("seen_at", _INSTANT),
        )
        .render_derived(name=name)
    )


def _under(mark: FromClause, row: Any = P) -> ColumnElement[bool]:
    """Tie a position, or a stored mark, to the market of a mark."""
    return and_(
        col(row.network) == _NETWORK,
        col(row.venue) == mark.c.venue,
        col(row.symbol) == mark.c.symbol,
    )


def _ids(*arms: Select[Any]) -> ColumnElement[Any]:
    found = union_all(*arms).subquery("found")
    ids = select(found.c.id).scalar_subquery()
    return any_(func.array(ids, type_=ARRAY(Uuid)))


def _along(mark: FromClause, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Find the open positions of each mark's market that meet the conditions, mark by mark."""
    walk = select(col(Q.id)).where(is_open(Q), _under(mark, Q), *conditions).offset(_NONE)
    walked = walk.correlate(mark).lateral()
    return select(walked.c.id).select_from(mark).join(walked, true())


def _stored_marks() -> Select[str, str, datetime]:
    """Read and lock, in one order, the stored marks of the markets of marks."""
    mark = _marks("marked")
    return (
        select(col(MarkRow.venue), col(MarkRow.symbol), col(MarkRow.seen_at))
        .join(mark, _under(mark, MarkRow))
        .order_by(col(MarkRow.venue), col(MarkRow.symbol))
        .with_for_update(key_share=True, of=MarkRow)
    )


def _account_gaps() -> Update:
    """Add the time since a market's last mark went stale to each position under a new one."""
    gap = (
        func.unnest(
            bindparam("venues", type_=ARRAY(Text)),
            bindparam("symbols", type_=ARRAY(Text)),
            bindparam("moments", type_=ARRAY(_INSTANT)),
            bindparam("stored", type_=ARRAY(_INSTANT)),
        )
        .table_valued(
            column("venue", Text),
            column("symbol", Text),
            column("seen_at", _INSTANT),
            column("stored_at", _INSTANT),
        )
        .render_derived(name="gap")
    )
    watched = gap.c.stored_at + bindparam("stale_after", type_=Interval)
    naked_from = func.greatest(col(P.opened_at), col(P.watched_until), watched)
    naked = cast(extract("epoch", gap.c.seen_at - naked_from), Numeric(38, 18))
    return (
        update(P)
        .where(is_held(), _under(gap), naked_from < gap.c.seen_at)
        .values(naked_seconds=col(P.naked_seconds) + naked, watched_until=gap.c.seen_at)
    )


def _ratchet() -> Update:
    """Move trailing stops as `domain.exits.advance` does, to the last digit.

    The conditions stand twice: inside to find, and outside for a row that changed meanwhile.
    """
    mark, walked = _marks("marked"), _marks("walked")
    price = mark.c.price
    below = func.greatest(col(P.trigger_below), price - _distance(price))
    above = func.least(col(P.trigger_above), price + _distance(price))
    moving = _ids(*(_along(walked, moves) for moves in _moves(Q, walked.c.price)))
    return (
        update(P)
        .where(col(P.id) == moving, is_open(), _under(mark), or_(*_moves(P, price)))
        .values(
            extreme=price,
            ratchet_at=price,
            trigger_below=case((_is(P, Side.LONG), below), else_=col(P.trigger_below)),
            trigger_above=case((_is(P, Side.SHORT), above), else_=col(P.trigger_above)),
        )
    )


def _moves(
    position: type[P], price: ColumnElement[Decimal]
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Tell which longs, and which shorts, a price carries further."""
    ratchet = col(position.ratchet_at)
    rises = and_(ratchet.between(_NONE, price), col(position.extreme) < price)
    falls = and_(ratchet.between(price, _LARGEST), col(position.extreme) > price)
    return and_(_is(position, Side.LONG), rises), and_(_is(position, Side.SHORT), falls)


def _is(position: type[P], side: Side) -> ColumnElement[bool]:
    return col(position.side) == literal_column(f"'{side}'")


def _due() -> Select[P]:
    """Find what the marks or the time end, each arm along an index of its own."""
    mark = _marks("marked")
    ended = _ids(
        _along(mark, col(Q.trigger_below).between(mark.c.price, _LARGEST)),
        _along(mark, col(Q.trigger_above).between(_NONE, mark.c.price)),
        _expired(mark),
    )
    return select(P).where(is_open(), col(P.id) == ended).order_by(col(P.id))


def _expired(mark: FromClause) -> Select[Any]:
    """Find what time ends on the markets of marks, once along the index for all of them."""
    now = bindparam("at", type_=_INSTANT)
    late = select(col(Q.id), col(Q.venue), col(Q.symbol)).where(
        is_open(Q), col(Q.network) == _NETWORK, col(Q.expires_at).between(_EVER, now)
    )
    found = late.offset(_NONE).subquery("late")
    is_marked = and_(found.c.venue == mark.c.venue, found.c.symbol == mark.c.symbol)
    return select(found.c.id).join(mark, is_marked)


def _distance(price: ColumnElement[Decimal]) -> ColumnElement[Decimal]:
    plan = col(P.risk_plan)
    share = cast(plan["trail_distance"].astext, Numeric)
    is_of_collateral = plan["basis"].astext == literal_column(f"'{Basis.COLLATERAL}'")
    divisor = case((is_of_collateral, col(P.leverage)), else_=literal_column("1"))
    return func.div(price * share * _UNITS, divisor) * _SMALLEST


def _take() -> Update:
    """Take OPEN positions into CLOSING, each for its reason: compare and set."""
    ids, reasons = bindparam("ids", type_=ARRAY(Uuid)), bindparam("reasons", type_=ARRAY(Text))
    columns = column("id", Uuid), column("reason", Text)
    wanted = func.unnest(ids, reasons).table_valued(*columns).render_derived(name="wanted")
    return (
        update(P)
        .where(is_open(), col(P.network) == _NETWORK, col(P.id) == wanted.c.id)
        .values(
            status=PositionStatus.CLOSING,
            closing_reason=wanted.c.reason,
            closing_at=bindparam("at", type_=_INSTANT),
        )
        .returning(P)
    )


STORED_MARKS = _stored_marks()
ACCOUNT_GAPS = _account_gaps()
RATCHET = _ratchet()
DUE = _due()
TAKE = _take()
