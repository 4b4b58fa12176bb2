"""Orders taken in: judged by the venue's rules, matched with its book, or laid down to rest."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from infra.simulators.hyperliquid.accounts import Account
from infra.simulators.hyperliquid.book import Level
from infra.simulators.hyperliquid.fills import book_trade, fee_of, shrink, tidy
from infra.simulators.hyperliquid.listing import Asset
from infra.simulators.hyperliquid.orders import Grouping, Order, Tif, Wanted, is_past, shown
from infra.simulators.hyperliquid.state import State
from infra.simulators.hyperliquid.words import (
    BAD_PRICE,
    BAD_SIZE,
    FAR,
    MARGIN,
    MIN_VALUE,
    NO_MATCH,
    NO_SIZE,
    POST_ONLY,
    REDUCE_ONLY,
    TICK,
    TRIGGER_PRICE,
    Json,
    OrderRefused,
    Status,
)
from infra.venues.hyperliquid.numbers import round_price, round_size, wire_number

LEAST_USD: Final = Decimal(10)
FARTHEST: Final = Decimal("0.8")


def spelled(asset: Asset, wanted: Wanted) -> None:
    """Judge what can be judged from the order alone. Raises OrderRefused."""
    if not wanted.size:
        raise OrderRefused(Status.TOLD_REJECTED, NO_SIZE)
    if wanted.size < 0 or round_size(wanted.size, asset.sz_decimals) != wanted.size:
        raise OrderRefused(Status.TOLD_REJECTED, BAD_SIZE)
    prices = [wanted.price]
    if wanted.trigger is not None:
        prices.append(wanted.trigger.price)
    if min(prices) <= 0:
        raise OrderRefused(Status.TOLD_REJECTED, BAD_PRICE)
    if any(round_price(price, asset.sz_decimals) != price for price in prices):
        raise OrderRefused(Status.TOLD_REJECTED, TICK.format(asset=asset.index))


class Desk:
    """Takes orders of one account at a time."""

    def __init__(self, state: State) -> None:
        self._state = state

    def place(
        self, user: str, wanted: Sequence[Wanted], grouping: Grouping, now: int
    ) -> list[Json | str]:
        """Place the orders of one request; return its statuses.

        There is one for each, but for a refused parent, whose children are passed over.
        """
        if grouping is Grouping.PARENT and len(wanted) > 1:
            return self._family(user, wanted, now)
        return [self._one(user, one, grouping, now) for one in wanted]

    def _family(self, user: str, wanted: Sequence[Wanted], now: int) -> list[Json | str]:
        """Place a parent; its children wait for it, and go with it if it does not trade whole."""
        parent = self._enter(user, wanted[0], Grouping.PARENT, now)
        answers: list[Json | str] = [self._settled(parent, now)]
        if "error" in answers[0]:
            return answers
        for child in wanted[1:]:
            order = self._enter(user, child, Grouping.PARENT, now)
            order.parent, order.waiting = parent.oid, True
            parent.children.append(order.oid)
            self._state.resting[order.oid] = order
            answers.append("waitingForFill")
        if parent.status is not Status.OPEN:
            woken = wake_children(self._state, parent, now)
            answers[1:] = ["waitingForTrigger" if woken else "waitingForFill"] * len(wanted[1:])
        return answers

    def _one(self, user: str, wanted: Wanted, grouping: Grouping, now: int) -> Json | str:
        return self._settled(self._enter(user, wanted, grouping, now), now)

    def _enter(self, user: str, wanted: Wanted, grouping: Grouping, now: int) -> Order:
        state, asset = self._state, self._state.assets[wanted.asset]
        order = Order(
            oid=state.next_id(),
            user=user,
            coin=asset.coin,
            wanted=wanted,
            size=wanted.size,
            left=wanted.size,
            placed_at=now,
            changed_at=now,
            grouping=grouping,
        )
        state.orders[order.oid] = order
        if wanted.cloid is not None:
            state.by_cloid.setdefault((user, wanted.cloid), []).append(order.oid)
        return order

    def _settled(self, order: Order, now: int) -> Json | str:
        """Judge and match an order; a refused one stays on the books as such."""
        try:
            self._judge(order)
            answer = self._sleep(order) if order.wanted.trigger else self._match(order, now)
        except OrderRefused as refusal:
            self._state.end(order, refusal.status, now)
            return {"error": refusal.text}
        self._accept(order)
        return answer

    def _accept(self, order: Order) -> None:
        if order.wanted.cloid is not None:
            key = (order.user, order.wanted.cloid)
            self._state.accepted[key] = self._state.accepted.get(key, 0) + 1

    def _judge(self, order: Order) -> None:
        """Judge an order by the books of this moment. Raises OrderRefused."""
        state, wanted = self._state, order.wanted
        asset, account = state.assets[wanted.asset], state.accounts[order.user]
        oracle = state.oracle(order.coin)
        if abs(wanted.price - oracle) > oracle * FARTHEST:
            raise OrderRefused(Status.ORACLE_REJECTED, FAR.format(asset=asset.index))
        if wanted.reduce_only:
            self._cap(order, account)
        if wanted.price * wanted.size < LEAST_USD and not self._closes(order, account):
            raise OrderRefused(Status.MIN_VALUE_REJECTED, MIN_VALUE.format(asset=asset.index))
        if is_past(wanted, state.marks[order.coin]):
            text = TRIGGER_PRICE.format(asset=asset.index)
            raise OrderRefused(Status.TRIGGER_PRICE_REJECTED, text)
        if not wanted.reduce_only:
            self._afford(order, account, asset)

    def _cap(self, order: Order, account: Account) -> None:
        held = account.size(order.coin)
        if held * order.wanted.sign >= 0:
            text = REDUCE_ONLY.format(asset=order.wanted.asset)
            raise OrderRefused(Status.REDUCE_ONLY_REJECTED, text)
        order.size = order.left = min(order.size, abs(held))

    def _closes(self, order: Order, account: Account) -> bool:
        """Tell whether an order is free of the minimum because it closes all there is."""
        if self._state.strict_minimum or not order.wanted.reduce_only:
            return False
        return order.size >= abs(account.size(order.coin))

    def _afford(self, order: Order, account: Account, asset: Asset) -> None:
        state, wanted = self._state, order.wanted
        held, mark = account.size(order.coin), state.marks[order.coin]
        against = abs(held) if held * wanted.sign < 0 else Decimal(0)
        more = max(order.size - against, Decimal(0))
        leverage = account.leverage(asset).value
        worth = state.valuation(account)
        freed = min(against, order.size) * mark / leverage
        price = mark if wanted.tif is Tif.IOC else wanted.price
        needed = more * price / leverage + fee_of(order.size * price, crossed=True)
        if more and needed > worth.free + freed:
            raise OrderRefused(Status.MARGIN_REJECTED, MARGIN.format(asset=asset.index))

    def _sleep(self, order: Order) -> Json | str:
        self._state.resting[order.oid] = order
        self._state.tell(order.user, order)
        if order.grouping is Grouping.POSITION:
            return "waitingForTrigger"
        return {"resting": _named(order)}

    def _match(self, order: Order, now: int) -> Json:
        state, wanted = self._state, order.wanted
        asset = state.assets[wanted.asset]
        if wanted.tif is Tif.ALO:
            self._stay_out(order, asset)
        taken = state.bite(asset, order.left, wanted.price, is_buy=wanted.is_buy)
        if not taken and wanted.tif is Tif.IOC:
            text = NO_MATCH.format(asset=asset.index)
            raise OrderRefused(Status.NO_MATCH_REJECTED, text)
        for level in taken:
            book_trade(state, order, level, now, crossed=True)
        if taken:
            tidy(state, order, now)
        return self._rest(order, taken, now)

    def _stay_out(self, order: Order, asset: Asset) -> None:
        book = self._state.book(asset)
        facing = book.facing(is_buy=order.wanted.is_buy)
        if facing and (order.wanted.price - facing[0].price) * order.wanted.sign >= 0:
            bid, ask = (_best(side) for side in (book.bids, book.asks))
            text = POST_ONLY.format(bid=bid, ask=ask, asset=asset.index)
            raise OrderRefused(Status.POST_ONLY_REJECTED, text)

    def _rest(self, order: Order, taken: Sequence[Level], now: int) -> Json:
        """Lay down what has not traded, or cancel it where it may not stay."""
        if order.left and order.wanted.tif is not Tif.IOC:
            self._state.resting[order.oid] = order
            self._state.tell(order.user, order)
            shrink(self._state, order.user, order.coin, now)
            return {"resting": _named(order)}
        done = Status.CANCELED if order.left else Status.FILLED
        self._state.end(order, done, now)
        size = sum((level.size for level in taken), Decimal(0))
        paid = sum((level.size * level.price for level in taken), Decimal(0))
        filled = {"totalSz": shown(size), "avgPx": shown(paid / size)}
        return {"filled": filled | _named(order)}


def _best(side: Sequence[Level]) -> str:
    return wire_number(side[0].price) if side else "-"


def _named(order: Order) -> Json:
    named: Json = {"oid": order.oid}
    if order.wanted.cloid is not None:
        named["cloid"] = order.wanted.cloid
    return named


def wake_children(state: State, parent: Order, now: int) -> bool:
    """Let the children of a parent that traded whole wait for the mark; drop them otherwise."""
    whole = parent.status is Status.FILLED
    for oid in parent.children:
        child = state.orders[oid]
        child.waiting = False
        if whole:
            child.changed_at = now
            state.tell(child.user, child)
        elif child.status is Status.OPEN:
            state.end(child, Status.CANCELED, now)
    return whole
