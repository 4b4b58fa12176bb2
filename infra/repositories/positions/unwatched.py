"""The statement that finds the markets nobody watches, though positions are held in them."""

from datetime import datetime

from sqlalchemy import CTE, Select, and_, or_, select, true, tuple_
from sqlmodel import col

from contracts.market import Network
from infra.repositories.positions.watching import is_held
from infra.tables.markets import MarkRow
from infra.tables.positions import PositionRow

P = PositionRow


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
