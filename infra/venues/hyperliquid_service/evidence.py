"""What an account's own history proves of an order that has no name at the venue.

An order of ours is told from all others by its side, its whole size and its moment. Where more
than one thing could have happened, nothing is said: a guess would be booked as a fill.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from contracts.market import Purpose
from domain.errors import VenueUnavailable
from domain.ports.venue import OrderRequest
from infra.venues.hyperliquid.numbers import round_size
from infra.venues.hyperliquid.shapes import FillShape
from infra.venues.hyperliquid.wire import Asset, Oid, buys, moment
from infra.venues.hyperliquid_service.accounts import Held

LATE: Final = timedelta(seconds=60)
"""How long after its deadline a trade may still be of an order: the venue enforces none."""
Rows = Sequence[FillShape]


def begun(order: OrderRequest) -> datetime:
    """Tell when an attempt was claimed, which is when its number was given out.

    Raises VenueUnavailable for an order without one.
    """
    if order.nonce is None:
        raise VenueUnavailable("nobody knows when this order was begun")
    return moment(order.nonce)


def of_number(order: OrderRequest, rows: Rows, oid: Oid) -> Rows:
    """Return the fills of an order whose number is known.

    Raises VenueUnavailable when they trade another token, or on another side.
    """
    found = [row for row in rows if row.oid == oid]
    if any(not _trades(order, row) for row in found):
        raise VenueUnavailable("the order traded something else than was asked")
    return found


def matching(order: OrderRequest, rows: Rows, asset: Asset, held: Held) -> Rows:
    """Return the fills that can only be of this order; none when nothing like it traded.

    Raises VenueUnavailable when they may be another's.
    """
    groups = _groups(order, rows)
    if not groups:
        return ()
    if len(groups) > 1:
        raise VenueUnavailable(f"{len(groups)} orders like this one traded: it may be any of them")
    [found] = groups
    if total(found) != round_size(order.quantity, asset.sz_decimals):
        raise VenueUnavailable("an order like this one traded another size: it may not be this one")
    if order.purpose is Purpose.OPEN and held.on(order.side) < total(found):
        raise VenueUnavailable("an order like this one traded, and the account does not hold it")
    return found


def total(rows: Rows) -> Decimal:
    """Add up what was traded, in tokens."""
    return sum((row.sz for row in rows), Decimal(0))


def _groups(order: OrderRequest, rows: Rows) -> Sequence[Rows]:
    """Gather by order what traded on this one's side, in its time."""
    first, last = begun(order), order.expires_at + LATE
    groups: defaultdict[Oid, list[FillShape]] = defaultdict(list)
    for row in rows:
        if _trades(order, row) and first <= moment(row.time) <= last:
            groups[row.oid].append(row)
    return list(groups.values())


def _trades(order: OrderRequest, row: FillShape) -> bool:
    side = "B" if buys(order.side, order.purpose) else "A"
    return row.coin == order.symbol and row.side == side
