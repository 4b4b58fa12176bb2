"""The statements that watch over positions: a few a mark, however many positions there are.

Statuses are spelled out, not bound, so that every plan may use the partial indexes.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    DateTime,
    Interval,
    Numeric,
    Select,
    Text,
    Update,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    extract,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    union,
    update,
)
from sqlmodel import col

from contracts.intents import ExitReason
from contracts.market import Basis, Network, PositionId, Side
from contracts.positions import PriceMarked
from domain.positions import PositionStatus
from infra.tables.markets import MarkRow
from infra.tables.positions import PositionRow

_UNITS: ColumnElement[Decimal] = literal_column("1000000000000000000::numeric")
"""How many of the smallest amounts the store keeps make one."""
_SMALLEST: ColumnElement[Decimal] = literal_column("0.000000000000000001::numeric")
_PRICE = bindparam("at_price", type_=Numeric(38, 18))

P = PositionRow


def is_open() -> ColumnElement[bool]:
    """Ask for OPEN positions, in the words of the partial indexes."""
    return col(P.status) == literal_column("'OPEN'")


def is_held() -> ColumnElement[bool]:
    """Ask for OPEN and CLOSING positions, in the words of the partial index."""
    return col(P.status).in_([literal_column("'OPEN'"), literal_column("'CLOSING'")])


def mark_values(network: Network, mark: PriceMarked, **more: object) -> dict[str, object]:
    """Spell a mark as the parameters of the statements below, which are built only once."""
    return {
        "on_network": network,
        "on_venue": mark.venue,
        "of_symbol": mark.symbol,
        "at_price": mark.price,
        "seen": mark.seen_at,
        **more,
    }


def _under_mark() -> ColumnElement[bool]:
    return and_(
        col(P.network) == bindparam("on_network", type_=Text),
        col(P.venue) == bindparam("on_venue", type_=Text),
        col(P.symbol) == bindparam("of_symbol", type_=Text),
    )


def _account_gap() -> Update:
    """Add the time since the stored mark went stale, if it did, to each position under it."""
    seen = bindparam("seen", type_=DateTime(timezone=True))
    stale_after = bindparam("stale_after", type_=Interval)
    stored = select(col(MarkRow.seen_at)).where(
        col(MarkRow.network) == bindparam("on_network", type_=Text),
        col(MarkRow.venue) == bindparam("on_venue", type_=Text),
        col(MarkRow.symbol) == bindparam("of_symbol", type_=Text),
    )
    seen_at = stored.scalar_subquery()
    naked_from = func.greatest(col(P.opened_at), col(P.watched_until), seen_at + stale_after)
    naked = cast(extract("epoch", seen - naked_from), Numeric(38, 18))
    return (
        update(P)
        .where(is_held(), _under_mark(), naked_from < seen)
        .where(func.coalesce(seen_at < seen - stale_after, true()))
        .values(naked_seconds=col(P.naked_seconds) + naked, watched_until=seen)
    )


def _ratchet() -> Update:
    """Move trailing stops as `domain.exits.advance` does, to the last digit."""
    is_long = col(P.side) == literal_column(f"'{Side.LONG}'")
    is_short = col(P.side) == literal_column(f"'{Side.SHORT}'")
    moves = or_(
        and_(is_long, col(P.ratchet_at) <= _PRICE, col(P.extreme) < _PRICE),
        and_(is_short, col(P.ratchet_at) >= _PRICE, col(P.extreme) > _PRICE),
    )
    below = func.greatest(col(P.trigger_below), _PRICE - _distance())
    above = func.least(col(P.trigger_above), _PRICE + _distance())
    return (
        update(P)
        .where(is_open(), _under_mark(), moves)
        .values(
            extreme=_PRICE,
            ratchet_at=_PRICE,
            trigger_below=case((is_long, below), else_=col(P.trigger_below)),
            trigger_above=case((is_short, above), else_=col(P.trigger_above)),
        )
    )


def _due() -> Select[P]:
    """Find what the mark or the time ends, each arm along an index of its own."""
    now = bindparam("at", type_=DateTime(timezone=True))
    arms = (
        select(col(P.id)).where(is_open(), _under_mark(), is_due)
        for is_due in (
            col(P.trigger_below) >= _PRICE,
            col(P.trigger_above) <= _PRICE,
            col(P.expires_at) <= now,
        )
    )
    ended = union(*arms).subquery("ended")
    return select(P).join(ended, ended.c.id == col(P.id)).where(is_open())


def _distance() -> ColumnElement[Decimal]:
    plan = col(P.risk_plan)
    share = cast(plan["trail_distance"].astext, Numeric)
    is_of_collateral = plan["basis"].astext == literal_column(f"'{Basis.COLLATERAL}'")
    divisor = case((is_of_collateral, col(P.leverage)), else_=literal_column("1"))
    return func.div(_PRICE * share * _UNITS, divisor) * _SMALLEST


ACCOUNT_GAP = _account_gap()
RATCHET = _ratchet()
DUE = _due()


def take(network: Network, reasons: Mapping[PositionId, ExitReason], now: datetime) -> Update:
    """Take OPEN positions into CLOSING, each for its reason: compare and set."""
    wanted = (
        func.unnest(
            bindparam("ids", list(reasons), ARRAY(Uuid)),
            bindparam("reasons", [str(reason) for reason in reasons.values()], ARRAY(Text)),
        )
        .table_valued("id", "reason")
        .render_derived(name="wanted")
    )
    return (
        update(P)
        .where(is_open(), col(P.network) == network, col(P.id) == cast(wanted.c.id, Uuid))
        .values(status=PositionStatus.CLOSING, closing_reason=wanted.c.reason, closing_at=now)
    )


def unwatched(network: Network, since: datetime) -> Select[str, str, datetime]:
    """Find the markets of held positions without a mark since a moment."""
    market = _held_markets(network)
    return (
        select(market.c.venue, market.c.symbol, col(MarkRow.seen_at))
        .outerjoin_from(
            market,
            MarkRow,
            and_(
                col(MarkRow.network) == network,
                col(MarkRow.venue) == market.c.venue,
                col(MarkRow.symbol) == market.c.symbol,
            ),
        )
        .where(market.c.venue.is_not(None))
        .where(or_(col(MarkRow.seen_at).is_(None), col(MarkRow.seen_at) < since))
    )


def _held_markets(network: Network) -> CTE:
    """Hop along the index from one market to the next, instead of over all positions."""
    held = select(col(P.venue), col(P.symbol)).where(is_held(), col(P.network) == network)
    ordered = held.order_by(col(P.venue), col(P.symbol)).limit(1)
    market = select(ordered.subquery()).cte("market", recursive=True)
    after = tuple_(col(P.venue), col(P.symbol)) > tuple_(market.c.venue, market.c.symbol)
    hop = ordered.where(after).correlate(market).lateral("hop")
    return market.union_all(select(hop.c.venue, hop.c.symbol).select_from(market).join(hop, true()))
