"""What happens when a mark moves: triggers wake, resting orders trade, accounts run dry."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from infra.simulators.hyperliquid.accounts import ZERO, Account, Position
from infra.simulators.hyperliquid.book import Level
from infra.simulators.hyperliquid.desk import wake_children
from infra.simulators.hyperliquid.fills import book_trade, tidy
from infra.simulators.hyperliquid.listing import Asset
from infra.simulators.hyperliquid.orders import Grouping, Order, Tif, Trigger, Wanted, is_past
from infra.simulators.hyperliquid.records import Funding
from infra.simulators.hyperliquid.state import State
from infra.simulators.hyperliquid.words import Status

TOLERANCE: Final = Decimal("0.1")
"""How far from its trigger a market trigger still trades, as a share of it."""


def move(state: State, asset: Asset, mark: Decimal, now: int) -> None:
    """Set a coin's mark and let everything happen that follows from it, stops first."""
    state.marks[asset.coin] = mark
    state.tell("", asset.coin)
    for order in tuple(state.resting.values()):
        if order.coin == asset.coin and _is_due(order, mark):
            wake(state, asset, order, now)
    cross(state, asset, now)
    for account in tuple(state.accounts.values()):
        if asset.coin in account.positions:
            liquidate(state, account, now)


def cross(state: State, asset: Asset, now: int) -> None:
    """Let resting orders trade that a coin's book has come to, at their own prices."""
    for order in tuple(state.resting.values()):
        rests = order.wanted.trigger is None or order.status is Status.TRIGGERED
        if order.coin == asset.coin and order.oid in state.resting and rests:
            _give(state, asset, order, now)


def wake(state: State, asset: Asset, order: Order, now: int) -> None:
    """Turn a trigger whose mark has come into the order it stands for."""
    held = state.accounts[order.user].size(order.coin)
    order.status, order.changed_at = Status.TRIGGERED, now
    state.tell(order.user, order)
    if order.wanted.reduce_only:
        if held * order.wanted.sign >= 0:
            state.end(order, Status.REDUCE_ONLY_CANCELED, now)
            return
        whole = order.grouping is Grouping.POSITION
        order.left = abs(held) if whole else min(order.left, abs(held))
        order.size = max(order.size, order.left)
    trigger = order.wanted.trigger
    if trigger is not None and trigger.is_market:
        _sweep(state, asset, order, trigger, now)


def liquidate(state: State, account: Account, now: int) -> None:
    """Close at the mark what an account can no longer back, and cancel what guarded it."""
    worth = state.valuation(account)
    due = [held for held in account.positions.values() if worth.is_due(held)]
    for held in due:
        _seize(state, account, held, now)


def pay_funding(state: State, asset: Asset, rate: Decimal, now: int) -> None:
    """Let the longs of a coin pay the shorts a share of their value, or get it if below 0."""
    state.fundings[asset.coin] = rate
    for account in state.accounts.values():
        held = account.positions.get(asset.coin)
        if held is not None:
            usd = (-held.size * state.oracle(asset.coin) * rate).quantize(Decimal("0.000001"))
            account.cash += usd
            account.positions[asset.coin] = replace(held, funding=held.funding + usd)
            state.paid.append(
                Funding(
                    user=account.address,
                    coin=asset.coin,
                    usd=usd,
                    size=held.size,
                    rate=rate,
                    at=now,
                )
            )


def _is_due(order: Order, mark: Decimal) -> bool:
    is_asleep = order.status is Status.OPEN and not order.waiting
    return is_asleep and is_past(order.wanted, mark)


def _sweep(state: State, asset: Asset, order: Order, trigger: Trigger, now: int) -> None:
    """Trade a woken market order for what the book gives within the tolerance, and end it."""
    limit = trigger.price * (1 + TOLERANCE * order.wanted.sign)
    taken = state.bite(asset, order.left, limit, is_buy=order.wanted.is_buy)
    wanted = order.left
    for level in taken:
        book_trade(state, order, level, now, crossed=True)
    if not taken:
        state.end(order, Status.NO_LIQUIDITY_REJECTED, now)
        return
    whole = sum((level.size for level in taken), ZERO) == wanted
    state.end(order, Status.FILLED if whole else Status.CANCELED, now)
    tidy(state, order, now)


def _give(state: State, asset: Asset, order: Order, now: int) -> None:
    """Trade a resting order with what crosses it, as its maker."""
    taken = state.bite(asset, order.left, order.wanted.price, is_buy=order.wanted.is_buy)
    size = sum((level.size for level in taken), ZERO)
    if not size:
        return
    book_trade(state, order, Level(order.wanted.price, size), now, crossed=False)
    if not order.left:
        state.end(order, Status.FILLED, now)
        wake_children(state, order, now)
    tidy(state, order, now)


def _seize(state: State, account: Account, held: Position, now: int) -> None:
    asset = state.by_coin[held.coin]
    for order in tuple(state.open_orders(account.address, held.coin)):
        state.end(order, Status.LIQUIDATED_CANCELED, now)
    is_buy = held.size < 0
    asked = Wanted(
        asset=asset.index,
        is_buy=is_buy,
        price=state.marks[held.coin],
        size=abs(held.size),
        reduce_only=True,
        tif=Tif.IOC,
    )
    order = Order(
        oid=state.next_id(),
        user=account.address,
        coin=held.coin,
        wanted=asked,
        size=asked.size,
        left=asked.size,
        placed_at=now,
        changed_at=now,
    )
    state.orders[order.oid] = order
    level = Level(asked.price, asked.size)
    book_trade(state, order, level, now, crossed=True, liquidates=True)
    state.end(order, Status.FILLED, now)
