"""One trade, booked: cash, position, fee, record; then the orders it leaves without a purpose."""

from decimal import Decimal
from typing import Final

from infra.simulators.hyperliquid.accounts import ZERO, Position, traded
from infra.simulators.hyperliquid.book import Level
from infra.simulators.hyperliquid.orders import Order
from infra.simulators.hyperliquid.records import Fill
from infra.simulators.hyperliquid.state import State
from infra.simulators.hyperliquid.words import Status

TAKER: Final = Decimal("0.00045")
MAKER: Final = Decimal("0.00015")
_CENT: Final = Decimal("0.000001")


def fee_of(usd: Decimal, *, crossed: bool) -> Decimal:
    """Tell what the venue takes of a trade of this much."""
    return (usd * (TAKER if crossed else MAKER)).quantize(_CENT)


def book_trade(
    state: State, order: Order, level: Level, now: int, *, crossed: bool, liquidates: bool = False
) -> Fill:
    """Book one trade of an order, whole: what was held, what is, and what it cost."""
    account = state.accounts[order.user]
    asset = state.assets[order.wanted.asset]
    held = account.positions.get(order.coin)
    size = level.size * order.wanted.sign
    leverage = account.leverage(asset)
    after, profit = traded(held, order.coin, size, level.price, leverage)
    fee = fee_of(level.size * level.price, crossed=crossed)
    account.cash += profit - fee
    account.volume += level.size * level.price
    if after is None:
        account.positions.pop(order.coin)
    else:
        account.positions[order.coin] = after
    start = ZERO if held is None else held.size
    fill = Fill(
        user=order.user,
        coin=order.coin,
        price=level.price,
        size=level.size,
        is_buy=order.wanted.is_buy,
        start=start,
        direction=_forced(held) if held and liquidates else direction(start, size),
        closed=profit,
        fee=fee,
        crossed=crossed,
        oid=order.oid,
        tid=state.next_id(),
        cloid=order.wanted.cloid,
        hash=state.next_hash(),
        at=now,
        liquidated_at=state.marks[order.coin] if liquidates else None,
    )
    order.left -= level.size
    state.fills.append(fill)
    state.tell(order.user, fill)
    return fill


def direction(start: Decimal, size: Decimal) -> str:
    """Say what a trade did to a position, in the venue's words; both are signed."""
    end = start + size
    if start * end < 0:
        return "Long > Short" if start > 0 else "Short > Long"
    verb = "Open" if abs(end) > abs(start) else "Close"
    return f"{verb} {'Long' if (end or start) > 0 else 'Short'}"


def _forced(held: Position) -> str:
    margin = "Cross" if held.cross else "Isolated"
    return f"Liquidated {margin} {'Long' if held.size > 0 else 'Short'}"


def tidy(state: State, cause: Order, now: int) -> None:
    """Cancel what guards a position that is gone, and the oldest of what reduces it too far."""
    held = state.accounts[cause.user].size(cause.coin)
    for order in state.open_orders(cause.user, cause.coin):
        if order is cause or not order.wanted.reduce_only:
            continue
        if not held or held * order.wanted.sign > 0:
            state.end(order, _why(order, cause), now)
    shrink(state, cause.user, cause.coin, now)


def shrink(state: State, user: str, coin: str, now: int) -> None:
    """Cancel the oldest resting reduce-only orders until the rest fit into the position."""
    held = abs(state.accounts[user].size(coin))
    resting = [
        order
        for order in state.open_orders(user, coin)
        if order.wanted.reduce_only and not order.sleeps
    ]
    over = sum((order.left for order in resting), ZERO) - held
    for order in resting:
        if over <= 0:
            return
        over -= order.left
        state.end(order, Status.REDUCE_ONLY_CANCELED, now)


def _why(order: Order, cause: Order) -> Status:
    if order.siblings_of(cause):
        return Status.SIBLING_FILLED_CANCELED
    return Status.REDUCE_ONLY_CANCELED
