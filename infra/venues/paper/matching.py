"""The pure core: whether an order is admitted, and at what it trades."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

from contracts.market import Network, Price, Purpose, Quantity, Usd
from contracts.orders import RejectReason
from domain.errors import VenueRefused
from domain.ports.venue import Market, OrderRequest, ReportStatus
from infra.venues.paper.behaviour import PaperBehaviour
from infra.venues.paper.ledger import ROUNDED, ZERO, Books, Trade, exactly, fee_of, post

_BPS: Final = Decimal("0.0001")
_PER_10K: Final = Decimal("0.0001")
_HALF: Final = Decimal("0.5")
_DIVISIBLE: Final = 2
_LEAST_PART, _PART_RANGE = Decimal("0.2"), Decimal("0.6")
_SHORT_OF_WANTED: Final = {
    RejectReason.NOTHING_TO_CLOSE: "the wallet holds no more of it",
    RejectReason.PRICE_BEYOND_LIMIT: "no more could be had within the limit",
    RejectReason.NO_LIQUIDITY: "nobody traded more",
    RejectReason.INSUFFICIENT_BALANCE: "the wallet's cash does not cover margin and fee",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One fill to be: tokens, price, and fee in USD."""

    quantity: Quantity
    price: Price
    fee: Usd


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """What became of an order, and the books after it."""

    status: ReportStatus
    books: Books
    pieces: tuple[Piece, ...] = ()
    reason: RejectReason | None = None
    detail: str = ""


@exactly
def admit(order: OrderRequest, market: Market | None, mid: Price | None, now: datetime) -> Market:
    """Return the order's market, or refuse the order for what can be read off it.

    The minimum binds what opens, so that anything held can be closed. Raises VenueRefused.
    """
    if now >= order.expires_at:
        raise VenueRefused(RejectReason.EXPIRED, f"its deadline was {order.expires_at:%FT%TZ}")
    if order.network is not Network.PAPER:
        raise VenueRefused(RejectReason.VENUE_REFUSED, f"no orders of {order.network} here")
    if market is None:
        raise VenueRefused(RejectReason.NO_MARKET, f"{order.symbol} is not listed")
    _require_precision(order, market)
    if mid is not None and order.purpose is Purpose.OPEN:
        _require_minimum(order, market, mid)
    return market


def _require_precision(order: OrderRequest, market: Market) -> None:
    if order.quantity <= 0 or ROUNDED.remainder(order.quantity, market.lot) != 0:
        detail = f"{order.quantity} is not a multiple of the lot of {market.lot}"
        raise VenueRefused(RejectReason.VENUE_REFUSED, detail)
    if not 1 <= order.leverage <= market.max_leverage:
        detail = f"leverage {order.leverage} is not within 1 and {market.max_leverage}"
        raise VenueRefused(RejectReason.VENUE_REFUSED, detail)


def _require_minimum(order: OrderRequest, market: Market, mid: Price) -> None:
    notional = order.quantity * mid
    if notional < market.min_notional:
        detail = f"{notional} USD is below the minimum of {market.min_notional}"
        raise VenueRefused(RejectReason.BELOW_MINIMUM, detail)


def direction(order: OrderRequest) -> int:
    """Return +1 when the order buys and -1 when it sells."""
    return order.side.sign if order.purpose is Purpose.OPEN else -order.side.sign


@exactly
def execute(
    order: OrderRequest, market: Market, mid: Price, books: Books, behaviour: PaperBehaviour
) -> Execution:
    """Trade as much of an order as it can have now and cancel the rest.

    A later piece pays the slippage of all that went before it.
    """
    pieces: tuple[Piece, ...] = ()
    traded, obtainable = ZERO, _obtainable(order, books)
    for quantity in _portions(order, market, obtainable, behaviour):
        traded = traded + quantity
        piece = _piece(order, market, quantity, _touch(order, mid, traded, behaviour), behaviour)
        if _beyond(order, piece.price):
            return _short(books, pieces, RejectReason.PRICE_BEYOND_LIMIT)
        after = post(books, _trade(order, piece))
        if _overdrawn(order, after):
            return _short(books, pieces, RejectReason.INSUFFICIENT_BALANCE)
        books, pieces = after, (*pieces, piece)
    if traded == order.quantity:
        return Execution(status=ReportStatus.FILLED, books=books, pieces=pieces)
    if traded == obtainable:
        return _short(books, pieces, RejectReason.NOTHING_TO_CLOSE)
    return _short(books, pieces, RejectReason.NO_LIQUIDITY)


def _obtainable(order: OrderRequest, books: Books) -> Decimal:
    """Return how much may trade at all: a close never takes more than there is on its side."""
    if order.purpose is Purpose.OPEN:
        return order.quantity
    held = books.holding.net * order.side.sign
    return min(order.quantity, max(held, ZERO))


def _portions(
    order: OrderRequest, market: Market, obtainable: Decimal, behaviour: PaperBehaviour
) -> tuple[Quantity, ...]:
    """Split what can trade into fills; a seeded share of orders gets two, or one and no more."""
    lots = ROUNDED.divide_int(obtainable, market.lot)
    whole = behaviour.draw(order.client_order_id, "partial") >= behaviour.partial_share
    if whole or lots < _DIVISIBLE:
        return (obtainable,) if obtainable else ()
    share = _LEAST_PART + _PART_RANGE * behaviour.draw(order.client_order_id, "part")
    first = max((lots * share).to_integral_value(ROUND_FLOOR), Decimal(1)) * market.lot
    if behaviour.draw(order.client_order_id, "remainder") < _HALF:
        return (first,)
    return (first, obtainable - first)


def _touch(order: OrderRequest, mid: Price, traded: Quantity, behaviour: PaperBehaviour) -> Decimal:
    """Return the price, before rounding, at which the last of `traded` tokens is had."""
    depth = traded * mid * _PER_10K
    bps = behaviour.spread_bps * _HALF + behaviour.slippage_bps_per_10k * depth
    return mid + mid * bps * _BPS * direction(order)


def _piece(
    order: OrderRequest,
    market: Market,
    quantity: Quantity,
    touch: Decimal,
    behaviour: PaperBehaviour,
) -> Piece:
    """Round the price to the tick against the taker, and charge the fee."""
    rounding = ROUND_CEILING if direction(order) > 0 else ROUND_FLOOR
    ticks = ROUNDED.divide(touch, market.tick).to_integral_value(rounding)
    price = max(ticks, Decimal(1)) * market.tick
    return Piece(quantity=quantity, price=price, fee=fee_of(quantity, price, behaviour.fee_rate))


def _trade(order: OrderRequest, piece: Piece) -> Trade:
    delta = piece.quantity.copy_sign(direction(order))
    return Trade(delta=delta, price=piece.price, leverage=order.leverage, fee=piece.fee)


def _beyond(order: OrderRequest, price: Price) -> bool:
    if order.limit_price is None:
        return False
    return (price - order.limit_price) * direction(order) > 0


def _overdrawn(order: OrderRequest, after: Books) -> bool:
    """Tell whether a trade that adds to a holding spent cash that is not there."""
    adds = after.holding.net * direction(order) > 0
    return adds and after.account.cash < 0


def _short(books: Books, pieces: tuple[Piece, ...], reason: RejectReason) -> Execution:
    return Execution(
        status=ReportStatus.CANCELLED,
        books=books,
        pieces=pieces,
        reason=reason,
        detail=_SHORT_OF_WANTED[reason],
    )


def keep(
    order: OrderRequest, market: Market, mid: Price, books: Books, behaviour: PaperBehaviour
) -> Execution:
    """Settle an order as a keeper does: all cancelling is the keeper's own, for its own reasons."""
    if behaviour.keeper_cancels(order):
        return Execution(
            status=ReportStatus.CANCELLED,
            books=books,
            reason=RejectReason.KEEPER_CANCELLED,
            detail="the keeper did not execute it",
        )
    execution = execute(order, market, mid, books, behaviour)
    if execution.reason is not RejectReason.PRICE_BEYOND_LIMIT or execution.pieces:
        return execution
    return replace(execution, reason=RejectReason.KEEPER_CANCELLED)
